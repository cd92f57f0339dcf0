using System.Text.Json;
using CreatorAnalytics.Accounts;
using CreatorAnalytics.Analysis;
using CreatorAnalytics.Jobs;
using CreatorAnalytics.Ui;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.Extensions.Options;
using Microsoft.OpenApi;

namespace CreatorAnalytics.Api;

/// <summary>/openapi/v1.json: what the framework cannot see from the endpoints.</summary>
internal static class ApiDocument
{
    public const string Name = "v1";

    private const string KeyScheme = "apiKey";
    private const string TicketScheme = "streamTicket";

    private static readonly Dictionary<string, string> IdWords = new()
    {
        ["jobId"] = "The job's id.",
        ["itemId"] = "The id of a creator of the job, from its status.",
        ["username"] = "The creator's username, now or formerly.",
        ["listId"] = "The list's id.",
        ["webhookId"] = "The webhook's id.",
        ["deliveryId"] = "The delivery's id.",
        ["keyId"] = "The key's id.",
        ["userId"] = "The member's userId.",
        ["invitationId"] = "The invitation's id.",
    };

    public static void Describe(OpenApiOptions document)
    {
        document.ShouldInclude = endpoint => endpoint.RelativePath?.StartsWith("api/", StringComparison.OrdinalIgnoreCase) is true;
        document.AddSchemaTransformer(DescribeSchemaAsync);
        document.AddOperationTransformer(DescribeOperationAsync);
        document.AddDocumentTransformer(DescribeDocumentAsync);
    }

    /// <summary>Types whose JSON a converter writes, so that their shape is not to be seen.</summary>
    private static Task DescribeSchemaAsync(OpenApiSchema schema, OpenApiSchemaTransformerContext context, CancellationToken cancellationToken)
    {
        var written = context.JsonTypeInfo;
        var type = Nullable.GetUnderlyingType(written.Type) ?? written.Type;
        var orNull = type == written.Type ? default : JsonSchemaType.Null;
        if (type.IsEnum)
        {
            schema.Type = JsonSchemaType.String | orNull;
            schema.Enum = [.. Enum.GetValues(type).Cast<object>().Select(value => JsonSerializer.SerializeToNode(value, type, written.Options)!)];
            if (orNull is JsonSchemaType.Null)
                schema.Enum.Add(JsonNullSentinel.JsonNull);
        }
        else if (type == typeof(DateTimeOffset))
        {
            schema.Type = JsonSchemaType.String | orNull;
            schema.Format = "date-time";
        }
        else if (type == typeof(UsernameList))
        {
            var text = new OpenApiSchema { Type = JsonSchemaType.String };
            schema.OneOf = [new OpenApiSchema { Type = JsonSchemaType.Array, Items = text }, text];
        }

        return Task.CompletedTask;
    }

    private static Task DescribeOperationAsync(
        OpenApiOperation operation, OpenApiOperationTransformerContext context, CancellationToken cancellationToken)
    {
        var metadata = context.Description.ActionDescriptor.EndpointMetadata;
        if (operation.RequestBody is OpenApiRequestBody body)
            body.Required = metadata.OfType<RequestBody>().Any(read => read.IsNeeded);

        if (metadata.OfType<TakesIdempotencyKeyMetadata>().Any())
            TakeHeader(operation, Idempotency.Header, Idempotency.HeaderWords, IdempotencyKeys.MaximumKeyLength);
        if (metadata.OfType<HasETagMetadata>().Any())
        {
            TakeHeader(operation, "If-None-Match", ETags.IfNoneMatchWords);
            GiveHeader(operation, "200", "ETag", "Names this answer; sent back as If-None-Match it is answered with 304 while nothing has changed.");
        }

        if (metadata.OfType<WritesCreditHeaders>().Any())
        {
            GiveHeader(operation, "202", CreditHeaders.Charged, "What the job has cost so far.", JsonSchemaType.Integer);
            GiveHeader(operation, "202", CreditHeaders.Remaining, "What the team can still spend.", JsonSchemaType.Integer);
        }

        foreach (var parameter in (operation.Parameters ?? []).OfType<OpenApiParameter>())
        {
            // Where several endpoints take the same parameters, these are properties, which the framework names as C# does.
            if (parameter.In is ParameterLocation.Query)
                parameter.Name = JsonNamingPolicy.CamelCase.ConvertName(parameter.Name!);
            parameter.Description ??= IdWords.GetValueOrDefault(parameter.Name!);
        }

        var most = context.ApplicationServices.GetRequiredService<IOptions<JobsOptions>>().Value.MaxBulkSize;
        operation.Description = operation.Description?.Replace(CreatorSearchEndpoints.MostCreators, $"{most}", StringComparison.Ordinal);
        if (metadata.OfType<FileColumns>().FirstOrDefault() is { } file)
            DescribeFile(operation, file);

        // Of several declarations of a status the innermost is the most exact.
        foreach (var refusal in metadata.OfType<Refusal>())
            operation.Responses![$"{refusal.StatusCode}"].Description = refusal.Description;
        return Task.CompletedTask;
    }

    private static void TakeHeader(OpenApiOperation operation, string name, string words, int? longest = null)
    {
        operation.Parameters ??= [];
        operation.Parameters.Add(new OpenApiParameter
        {
            Name = name,
            In = ParameterLocation.Header,
            Description = words,
            Schema = new OpenApiSchema { Type = JsonSchemaType.String, MinLength = 1, MaxLength = longest },
        });
    }

    private static void GiveHeader(OpenApiOperation operation, string status, string name, string words, JsonSchemaType type = JsonSchemaType.String)
    {
        if (operation.Responses?[status] is not OpenApiResponse response)
            return;
        response.Headers ??= new Dictionary<string, IOpenApiHeader>();
        response.Headers[name] = new OpenApiHeader { Description = words, Schema = new OpenApiSchema { Type = type } };
    }

    private static void DescribeFile(OpenApiOperation operation, FileColumns file)
    {
        foreach (var parameter in operation.Parameters!.OfType<OpenApiParameter>())
        {
            if (parameter.Name == "format")
                parameter.Schema = new OpenApiSchema { Type = JsonSchemaType.String, Enum = [ExportFormats.Csv, ExportFormats.Excel, ExportFormats.Json] };
            else if (parameter.Name == "columns")
                parameter.Description = $"What the file holds, in that order, all if left out: {FileColumns.Words(file.Columns)}.";
        }

        var content = operation.Responses!["200"].Content!;
        content[Spreadsheet.ExcelType] = new OpenApiMediaType { Schema = new OpenApiSchema { Type = JsonSchemaType.String, Format = "binary" } };
        content[Spreadsheet.JsonType] = new OpenApiMediaType
        {
            Schema = new OpenApiSchema { Type = JsonSchemaType.Array, Items = new OpenApiSchema { Type = JsonSchemaType.Object } },
        };
    }

    private static Task DescribeDocumentAsync(OpenApiDocument document, OpenApiDocumentTransformerContext context, CancellationToken cancellationToken)
    {
        document.Info = new OpenApiInfo
        {
            Title = "Creator Analytics",
            Version = Name,
            Description = "Search for Instagram creators and get their reports. Make a key on the page API keys and send it as a bearer token.",
        };
        RequireKey(document);
        RefuseNullWhereNeeded(document);
        ShowReportsInResults(document);
        return Task.CompletedTask;
    }

    private static void RequireKey(OpenApiDocument document)
    {
        document.Components ??= new OpenApiComponents();
        document.Components.SecuritySchemes = new Dictionary<string, IOpenApiSecurityScheme>
        {
            [KeyScheme] = new OpenApiSecurityScheme
            {
                Type = SecuritySchemeType.Http,
                Scheme = "bearer",
                Description = "An API key of the team.",
            },
            [TicketScheme] = new OpenApiSecurityScheme
            {
                Type = SecuritySchemeType.ApiKey,
                In = ParameterLocation.Query,
                Name = AcceptsStreamTicket.Parameter,
                Description = "A ticket that opens one stream once, where a browser cannot send a key.",
            },
        };
        foreach (var operation in document.Paths.Values.SelectMany(path => path.Operations!.Values))
        {
            operation.Security = [Require(KeyScheme)];
            if (operation.Parameters?.Any(parameter => parameter.Name == AcceptsStreamTicket.Parameter) is true)
                operation.Security.Add(Require(TicketScheme));
        }

        OpenApiSecurityRequirement Require(string scheme) => new() { [new OpenApiSecuritySchemeReference(scheme, document)] = [] };
    }

    /// <summary>What a body needs is not null either. In C# it can be, so that a body without it is told what is missing.</summary>
    private static void RefuseNullWhereNeeded(OpenApiDocument document)
    {
        var bodies = from path in document.Paths.Values
                     from operation in path.Operations!.Values
                     from content in operation.RequestBody?.Content?.Values ?? []
                     select (content.Schema as OpenApiSchemaReference)?.Reference.Id;
        foreach (var id in bodies.Distinct())
        {
            if (id is null || document.Components!.Schemas![id] is not OpenApiSchema { Properties: { } members, Required: { } needed })
                continue;
            foreach (var name in needed)
            {
                if (members[name] is OpenApiSchema { OneOf: [_, var value] })
                    members[name] = value;
                else if (members[name] is OpenApiSchema { Type: { } type } member)
                    member.Type = type & ~JsonSchemaType.Null;
            }
        }
    }

    /// <summary>Reports are written into results as they are stored, so only their address tells that they are reports.</summary>
    private static void ShowReportsInResults(OpenApiDocument document)
    {
        if (document.Components?.Schemas?[nameof(ResultReport)] is OpenApiSchema { Properties: { } properties })
            properties["report"] = new OpenApiSchemaReference(nameof(Report), document);
        document.Components?.Schemas?.Remove(nameof(RawJson));
    }
}

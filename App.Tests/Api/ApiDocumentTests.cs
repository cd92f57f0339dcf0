using System.Text.Json.Nodes;

namespace CreatorAnalytics.Tests.Api;

/// <summary>/openapi/v1.json is complete and true.</summary>
public sealed class ApiDocumentTests(ApiFixture api) : IClassFixture<ApiFixture>
{
    private static readonly string[] Methods = ["get", "post", "put", "delete", "patch"];

    [Fact]
    public async Task Every_endpoint_is_listed_with_what_a_client_needs()
    {
        var document = await DocumentAsync();
        var operations = Operations(document).ToList();

        Assert.StartsWith("3.1", (string)document["openapi"]!, StringComparison.Ordinal);
        Assert.Equal(api.Endpoints().Order(), operations.Select(operation => $"{operation.Method} {operation.Path}").Order());
        Assert.Equal(operations.Count, operations.Select(operation => (string?)operation.Node["operationId"]).Distinct().Count());
        Assert.All(operations, operation =>
        {
            Assert.NotEmpty((string)operation.Node["operationId"]!);
            Assert.NotEmpty((string)operation.Node["summary"]!);
            Assert.NotEmpty(operation.Node["tags"]!.AsArray());
            Assert.NotNull(operation.Node["security"]![0]!["apiKey"]);
            var responses = operation.Node["responses"]!.AsObject();
            Assert.Contains(responses, response => response.Key is "204" || response.Key is "101" or "200" or "201" or "202"
                && response.Value!["content"]!.AsObject().Any(type => type.Key is "application/json" or "text/event-stream" && type.Value!["schema"] is not null));
            Assert.Contains("unauthenticated", (string)responses["401"]!["description"]!, StringComparison.Ordinal);
            Assert.All(
                responses.Where(response => response.Key[0] == '4'),
                response => Assert.NotNull(response.Value!["content"]!["application/problem+json"]!["schema"]));
        });
        Assert.Equal("bearer", (string?)document["components"]!["securitySchemes"]!["apiKey"]!["scheme"]);
    }

    [Fact]
    public async Task Bodies_and_answers_are_described_as_they_are()
    {
        var schemas = (await DocumentAsync())["components"]!["schemas"]!;

        Assert.Equal(2, Resolve(schemas, schemas["BulkSearchRequest"]!["properties"]!["usernames"]!)["oneOf"]!.AsArray().Count);
        Assert.Equal("usernames", (string?)schemas["BulkSearchRequest"]!["required"]!.AsArray().Single());
        Assert.Equal("#/components/schemas/Report", (string?)schemas["ResultReport"]!["properties"]!["report"]!["$ref"]);
        Assert.Equal(
            ["pending", "processing", "completed", "failed", "cancelled"],
            Resolve(schemas, schemas["JobStatusView"]!["properties"]!["status"]!)["enum"]!.AsArray().Select(word => (string?)word));
        Assert.Equal("date-time", (string?)schemas["JobStatusView"]!["properties"]!["createdAt"]!["format"]);
        Assert.Equal("integer", (string?)schemas["JobStatusView"]!["properties"]!["creditsCharged"]!["type"]);
        Assert.Null(schemas["ItemView"]!["properties"]!["finishedStages"]);
    }

    [Fact]
    public async Task The_document_names_the_address_that_was_asked()
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri("/openapi/v1.json", UriKind.Relative));
        request.Headers.Host = "creators.example.com";

        var document = await ApiFixture.BodyAsync(await api.Client.SendAsync(request, TestContext.Current.CancellationToken));

        Assert.Equal("http://creators.example.com", (string?)Assert.Single(document["servers"]!.AsArray())!["url"]);
    }

    [Fact]
    public async Task What_a_body_needs_is_not_null()
    {
        var document = await DocumentAsync();
        var schemas = document["components"]!["schemas"]!;
        var needed = document["paths"]!.AsObject().SelectMany(path => path.Value!.AsObject())
            .Select(operation => (string?)operation.Value!["requestBody"]?["content"]!["application/json"]!["schema"]!["$ref"])
            .OfType<string>().Distinct()
            .Select(reference => schemas[reference.Split('/')[^1]]!)
            .SelectMany(body => (body["required"] as JsonArray ?? []).Select(name => body["properties"]![(string)name!]!))
            .ToList();

        Assert.NotEmpty(needed);
        Assert.All(needed, member => Assert.DoesNotContain("null", member.ToJsonString(), StringComparison.Ordinal));
    }

    [Fact]
    public async Task Headers_that_are_part_of_the_contract_are_described()
    {
        var paths = (await DocumentAsync())["paths"]!;

        var search = paths["/api/v1/instagram/bulk-search"]!["post"]!;
        Assert.Contains("Idempotency-Key", Parameters(search));
        Assert.Equal(["X-Credits-Charged", "X-Credits-Remaining"], search["responses"]!["202"]!["headers"]!.AsObject().Select(header => header.Key));
        var report = paths["/api/v1/creators/{username}"]!["get"]!;
        Assert.Contains("If-None-Match", Parameters(report));
        Assert.Equal("ETag", Assert.Single(report["responses"]!["200"]!["headers"]!.AsObject()).Key);
        Assert.All(
            paths.AsObject().SelectMany(path => path.Value!.AsObject()).SelectMany(operation => Parameters(operation.Value!)),
            name => Assert.False(char.IsUpper(name[0]) && !name.Contains('-', StringComparison.Ordinal), name));

        static IEnumerable<string> Parameters(JsonNode operation) =>
            (operation["parameters"] as JsonArray ?? []).Select(parameter => (string)parameter!["name"]!);
    }

    [Fact]
    public async Task Every_reference_leads_somewhere()
    {
        var document = await DocumentAsync();

        var references = References(document).Distinct().ToList();
        Assert.NotEmpty(references);
        Assert.All(references, reference => Assert.NotNull(
            reference["#/".Length..].Split('/').Aggregate((JsonNode?)document, (node, part) => node?[part])));
    }

    [Fact]
    public async Task The_document_tells_the_limit_that_is_set()
    {
        await using var larger = new ApiFixture(("Jobs:MaxBulkSize", "40"));
        await larger.InitializeAsync();

        var search = (await larger.GetAsync("/openapi/v1.json"))["paths"]!["/api/v1/instagram/bulk-search"]!["post"]!;

        Assert.Contains("up to 40 creators", (string)search["description"]!, StringComparison.Ordinal);
    }

    private static JsonNode Resolve(JsonNode schemas, JsonNode schema)
    {
        var reference = schema["$ref"] ?? schema["oneOf"]?.AsArray().Select(one => one!["$ref"]).FirstOrDefault(found => found is not null);
        return reference is null ? schema : schemas[((string)reference!).Split('/')[^1]]!;
    }

    private static IEnumerable<string> References(JsonNode? node) => node switch
    {
        JsonObject members => members.SelectMany(member =>
            member.Key == "$ref" ? [(string)member.Value!] : References(member.Value)),
        JsonArray elements => elements.SelectMany(References),
        _ => [],
    };

    private static IEnumerable<(string Method, string Path, JsonNode Node)> Operations(JsonNode document) =>
        from path in document["paths"]!.AsObject()
        from operation in path.Value!.AsObject()
        where Methods.Contains(operation.Key)
        select (operation.Key.ToUpperInvariant(), path.Key, operation.Value!);

    private async Task<JsonNode> DocumentAsync()
    {
        using var anonymous = api.Anonymous();
        var text = await anonymous.GetStringAsync(new Uri("/openapi/v1.json", UriKind.Relative), TestContext.Current.CancellationToken);
        return JsonNode.Parse(text)!;
    }
}

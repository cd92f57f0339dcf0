using Microsoft.AspNetCore.Components;
using Microsoft.OpenApi;

namespace CreatorAnalytics.Api;

/// <summary>/docs: the OpenAPI document for people, made of the document itself, with nothing from other hosts.</summary>
public sealed partial class DocsPage
{
    private const string JobManagerExample = """
        import { JobManager } from '/job-manager.js';
        const jobs = new JobManager({ baseUrl, apiKey });
        const { jobId } = await jobs.submitBulkCreators(['nasa', 'natgeo'], { maxCredits: 50 });
        await jobs.subscribeToJobUpdates(jobId, update => console.log(update.kind, update.item?.username)).done;
        const { results, failures } = await jobs.getJobResults(jobId);
        """;

    private const string ClientExample = """
        // C#, for all examples below
        using var api = new HttpClient { BaseAddress = new Uri(address) };
        api.DefaultRequestHeaders.Authorization = new("Bearer", key);
        """;

    [Parameter]
    [EditorRequired]
    public OpenApiDocument Document { get; set; } = null!;

    /// <summary>Where the application is, such as https://creators.example.com.</summary>
    [Parameter]
    [EditorRequired]
    public string Host { get; set; } = "";

    private IEnumerable<IGrouping<string, Shown>> Groups =>
        from path in Document.Paths
        from operation in path.Value.Operations ?? []
        group Show(path.Key, operation.Key, operation.Value) by operation.Value.Tags?.FirstOrDefault()?.Name ?? "";

    private static Shown Show(string path, HttpMethod method, OpenApiOperation operation)
    {
        var inputs = (operation.Parameters ?? [])
            .Select(parameter => new Input(parameter.Name ?? "", $"{parameter.In}".ToLowerInvariant(), parameter.Required, parameter.Description))
            .Concat(MembersOf(operation.RequestBody?.Content?.Values.FirstOrDefault()?.Schema));
        var answers = (operation.Responses ?? []).OrderBy(response => response.Key, StringComparer.Ordinal)
            .Select(response => new Answer(response.Key, response.Value.Description, MembersOf(response.Key, response.Value)));
        return new Shown(operation.OperationId ?? "", method.Method, path, operation.Summary, operation.Description, [.. inputs], [.. answers]);
    }

    /// <summary>What an answer in JSON has; nothing for problems, which all have the same.</summary>
    private static string MembersOf(string status, IOpenApiResponse response) =>
        status[0] == '2' && response.Content?.Values.FirstOrDefault()?.Schema?.Properties is { } members ? string.Join(", ", members.Keys) : "";

    private static IEnumerable<Input> MembersOf(IOpenApiSchema? body) => (body?.Properties ?? new Dictionary<string, IOpenApiSchema>())
        .Select(member => new Input(member.Key, "body", body!.Required?.Contains(member.Key) is true, WordsOf(member.Value)));

    /// <summary>A member that may be null and has a type of its own is described there.</summary>
    private static string? WordsOf(IOpenApiSchema member) => member.Description ?? member.OneOf?.Select(one => one.Description).FirstOrDefault(words => words is not null);

    private sealed record Input(string Name, string Where, bool IsRequired, string? Description);

    private sealed record Answer(string Status, string? Description, string Members);

    private sealed record Shown(
        string Id, string Method, string Path, string? Summary, string? Description, IReadOnlyList<Input> Inputs, IReadOnlyList<Answer> Answers);
}

using System.Text.Json;
using System.Text.Json.Nodes;

namespace CreatorAnalytics.Apify.Sandbox;

/// <summary><c>/v2/datasets</c>.</summary>
internal static class DatasetRoutes
{
    public static void MapDatasets(this IEndpointRouteBuilder routes, SandboxParts parts)
    {
        var account = parts.Account;
        routes.MapGet("/v2/datasets", (HttpContext context) => Answers.Page(
            context,
            context.Request.Query.Flag("unnamed") ? account.Datasets : account.NamedDatasets,
            dataset => dataset.ToJson(SandboxAccount.UserId)));
        routes.MapPost("/v2/datasets", (HttpContext context) =>
        {
            var (dataset, isNew) = account.GetOrCreateDataset(context.Request.Query["name"].ToString() is { Length: > 0 } name ? name : null, parts.Clock.Now);
            return Answers.Data(dataset.ToJson(SandboxAccount.UserId), isNew ? 201 : 200);
        });
        routes.MapGet("/v2/datasets/{datasetId}", (string datasetId) => Answers.Data(account.Dataset(datasetId).ToJson(SandboxAccount.UserId)));
        routes.MapDelete("/v2/datasets/{datasetId}", (string datasetId) =>
        {
            account.RemoveDataset(account.Dataset(datasetId));
            return Answers.NoContent();
        });
        routes.MapMethods("/v2/datasets/{datasetId}/items", ["GET", "HEAD"], (HttpContext context, string datasetId) =>
            DatasetItems.WriteAsync(context, account.Dataset(datasetId)));
        routes.MapPost("/v2/datasets/{datasetId}/items", (HttpContext context, string datasetId) =>
            PushAsync(context, account.Dataset(datasetId), parts));
    }

    public static async Task<IResult> PushAsync(HttpContext context, Dataset dataset, SandboxParts parts)
    {
        var rows = RequestBody.Parse(await RequestBody.ReadAsync(context.Request)) switch
        {
            JsonObject row => [row],
            JsonArray list when list.All(row => row is JsonObject) => list.Cast<JsonObject>().ToList(),
            _ => throw new ApifyFault(400, "invalid-request", "Dataset items must be an object or an array of objects."),
        };
        dataset.Append([.. rows.Select(row => JsonSerializer.SerializeToUtf8Bytes(row, Answers.Json))], parts.Clock.Now);
        return Answers.Bare(new JsonObject(), 201);
    }
}

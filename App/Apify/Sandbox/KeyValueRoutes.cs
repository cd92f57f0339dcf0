using System.Text.Json.Nodes;

namespace CreatorAnalytics.Apify.Sandbox;

/// <summary><c>/v2/key-value-stores</c>.</summary>
internal static class KeyValueRoutes
{
    private const int MaxKeys = 1000;

    public static void MapKeyValueStores(this IEndpointRouteBuilder routes, SandboxParts parts)
    {
        var find = routes.MapStorages("key-value-stores", parts.Account.Stores, parts);
        routes.MapRecords("/v2/key-value-stores/{storageId}", find, parts);
    }

    /// <summary>What a key-value store has beside itself, below <paramref name="path"/>.</summary>
    public static void MapRecords(this IEndpointRouteBuilder routes, string path, Func<HttpContext, KeyValueStore> find, SandboxParts parts)
    {
        routes.MapGet($"{path}/keys", (HttpContext context) => Keys(context, find(context)));
        routes.MapMethods($"{path}/records/{{key}}", ["GET", "HEAD"], (HttpContext context, string key) => WriteRecordAsync(context, find(context), key));
        routes.MapMethods($"{path}/records/{{key}}", ["PUT", "POST"], async (HttpContext context, string key) =>
        {
            var store = find(context);
            var value = await RequestBody.ReadAsync(context.Request);
            store.Put(key, new KeyValueRecord(context.Request.ContentType ?? "application/octet-stream", value), parts.Clock.Now);
            return Answers.Bare(new JsonObject(), 201);
        });
        routes.MapDelete($"{path}/records/{{key}}", (HttpContext context, string key) =>
        {
            find(context).Remove(key);
            return Answers.NoContent();
        });
    }

    public static async Task WriteRecordAsync(HttpContext context, KeyValueStore store, string key, int status = 200)
    {
        var record = store.Find(key) ?? throw ApifyFault.NotFound("Record");
        context.Response.StatusCode = status;
        context.Response.ContentType = record.ContentType;
        context.Response.ContentLength = record.Value.Length;
        if (!HttpMethods.IsHead(context.Request.Method))
            await context.Response.Body.WriteAsync(record.Value, context.RequestAborted);
    }

    private static IResult Keys(HttpContext context, KeyValueStore store)
    {
        var query = context.Request.Query;
        var limit = (int)Math.Min(query.Number("limit") is { } asked and > 0 ? asked : MaxKeys, MaxKeys);
        var start = query["exclusiveStartKey"].ToString();
        var prefix = query["prefix"].ToString();
        var rest = store.Records
            .Where(record => record.Key.StartsWith(prefix, StringComparison.Ordinal) && (start.Length == 0 || string.CompareOrdinal(record.Key, start) > 0))
            .Take(limit + 1)
            .ToList();
        var page = rest.Take(limit).ToList();
        return Answers.Data(new JsonObject
        {
            ["limit"] = limit,
            ["isTruncated"] = rest.Count > limit,
            ["exclusiveStartKey"] = start.Length == 0 ? null : start,
            ["nextExclusiveStartKey"] = rest.Count > limit ? page[^1].Key : null,
            ["items"] = new JsonArray([.. page.Select(record => new JsonObject { ["key"] = record.Key, ["size"] = record.Value.Value.Length })]),
        });
    }
}

using System.Text.Json.Nodes;

namespace CreatorAnalytics.Apify.Sandbox;

/// <summary><c>/v2/key-value-stores</c>.</summary>
internal static class KeyValueRoutes
{
    private const int MaxKeys = 1000;

    public static void MapKeyValueStores(this IEndpointRouteBuilder routes, SandboxParts parts)
    {
        var account = parts.Account;
        routes.MapPost("/v2/key-value-stores", (HttpContext context) =>
        {
            var (store, isNew) = account.GetOrCreateStore(context.Request.Query["name"].ToString() is { Length: > 0 } name ? name : null, parts.Clock.Now);
            return Answers.Data(store.ToJson(SandboxAccount.UserId), isNew ? 201 : 200);
        });
        routes.MapGet("/v2/key-value-stores/{storeId}", (string storeId) => Answers.Data(account.Store(storeId).ToJson(SandboxAccount.UserId)));
        routes.MapDelete("/v2/key-value-stores/{storeId}", (string storeId) =>
        {
            account.RemoveStore(account.Store(storeId));
            return Answers.NoContent();
        });
        routes.MapGet("/v2/key-value-stores/{storeId}/keys", (HttpContext context, string storeId) => Keys(context, account.Store(storeId)));
        routes.MapMethods("/v2/key-value-stores/{storeId}/records/{key}", ["GET", "HEAD"], (HttpContext context, string storeId, string key) =>
            WriteRecordAsync(context, account.Store(storeId), key));
        routes.MapPut("/v2/key-value-stores/{storeId}/records/{key}", async (HttpContext context, string storeId, string key) =>
        {
            var store = account.Store(storeId);
            var value = await RequestBody.ReadAsync(context.Request);
            store.Records[key] = new KeyValueRecord(context.Request.ContentType ?? "application/octet-stream", value);
            return Answers.Bare(new JsonObject(), 201);
        });
        routes.MapDelete("/v2/key-value-stores/{storeId}/records/{key}", (string storeId, string key) =>
        {
            account.Store(storeId).Records.TryRemove(key, out _);
            return Answers.NoContent();
        });
    }

    public static async Task WriteRecordAsync(HttpContext context, KeyValueStore store, string key, int status = 200)
    {
        if (!store.Records.TryGetValue(key, out var record))
            throw ApifyFault.NotFound("Record");
        context.Response.StatusCode = status;
        context.Response.ContentType = record.ContentType;
        context.Response.ContentLength = record.Value.Length;
        if (!HttpMethods.IsHead(context.Request.Method))
            await context.Response.Body.WriteAsync(record.Value, context.RequestAborted);
    }

    public static IResult Keys(HttpContext context, KeyValueStore store)
    {
        var query = context.Request.Query;
        var limit = (int)Math.Min(query.Number("limit") is { } asked and > 0 ? asked : MaxKeys, MaxKeys);
        var start = query["exclusiveStartKey"].ToString();
        var rest = store.Records.OrderBy(record => record.Key, StringComparer.Ordinal)
            .Where(record => start.Length == 0 || string.CompareOrdinal(record.Key, start) > 0)
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

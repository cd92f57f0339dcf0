using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace CreatorAnalytics.Apify.Sandbox;

/// <summary>The platform's ways to answer: envelopes, lists, times.</summary>
internal static class Answers
{
    public static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    private const int MaxPage = 1000;

    /// <summary>The answer <c>{"data": …}</c>.</summary>
    public static IResult Data(JsonNode? data, int status = 200) => Bare(new JsonObject { ["data"] = data }, status);

    /// <summary>JSON without the envelope.</summary>
    public static IResult Bare(JsonNode? body, int status = 200) =>
        Results.Text((body?.ToJsonString(Json) ?? "null"), "application/json", statusCode: status);

    public static IResult NoContent() => Results.StatusCode(204);

    public static Task WriteFaultAsync(HttpContext context, int status, string type, string message)
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = "application/json";
        var body = new JsonObject { ["error"] = new JsonObject { ["type"] = type, ["message"] = message } };
        return context.Response.WriteAsync(body.ToJsonString(Json), context.RequestAborted);
    }

    /// <summary>One page of a list given in ascending order, as the query's offset, limit and desc ask.</summary>
    public static IResult Page<T>(HttpContext context, IReadOnlyList<T> ascending, Func<T, JsonNode> toJson)
    {
        var query = context.Request.Query;
        var offset = query.Number("offset") ?? 0;
        var limit = Math.Min(query.Number("limit") is { } asked and > 0 ? asked : MaxPage, MaxPage);
        var desc = query.Flag("desc");
        var items = new JsonArray();
        for (var i = offset; i < ascending.Count && items.Count < limit; i++)
            items.Add(toJson(ascending[(int)(desc ? ascending.Count - 1 - i : i)]));
        return Data(new JsonObject
        {
            ["total"] = ascending.Count,
            ["offset"] = offset,
            ["limit"] = limit,
            ["count"] = items.Count,
            ["desc"] = desc,
            ["items"] = items,
        });
    }

    public static string Iso(DateTimeOffset time) =>
        time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);

    public static JsonNode? Iso(DateTimeOffset? time) => time is { } value ? Iso(value) : null;
}

using System.Text.Json;
using System.Text.Json.Nodes;

namespace CreatorAnalytics.Apify.Sandbox;

/// <summary><c>/v2/datasets</c>.</summary>
internal static class DatasetRoutes
{
    public static void MapDatasets(this IEndpointRouteBuilder routes, SandboxParts parts)
    {
        var find = routes.MapStorages("datasets", parts.Account.Datasets, parts);
        routes.MapRows("/v2/datasets/{storageId}", find, parts);
    }

    /// <summary>What a dataset has beside itself, below <paramref name="path"/>.</summary>
    public static void MapRows(this IEndpointRouteBuilder routes, string path, Func<HttpContext, Dataset> find, SandboxParts parts)
    {
        routes.MapMethods($"{path}/items", ["GET", "HEAD"], (HttpContext context) => DatasetItems.WriteAsync(context, find(context)));
        routes.MapPost($"{path}/items", async (HttpContext context) =>
        {
            // In one expression this would be a bare request delegate, which answers nothing.
            var dataset = find(context);
            return await PushAsync(context, dataset, parts);
        });
        routes.MapGet($"{path}/statistics", (HttpContext context) => Answers.Data(Statistics(find(context))));
    }

    private static async Task<IResult> PushAsync(HttpContext context, Dataset dataset, SandboxParts parts)
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

    /// <summary>For each field: how often it is null or empty, and the least and greatest of its numbers.</summary>
    private static JsonObject Statistics(Dataset dataset)
    {
        var rows = dataset.Read(0, long.MaxValue, desc: false).Select(row => (JsonObject)JsonNode.Parse(row)!);
        var fields = new Dictionary<string, (int Null, int Empty, double? Min, double? Max)>(StringComparer.Ordinal);
        foreach (var (name, value) in rows.SelectMany(row => row))
        {
            var known = fields.GetValueOrDefault(name);
            var number = value?.GetValueKind() is JsonValueKind.Number ? value.GetValue<double>() : (double?)null;
            fields[name] = (
                known.Null + (value is null ? 1 : 0),
                known.Empty + (value is JsonArray { Count: 0 } or JsonObject { Count: 0 } || value?.ToString() is "" ? 1 : 0),
                number is null ? known.Min : Math.Min(known.Min ?? number.Value, number.Value),
                number is null ? known.Max : Math.Max(known.Max ?? number.Value, number.Value));
        }

        return new JsonObject
        {
            ["fieldStatistics"] = new JsonObject(fields.Select(field => KeyValuePair.Create<string, JsonNode?>(field.Key, new JsonObject
            {
                ["nullCount"] = field.Value.Null,
                ["emptyCount"] = field.Value.Empty,
                ["min"] = field.Value.Min,
                ["max"] = field.Value.Max,
            }))),
        };
    }
}

using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace CreatorAnalytics.Apify.Sandbox;

/// <summary>Answers for a dataset's items in the platform's formats, row by row, so that large datasets take no memory.</summary>
internal static class DatasetItems
{
    private const long NoLimit = 999_999_999_999;
    private const int FlushEvery = 64 * 1024;

    public static async Task WriteAsync(HttpContext context, Dataset dataset, int status = 200)
    {
        var query = context.Request.Query;
        var offset = query.Number("offset") ?? 0;
        var limit = query.Number("limit") is { } asked and > 0 ? asked : NoLimit;
        var desc = query.Flag("desc");
        var format = query["format"].ToString() is { Length: > 0 } named ? named : "json";
        var contentType = format switch
        {
            "json" => "application/json; charset=utf-8",
            "jsonl" => "application/x-ndjson; charset=utf-8",
            "csv" => "text/csv; charset=utf-8",
            _ => throw ApifyFault.InvalidValue($"The sandbox has no format \"{format}\"; it knows json, jsonl and csv."),
        };

        var total = dataset.Count;
        var rows = Selected(dataset.Read(offset, limit, desc), Selection.From(query));
        var response = context.Response;
        response.StatusCode = status;
        response.ContentType = contentType;
        response.Headers["X-Apify-Pagination-Offset"] = Text(offset);
        response.Headers["X-Apify-Pagination-Limit"] = Text(limit);
        response.Headers["X-Apify-Pagination-Count"] = Text(Math.Max(0, Math.Min(limit, total - offset)));
        response.Headers["X-Apify-Pagination-Total"] = Text(total);
        response.Headers["X-Apify-Pagination-Desc"] = desc ? "true" : "false";
        if (query.Flag("attachment"))
            response.Headers.ContentDisposition = $"attachment; filename=\"{dataset.Id}.{format}\"";
        if (HttpMethods.IsHead(context.Request.Method))
            return;
        if (format == "csv")
            await WriteCsvAsync(context, rows);
        else
            await WriteJsonAsync(context, rows, lines: format == "jsonl");
    }

    private static async Task WriteJsonAsync(HttpContext context, IEnumerable<byte[]> rows, bool lines)
    {
        var (open, between, close) = lines ? ("", "\n", "\n") : ("[", ",", "]");
        var buffer = new MemoryStream();
        buffer.Write(Encoding.UTF8.GetBytes(open));
        var first = true;
        foreach (var row in rows)
        {
            if (!first)
                buffer.Write(Encoding.UTF8.GetBytes(between));
            first = false;
            buffer.Write(row);
            if (buffer.Length > FlushEvery)
                await FlushAsync(context, buffer);
        }

        if (!lines || !first)
            buffer.Write(Encoding.UTF8.GetBytes(close));
        await FlushAsync(context, buffer);
    }

    private static async Task FlushAsync(HttpContext context, MemoryStream buffer)
    {
        await context.Response.Body.WriteAsync(buffer.GetBuffer().AsMemory(0, (int)buffer.Length), context.RequestAborted);
        buffer.SetLength(0);
    }

    /// <summary>Nested values get columns of their own, named by their path; the columns are those of all rows, in order of appearance.</summary>
    private static async Task WriteCsvAsync(HttpContext context, IEnumerable<byte[]> rows)
    {
        var query = context.Request.Query;
        var delimiter = query["delimiter"].ToString() is { Length: > 0 } asked ? asked : ",";
        var flat = rows.Select(row => Flatten(JsonNode.Parse(row))).ToList();
        var columns = flat.SelectMany(row => row.Keys).Distinct(StringComparer.Ordinal).ToList();
        var csv = new StringBuilder();
        if (!query.ContainsKey("bom") || query.Flag("bom"))
            csv.Append('\uFEFF');
        if (!query.Flag("skipHeaderRow"))
            csv.AppendJoin(delimiter, columns.Select(Quoted)).Append('\n');
        foreach (var row in flat)
            csv.AppendJoin(delimiter, columns.Select(column => Quoted(row.GetValueOrDefault(column, "")))).Append('\n');
        await context.Response.WriteAsync(csv.ToString(), context.RequestAborted);
    }

    private static Dictionary<string, string> Flatten(JsonNode? node)
    {
        var flat = new Dictionary<string, string>(StringComparer.Ordinal);
        Add(node, "");
        return flat;

        void Add(JsonNode? value, string path)
        {
            switch (value)
            {
                case JsonObject fields:
                    foreach (var (name, field) in fields)
                        Add(field, path.Length == 0 ? name : $"{path}/{name}");
                    break;
                case JsonArray list:
                    for (var i = 0; i < list.Count; i++)
                        Add(list[i], $"{path}/{Text(i)}");
                    break;
                default:
                    flat[path] = value?.ToString() ?? "";
                    break;
            }
        }
    }

    private static string Quoted(string value) => $"\"{value.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";

    private static IEnumerable<byte[]> Selected(IEnumerable<byte[]> rows, Selection selection)
    {
        if (selection.IsEverything)
            return rows;
        return rows
            .Select(row => selection.Apply((JsonObject)JsonNode.Parse(row)!))
            .Where(row => !selection.SkipEmpty || row.Count > 0)
            .Select(row => JsonSerializer.SerializeToUtf8Bytes(row, Answers.Json));
    }

    private static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);

    /// <summary>Which fields of a row are wanted.</summary>
    private sealed record Selection(string[]? Fields, string[]? Omit, bool SkipHidden, bool SkipEmpty)
    {
        public bool IsEverything => Fields is null && Omit is null && !SkipHidden && !SkipEmpty;

        public static Selection From(IQueryCollection query)
        {
            var clean = query.Flag("clean");
            return new Selection(query.List("fields"), query.List("omit"), clean || query.Flag("skipHidden"), clean || query.Flag("skipEmpty"));
        }

        public JsonObject Apply(JsonObject row)
        {
            var wanted = new JsonObject();
            foreach (var name in Fields ?? [.. row.Select(field => field.Key)])
            {
                if (row.TryGetPropertyValue(name, out var value) && Omit?.Contains(name) is not true && !(SkipHidden && name.StartsWith('#')))
                    wanted[name] = value?.DeepClone();
            }

            return wanted;
        }
    }
}

using System.Globalization;
using System.Text;

namespace CreatorAnalytics.Apify.Sandbox;

/// <summary>Answers for a dataset's items; JSON goes out row by row, so that large datasets take no memory.</summary>
internal static class DatasetItems
{
    private const long NoLimit = 999_999_999_999;
    private const int FlushEvery = 64 * 1024;

    private static readonly Dictionary<string, string> ContentTypes = new(StringComparer.Ordinal)
    {
        ["json"] = "application/json; charset=utf-8",
        ["jsonl"] = "application/x-ndjson; charset=utf-8",
        ["csv"] = "text/csv; charset=utf-8",
        ["html"] = "text/html; charset=utf-8",
        ["xml"] = "application/xml; charset=utf-8",
        ["rss"] = "application/rss+xml; charset=utf-8",
        ["xlsx"] = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    };

    public static async Task WriteAsync(HttpContext context, Dataset dataset, int status = 200)
    {
        var query = context.Request.Query;
        var offset = query.Number("offset") ?? 0;
        var limit = query.Number("limit") is { } asked and > 0 ? asked : NoLimit;
        var desc = query.Flag("desc");
        var format = query["format"].ToString() is { Length: > 0 } named ? named : "json";
        if (!ContentTypes.TryGetValue(format, out var contentType))
            throw ApifyFault.InvalidValue($"Parameter \"format\" must be one of {string.Join(", ", ContentTypes.Keys)}, but it was \"{format}\".");

        var selection = RowSelection.From(query);
        var total = dataset.Count;
        var rows = dataset.Read(offset, limit, desc);
        var response = context.Response;
        response.StatusCode = status;
        response.ContentType = contentType;
        response.Headers["X-Apify-Pagination-Offset"] = Text(offset);
        response.Headers["X-Apify-Pagination-Limit"] = Text(limit);
        response.Headers["X-Apify-Pagination-Count"] = Text(Math.Clamp(total - offset, 0, limit));
        response.Headers["X-Apify-Pagination-Total"] = Text(total);
        response.Headers["X-Apify-Pagination-Desc"] = desc ? "true" : "false";
        if (query.Flag("attachment"))
            response.Headers.ContentDisposition = $"attachment; filename=\"{dataset.Id}.{format}\"";
        if (HttpMethods.IsHead(context.Request.Method))
            return;
        if (format is "json" or "jsonl")
            await WriteJsonAsync(context, selection.Of(rows), lines: format == "jsonl");
        else
            await response.Body.WriteAsync(DatasetFormats.Write(format, query, selection.Objects(rows)), context.RequestAborted);
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

    private static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);
}

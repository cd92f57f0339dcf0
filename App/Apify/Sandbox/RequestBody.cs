using System.IO.Compression;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace CreatorAnalytics.Apify.Sandbox;

/// <summary>Reads request bodies as the platform does: compressed in any of three ways, and no larger than its limit.</summary>
internal static class RequestBody
{
    /// <summary>The platform's limit for what a request carries, in bytes after decompression.</summary>
    public const int MaxBytes = 9_437_184;

    public static async Task<byte[]> ReadAsync(HttpRequest request)
    {
        if (request.ContentLength > MaxBytes)
            throw TooLarge(request.ContentLength.Value);
        using var buffer = new MemoryStream();
        await using var source = Decompressed(request);
        var chunk = new byte[65_536];
        try
        {
            while (await source.ReadAsync(chunk, request.HttpContext.RequestAborted) is var read and > 0)
            {
                buffer.Write(chunk, 0, read);
                if (buffer.Length > MaxBytes)
                    throw TooLarge(buffer.Length);
            }
        }
        catch (Exception exception) when (exception is InvalidDataException or InvalidOperationException)
        {
            throw new ApifyFault(400, "invalid-request", "The request body could not be decompressed.");
        }

        return buffer.ToArray();
    }

    /// <summary>The body as a JSON object; an empty body is an empty object.</summary>
    public static async Task<JsonObject> ReadObjectAsync(HttpRequest request) => ParseObject(await ReadAsync(request));

    public static JsonObject ParseObject(byte[] body)
    {
        if (body.Length == 0)
            return [];
        return Parse(body) as JsonObject
            ?? throw new ApifyFault(400, "input-json-not-object", "The input JSON must be object");
    }

    public static JsonNode? Parse(byte[] body)
    {
        try
        {
            return JsonNode.Parse(body);
        }
        catch (JsonException exception)
        {
            throw new ApifyFault(400, "run-input-body-not-valid-json", $"The request body is not valid JSON: {exception.Message}");
        }
    }

    private static Stream Decompressed(HttpRequest request) => request.Headers.ContentEncoding.ToString().ToLowerInvariant() switch
    {
        "" or "identity" => request.Body,
        "gzip" => new GZipStream(request.Body, CompressionMode.Decompress, leaveOpen: true),
        "br" => new BrotliStream(request.Body, CompressionMode.Decompress, leaveOpen: true),
        "deflate" => new ZLibStream(request.Body, CompressionMode.Decompress, leaveOpen: true),
        var other => throw new ApifyFault(415, "unsupported-content-encoding", $"The content encoding \"{other}\" is not supported."),
    };

    private static ApifyFault TooLarge(long length) => new(
        413, "request-too-large", $"The POST payload is too large (limit: {MaxBytes} bytes, actual length: {length} bytes).");
}

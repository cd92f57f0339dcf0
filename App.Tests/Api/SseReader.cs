using System.Net;
using System.Text.Json.Nodes;

namespace CreatorAnalytics.Tests.Api;

/// <summary>An event as it came over the wire.</summary>
public sealed record SseEvent(long Id, string Name, JsonNode Data);

/// <summary>Reads server-sent events as a browser would.</summary>
public sealed class SseReader : IDisposable
{
    private readonly HttpResponseMessage _answer;
    private readonly StreamReader _lines;

    private SseReader(HttpResponseMessage answer, Stream body) => (_answer, _lines) = (answer, new StreamReader(body));

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public static async Task<SseReader> OpenAsync(HttpClient client, string url, long? lastEventId = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(url, UriKind.Relative));
        if (lastEventId is { } id)
            request.Headers.Add("Last-Event-ID", $"{id}");
        var answer = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, Cancel);
        Assert.Equal((HttpStatusCode.OK, "text/event-stream"), (answer.StatusCode, answer.Content.Headers.ContentType?.MediaType));
        return new SseReader(answer, await answer.Content.ReadAsStreamAsync(Cancel));
    }

    /// <summary>The next event; null when the stream has ended.</summary>
    public async Task<SseEvent?> NextAsync()
    {
        var (id, name, data) = (0L, "message", "");
        while (await _lines.ReadLineAsync(Cancel) is { } line)
        {
            if (line.Length == 0 && data.Length > 0)
                return new SseEvent(id, name, JsonNode.Parse(data)!);
            if (line.StartsWith("id: ", StringComparison.Ordinal))
                id = long.Parse(line[4..], System.Globalization.CultureInfo.InvariantCulture);
            else if (line.StartsWith("event: ", StringComparison.Ordinal))
                name = line[7..];
            else if (line.StartsWith("data: ", StringComparison.Ordinal))
                data += line[6..];
        }

        return null;
    }

    public async Task<List<SseEvent>> ToEndAsync()
    {
        List<SseEvent> events = [];
        while (await NextAsync() is { } next)
            events.Add(next);
        return events;
    }

    public void Dispose()
    {
        _lines.Dispose();
        _answer.Dispose();
    }
}

using System.Diagnostics;
using System.Net.Http.Headers;

namespace CreatorAnalytics.Bench;

/// <summary>A program that follows all its jobs by server-sent events and does nothing else.</summary>
internal sealed class EventListener : IDisposable
{
    private const string Data = "data:";

    private readonly HttpClient _http;
    private readonly StreamReader _lines;
    private TaskCompletionSource<long> _next = NewWait();

    private EventListener(HttpClient http, StreamReader lines) => (_http, _lines) = (http, lines);

    /// <summary>When the next update came, as a timestamp; asked for before it comes.</summary>
    public Task<long> Next
    {
        get
        {
            _next = NewWait();
            return _next.Task;
        }
    }

    /// <summary>Opens a stream; returns when its snapshot is there.</summary>
    public static async Task<EventListener> OpenAsync(Uri address, string key)
    {
        // A connection of its own, as so many programs would have.
        var http = new HttpClient(new SocketsHttpHandler()) { BaseAddress = address, Timeout = Timeout.InfiniteTimeSpan };
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", key);
        var listener = new EventListener(http, new StreamReader(await http.GetStreamAsync("/api/v1/jobs/events")));
        while (await listener._lines.ReadLineAsync() is { } line && !line.StartsWith(Data, StringComparison.Ordinal))
        {
            // Before the snapshot comes how long to wait before opening again.
        }

        _ = listener.ReadAsync();
        return listener;
    }

    public void Dispose()
    {
        _http.Dispose();
        _lines.Dispose();
    }

    private static TaskCompletionSource<long> NewWait() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private async Task ReadAsync()
    {
        try
        {
            while (await _lines.ReadLineAsync() is { } line)
            {
                if (line.StartsWith(Data, StringComparison.Ordinal))
                    _next.TrySetResult(Stopwatch.GetTimestamp());
            }
        }
        catch (Exception exception) when (exception is IOException or ObjectDisposedException or HttpRequestException)
        {
            // Closed at the end of the measurement.
        }
    }
}

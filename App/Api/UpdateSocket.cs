using System.Collections.Concurrent;
using System.Net.WebSockets;
using System.Text;
using System.Text.Json;
using System.Threading.Channels;
using CreatorAnalytics.Accounts;
using CreatorAnalytics.Jobs;

namespace CreatorAnalytics.Api;

/// <summary>
/// A WebSocket that follows jobs. Each job followed has a stream of its own that writes into one line of waiting messages; one loop sends
/// them, since a socket takes one message at a time.
/// </summary>
internal sealed class UpdateSocket(WebSocket socket, Caller caller, JobEventStreams streams) : IAsyncDisposable
{
    private const int MostJobs = 200;
    private const int LargestMessage = 4 * 1024;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly Channel<string> _waiting = Channel.CreateBounded<string>(JobEventStream.MostWaiting);
    private readonly ConcurrentDictionary<Guid, Following> _jobs = [];
    private readonly CancellationTokenSource _closed = new();

    /// <summary>Sends and receives until the client closes, its access ends, or the host stops.</summary>
    /// <param name="jobId">What <paramref name="first"/> follows; null for all of the caller's jobs.</param>
    public async Task RunAsync(Guid? jobId, JobEventStream first, CancellationToken accessEnded)
    {
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(_closed.Token, accessEnded);
        Follow(jobId ?? Guid.Empty, first, ended.Token);
        var sending = SendAsync(ended.Token);
        var receiving = ReceiveAsync(ended.Token);
        await Task.WhenAny(sending, receiving);
        await CloseAsync(accessEnded);
        await ended.CancelAsync();
        await Task.WhenAll(_jobs.Values.Select(following => following.Running).Append(sending).Append(receiving));
    }

    public async ValueTask DisposeAsync()
    {
        await _closed.CancelAsync();
        _closed.Dispose();
    }

    private void Follow(Guid jobId, JobEventStream stream, CancellationToken ended)
    {
        var stop = CancellationTokenSource.CreateLinkedTokenSource(ended);
        var following = new Following(stop);
        if (!_jobs.TryAdd(jobId, following))
        {
            stop.Dispose();
            stream.Dispose();
            return;
        }

        following.Running = PassOnAsync(jobId, stream, following);
    }

    private async Task PassOnAsync(Guid jobId, JobEventStream stream, Following following)
    {
        await Task.Yield();
        try
        {
            using (stream)
            {
                await foreach (var message in stream.ReadAsync(following.Stop.Token))
                {
                    var text = message is StreamMessage.Numbered numbered ? numbered.Json : """{"type":"ping"}""";
                    await _waiting.Writer.WriteAsync(text, following.Stop.Token);
                }
            }
        }
        catch (OperationCanceledException)
        {
            // Unsubscribed, or the socket is closed.
        }
        finally
        {
            _jobs.TryRemove(new KeyValuePair<Guid, Following>(jobId, following));

            // The last job has ended, and its last message waits to be sent: after that there is nothing left to say.
            if (_jobs.IsEmpty && !following.Stop.IsCancellationRequested)
                _waiting.Writer.TryComplete();
            following.Stop.Dispose();
        }
    }

    private async Task SendAsync(CancellationToken ended)
    {
        try
        {
            await foreach (var text in _waiting.Reader.ReadAllAsync(ended))
            {
                using var patience = CancellationTokenSource.CreateLinkedTokenSource(ended);
                patience.CancelAfter(Patience);
                await socket.SendAsync(Encoding.UTF8.GetBytes(text), WebSocketMessageType.Text, endOfMessage: true, patience.Token);
            }
        }
        catch (Exception exception) when (MeansGone(exception))
        {
            // The client has gone, or reads too slowly; it resumes with lastEventId.
        }
    }

    private async Task ReceiveAsync(CancellationToken ended)
    {
        var buffer = new byte[LargestMessage];
        try
        {
            while (true)
            {
                var length = 0;
                ValueWebSocketReceiveResult received;
                do
                {
                    received = await socket.ReceiveAsync(buffer.AsMemory(length), ended);
                    length += received.Count;
                }
                while (!received.EndOfMessage && length < buffer.Length);
                if (received.MessageType is WebSocketMessageType.Close || !received.EndOfMessage)
                    return;
                await AnswerAsync(Request.Read(buffer.AsSpan(0, length)), ended);
            }
        }
        catch (Exception exception) when (MeansGone(exception))
        {
            // The client has gone.
        }
    }

    private async Task AnswerAsync(Request? request, CancellationToken ended)
    {
        switch (request)
        {
            case { Type: "unsubscribe", JobId: var jobId }:
                if (_jobs.TryGetValue(jobId, out var following))
                    await following.Stop.CancelAsync();
                break;
            case { Type: "subscribe", JobId: var jobId }:
                if (_jobs.Count >= MostJobs)
                    Complain($"A connection follows at most {MostJobs} jobs.");
                else if (await streams.OpenAsync(caller, jobId, after: null, ended) is { } stream)
                    Follow(jobId, stream, ended);
                else
                    Complain("You have no job of this id.");
                break;
            default:
                Complain("Send {\"type\": \"subscribe\" or \"unsubscribe\", \"jobId\": \"…\"}.");
                break;
        }
    }

    /// <summary>A client that sends much and reads nothing gets no more than fits.</summary>
    private void Complain(string detail) => _waiting.Writer.TryWrite($$"""{"type":"error","detail":{{JsonSerializer.Serialize(detail)}}}""");

    private async Task CloseAsync(CancellationToken accessEnded)
    {
        if (socket.State is not (WebSocketState.Open or WebSocketState.CloseReceived))
            return;
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(2));
        try
        {
            await socket.CloseOutputAsync(
                accessEnded.IsCancellationRequested ? WebSocketCloseStatus.PolicyViolation : WebSocketCloseStatus.NormalClosure,
                statusDescription: null,
                patience.Token);
        }
        catch (Exception exception) when (MeansGone(exception))
        {
            // It is closed the hard way.
        }
    }

    private static bool MeansGone(Exception exception) => exception is OperationCanceledException or WebSocketException or IOException;

    private sealed class Following(CancellationTokenSource stop)
    {
        public CancellationTokenSource Stop => stop;

        public Task Running { get; set; } = Task.CompletedTask;
    }

    private sealed record Request(string Type, Guid JobId)
    {
        /// <summary>Null for what is no such message.</summary>
        public static Request? Read(ReadOnlySpan<byte> json)
        {
            try
            {
                var reader = new Utf8JsonReader(json);
                using var document = JsonDocument.ParseValue(ref reader);
                var root = document.RootElement;
                return root.ValueKind is JsonValueKind.Object
                    && root.TryGetProperty("type", out var type) && type.ValueKind is JsonValueKind.String
                    && root.TryGetProperty("jobId", out var jobId) && jobId.ValueKind is JsonValueKind.String && jobId.TryGetGuid(out var id)
                        ? new Request(type.GetString()!, id)
                        : null;
            }
            catch (Exception exception) when (exception is JsonException or InvalidOperationException)
            {
                // Half of a surrogate pair is JSON, but no text.
                return null;
            }
        }
    }
}

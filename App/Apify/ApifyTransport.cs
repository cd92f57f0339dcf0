using System.Buffers;
using System.Globalization;
using System.IO.Compression;
using System.IO.Pipelines;
using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Polly.CircuitBreaker;
using Polly.Timeout;

namespace CreatorAnalytics.Apify;

/// <summary>A request to the platform.</summary>
/// <param name="Path">With the query, from <c>v2/</c> on.</param>
/// <param name="Body">JSON; null for none.</param>
/// <param name="Repeatable">Whether sending it twice does no more than sending it once.</param>
/// <param name="Timeout">For the first attempt.</param>
internal sealed record ApifyRequest(HttpMethod Method, string Path, byte[]? Body, bool Repeatable, TimeSpan Timeout);

/// <summary>Sends requests and reads answers: token, pace, compression, time-outs, repetition, errors. What they mean is not known here.</summary>
internal sealed class ApifyTransport(IHttpClientFactory clients, ApifyPlatform platform, ApifyRetry retry, RequestPacer pacer, TimeProvider time)
{
    /// <summary>The name of the HTTP client.</summary>
    public const string ClientName = "apify";

    private const int CompressFrom = 1024;

    private static readonly StreamPipeReaderOptions Pooled = new(bufferSize: 64 * 1024);

    private long _serverAheadTicks;

    /// <summary>How far the platform's clock is ahead of ours, by its last answer.</summary>
    public TimeSpan ServerAhead => TimeSpan.FromTicks(Interlocked.Read(ref _serverAheadTicks));

    /// <summary>Sends and reads the answer's JSON.</summary>
    /// <exception cref="ApifyException">The platform refused, or gave no complete answer as often as it was tried.</exception>
    public Task<T> SendAsync<T>(ApifyRequest request, JsonTypeInfo<T> type, CancellationToken cancellationToken) =>
        SendAsync(request, body => Parse(body, type) ?? throw new JsonException("The answer is null."), cancellationToken);

    /// <summary>Sends; what the answer holds is of no interest.</summary>
    /// <exception cref="ApifyException">As for an answer that is read.</exception>
    public Task SendAsync(ApifyRequest request, CancellationToken cancellationToken) => SendAsync(request, _ => true, cancellationToken);

    private async Task<T> SendAsync<T>(ApifyRequest request, Func<ReadOnlySequence<byte>, T> read, CancellationToken cancellationToken)
    {
        var resource = RequestPacer.ResourceOf(request.Path);
        try
        {
            return await retry.RunAsync(
                token => new ValueTask(pacer.WaitAsync(resource, token)),
                token => AttemptAsync(request, resource, read, token),
                request.Timeout,
                request.Repeatable,
                cancellationToken);
        }
        catch (BrokenCircuitException exception)
        {
            throw ApifyException.NotSent(request.Method, request.Path, exception);
        }
        catch (TimeoutRejectedException exception)
        {
            throw ApifyException.Unanswered(request.Method, request.Path, "no answer in time", exception);
        }
    }

    private async ValueTask<T> AttemptAsync<T>(
        ApifyRequest request, string resource, Func<ReadOnlySequence<byte>, T> read, CancellationToken cancellationToken)
    {
        using var message = ToMessage(request);
        try
        {
            using var client = clients.CreateClient(ClientName);
            using var response = await client.SendAsync(message, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
            if (response.Headers.Date is { } date)
                Interlocked.Exchange(ref _serverAheadTicks, (date - time.GetUtcNow()).Ticks);

            Pace(resource, response);

            var pieces = PipeReader.Create(await response.Content.ReadAsStreamAsync(cancellationToken), Pooled);
            try
            {
                var body = await ReadToEndAsync(pieces, cancellationToken);
                if (!response.IsSuccessStatusCode)
                    throw ApifyException.Refused(request.Method, request.Path, response.StatusCode, ErrorIn(body), RetryAfter(response));
                return read(body);
            }
            finally
            {
                await pieces.CompleteAsync();
            }
        }
        catch (Exception exception) when (exception is HttpRequestException or IOException or JsonException or InvalidDataException
            || (exception is ObjectDisposedException && !cancellationToken.IsCancellationRequested))
        {
            // A connection that was closed meanwhile is said to be disposed of.
            throw ApifyException.Unanswered(request.Method, request.Path, exception.Message, exception);
        }
    }

    /// <summary>
    /// The body as a whole, before anything is parsed, so that one that was cut off is told from one that is no JSON at all. In pieces that
    /// are used again: as one array, a page of rows would be freed by a full collection only.
    /// </summary>
    private static async Task<ReadOnlySequence<byte>> ReadToEndAsync(PipeReader pieces, CancellationToken cancellationToken)
    {
        while (true)
        {
            var read = await pieces.ReadAsync(cancellationToken);
            if (read.IsCompleted)
                return read.Buffer;
            pieces.AdvanceTo(consumed: read.Buffer.Start, examined: read.Buffer.End);
        }
    }

    private static T? Parse<T>(ReadOnlySequence<byte> body, JsonTypeInfo<T> type)
    {
        var reader = new Utf8JsonReader(body);
        var value = JsonSerializer.Deserialize(ref reader, type);

        // Throws when something follows.
        reader.Read();
        return value;
    }

    private void Pace(string resource, HttpResponseMessage response)
    {
        if (response.StatusCode is HttpStatusCode.TooManyRequests)
            pacer.Refused(resource, RetryAfter(response));
        else
            pacer.Answered(resource, LimitIn(response));
    }

    private static int? LimitIn(HttpResponseMessage response) =>
        response.Headers.TryGetValues("X-RateLimit-Limit", out var values)
        && int.TryParse(values.First(), NumberStyles.None, CultureInfo.InvariantCulture, out var limit)
            ? limit
            : null;

    private HttpRequestMessage ToMessage(ApifyRequest request)
    {
        var message = new HttpRequestMessage(request.Method, new Uri($"{platform.Address().AbsoluteUri.TrimEnd('/')}/{request.Path}"));
        message.Headers.Authorization = new AuthenticationHeaderValue("Bearer", platform.Token);
        if (request.Body is { } body)
            message.Content = ToContent(body);
        return message;
    }

    private static ByteArrayContent ToContent(byte[] body)
    {
        var compress = body.Length >= CompressFrom;
        var content = new ByteArrayContent(compress ? Gzip.Pack(stream => stream.Write(body)) : body);
        content.Headers.ContentType = new MediaTypeHeaderValue("application/json", "utf-8");
        if (compress)
            content.Headers.ContentEncoding.Add("gzip");
        return content;
    }

    private static ErrorEnvelope.Body? ErrorIn(ReadOnlySequence<byte> body)
    {
        try
        {
            return Parse(body, ApifyJson.Default.ErrorEnvelope)?.Error;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private TimeSpan? RetryAfter(HttpResponseMessage response) => response.Headers.RetryAfter switch
    {
        { Delta: { } delta } => delta,
        { Date: { } date } when date > time.GetUtcNow() => date - time.GetUtcNow(),
        _ => null,
    };
}

/// <summary>gzip to and from arrays, without one that holds all that is packed.</summary>
internal static class Gzip
{
    /// <summary>What <paramref name="write"/> writes, packed.</summary>
    public static byte[] Pack(Action<Stream> write)
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Fastest, leaveOpen: true))
            write(gzip);
        return packed.ToArray();
    }

    /// <summary>To be read as it was before it was packed.</summary>
    public static GZipStream Open(byte[] packed) => new(new MemoryStream(packed), CompressionMode.Decompress);
}

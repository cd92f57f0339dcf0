using System.Globalization;
using System.Text;
using CreatorAnalytics.Jobs;
using Microsoft.AspNetCore.Http.Features;

namespace CreatorAnalytics.Api;

/// <summary>Writes a stream as server-sent events, https://html.spec.whatwg.org/multipage/server-sent-events.html.</summary>
internal sealed class ServerSentEvents(JobEventStream stream) : IResult
{
    public const string ContentType = "text/event-stream";

    /// <summary>How long a client may take to make room before it is cut; it resumes where it stopped.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    public async Task ExecuteAsync(HttpContext http)
    {
        using var _ = stream;
        using var access = http.RequestServices.GetRequiredService<OpenAccess>().Begin(http);
        http.Response.ContentType = ContentType;
        http.Response.Headers.CacheControl = "no-cache, no-store";

        // Proxies such as nginx would hold events back until a buffer is full.
        http.Response.Headers["X-Accel-Buffering"] = "no";
        http.Features.Get<IHttpResponseBodyFeature>()?.DisableBuffering();
        try
        {
            await WriteAsync(http, "retry: 2000\n\n", access.Ended);
            await foreach (var message in stream.ReadAsync(access.Ended))
                await WriteAsync(http, Text(message), access.Ended);
        }
        catch (OperationCanceledException)
        {
            // The client has gone, its key has ended, or it did not read what was sent.
        }
    }

    private static string Text(StreamMessage message) => message switch
    {
        StreamMessage.Numbered numbered => string.Create(
            CultureInfo.InvariantCulture,
            $"{(numbered.IsSnapshot ? "event: snapshot\n" : "")}id: {numbered.Id}\ndata: {numbered.Json}\n\n"),
        _ => ": nothing new\n\n",
    };

    private static async Task WriteAsync(HttpContext http, string text, CancellationToken cancellationToken)
    {
        using var patience = new CancellationTokenSource(Patience, http.RequestServices.GetRequiredService<TimeProvider>());
        using var any = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, cancellationToken);
        await http.Response.WriteAsync(text, Encoding.UTF8, any.Token);
        await http.Response.Body.FlushAsync(any.Token);
    }
}

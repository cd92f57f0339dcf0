using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace CreatorAnalytics.Apify.Sandbox;

/// <summary>
/// Delivers events to webhooks as the platform does: any 2xx is a success, everything else is tried again after 1, 2, 4 … minutes, up
/// to eleven times. To loopback addresses only: made-up data goes to nobody else's server.
/// </summary>
internal sealed class WebhookDelivery(SandboxAccount account, SandboxClock clock, ILogger logger) : IDisposable
{
    private const int MaxRetries = 11;
    private const int KeptBodyLength = 1000;

    private static readonly TimeSpan FirstRetryAfter = TimeSpan.FromMinutes(1);
    private static readonly string[] ForcedHeaders = ["Host", "Content-Type", "Content-Length", "X-Apify-Webhook", "X-Apify-Webhook-Dispatch-Id", "X-Apify-Request-Origin"];

    private readonly HttpClient _http = new(new SocketsHttpHandler { AllowAutoRedirect = false, UseProxy = false }) { Timeout = TimeSpan.FromMinutes(2) };

    /// <summary>Tells everyone who wants to know; returns at once.</summary>
    public void Raise(SandboxRun run, string eventType, CancellationToken sandboxStops)
    {
        foreach (var webhook in account.Webhooks.Values.Where(webhook => webhook.Wants(run, eventType)))
            Dispatch(webhook, eventType, run, sandboxStops);
    }

    public WebhookDispatch Test(Webhook webhook, CancellationToken sandboxStops) => Dispatch(webhook, "TEST", null, sandboxStops);

    public void Dispose() => _http.Dispose();

    private WebhookDispatch Dispatch(Webhook webhook, string eventType, SandboxRun? run, CancellationToken sandboxStops)
    {
        var dispatch = new WebhookDispatch(webhook, eventType, run, run?.ToJson(SandboxAccount.UserId, clock), clock.Now);
        account.Dispatches[dispatch.Id] = dispatch;
        webhook.Count(dispatch);
        _ = Task.Run(() => DeliverAsync(dispatch, sandboxStops), CancellationToken.None);
        return dispatch;
    }

    private async Task DeliverAsync(WebhookDispatch dispatch, CancellationToken sandboxStops)
    {
        try
        {
            for (var retry = 0; ; retry++)
            {
                if (await CallAsync(dispatch, sandboxStops))
                {
                    dispatch.End(succeeded: true, clock.Now);
                    return;
                }

                if (retry == MaxRetries || dispatch.Webhook.DoNotRetry || !IsLoopback(dispatch.Webhook.RequestUrl))
                {
                    dispatch.End(succeeded: false, clock.Now);
                    return;
                }

                await clock.DelayAsync(FirstRetryAfter * Math.Pow(2, retry), sandboxStops);
            }
        }
        catch (OperationCanceledException) when (sandboxStops.IsCancellationRequested)
        {
            // The sandbox goes down.
        }
        catch (Exception exception)
        {
            dispatch.End(succeeded: false, clock.Now);
            logger.LogError(exception, "Webhook dispatch {DispatchId} failed inside the sandbox", dispatch.Id);
        }
    }

    private async Task<bool> CallAsync(WebhookDispatch dispatch, CancellationToken sandboxStops)
    {
        var startedAt = clock.Now;
        if (!IsLoopback(dispatch.Webhook.RequestUrl))
        {
            dispatch.AddCall(startedAt, clock.Now, "The sandbox delivers to loopback addresses only.", null, null);
            return false;
        }

        try
        {
            using var request = RequestFor(dispatch);
            using var response = await _http.SendAsync(request, sandboxStops);
            var body = await response.Content.ReadAsStringAsync(sandboxStops);
            dispatch.AddCall(startedAt, clock.Now, null, (int)response.StatusCode, body[..Math.Min(body.Length, KeptBodyLength)]);
            return response.IsSuccessStatusCode;
        }
        catch (Exception exception) when (exception is HttpRequestException || (exception is TaskCanceledException && !sandboxStops.IsCancellationRequested))
        {
            dispatch.AddCall(startedAt, clock.Now, exception.Message, null, null);
            return false;
        }
    }

    private static HttpRequestMessage RequestFor(WebhookDispatch dispatch)
    {
        var webhook = dispatch.Webhook;
        var payload = WebhookTemplate.Fill(webhook.PayloadTemplate ?? WebhookTemplate.Default, dispatch.Values, webhook.InterpolateStrings);
        var request = new HttpRequestMessage(HttpMethod.Post, webhook.RequestUrl)
        {
            Content = new ByteArrayContent(Encoding.UTF8.GetBytes(payload)),
        };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        request.Headers.Add("X-Apify-Webhook", "yo");
        request.Headers.Add("X-Apify-Webhook-Dispatch-Id", dispatch.Id);
        request.Headers.Add("X-Apify-Request-Origin", "WEBHOOK");
        if (webhook.HeadersTemplate is { } template)
        {
            foreach (var (name, value) in HeadersFrom(WebhookTemplate.Fill(template, dispatch.Values, webhook.InterpolateStrings)))
                request.Headers.TryAddWithoutValidation(name, value);
        }

        return request;
    }

    private static IEnumerable<(string Name, string Value)> HeadersFrom(string json)
    {
        JsonObject? headers;
        try
        {
            headers = JsonNode.Parse(json) as JsonObject;
        }
        catch (JsonException)
        {
            headers = null;
        }

        return headers is null
            ? []
            : headers.Where(header => !ForcedHeaders.Contains(header.Key, StringComparer.OrdinalIgnoreCase)).Select(header => (header.Key, header.Value?.ToString() ?? ""));
    }

    private static bool IsLoopback(Uri url) => url.IsLoopback || (IPAddress.TryParse(url.Host, out var address) && IPAddress.IsLoopback(address));
}

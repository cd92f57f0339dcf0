using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Microsoft.Extensions.Options;

namespace CreatorAnalytics.Notifications.Webhooks;

/// <summary>What became of an attempt.</summary>
/// <param name="StatusCode">What was answered, if anything.</param>
/// <param name="Error">Why it does not count as delivered, in a sentence; null when it does.</param>
/// <param name="Response">The beginning of the answer.</param>
public sealed record WebhookOutcome(int? StatusCode, string? Error, string? Response)
{
    public bool IsDelivered => Error is null;
}

/// <summary>
/// Sends one message. It never follows a redirect and connects only to addresses on the open internet, whatever a name resolves to at
/// that moment, so that an endpoint cannot be used to reach what lies behind the firewall.
/// </summary>
public sealed class WebhookSender(IHttpClientFactory clients, IOptions<WebhooksOptions> options, TimeProvider time)
{
    /// <summary>The named client.</summary>
    public const string Client = "webhooks";

    private static readonly TimeSpan ConnectionLifetime = TimeSpan.FromMinutes(2);

    /// <summary>Sends the message, signed with each of the secrets. Throws for cancellation only.</summary>
    public async Task<WebhookOutcome> SendAsync(
        string url, Guid messageId, string payload, IReadOnlyList<string> secrets, CancellationToken cancellationToken)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(options.Value.TimeoutSeconds), time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, cancellationToken);
        try
        {
            using var client = clients.CreateClient(Client);
            using var request = Sign(url, $"msg_{messageId:N}", payload, secrets);
            using var response = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, either.Token);
            var status = (int)response.StatusCode;
            return new WebhookOutcome(status, ProblemWith(response.StatusCode), await BeginningAsync(response.Content, either.Token));
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return new WebhookOutcome(null, $"The receiver did not answer within {options.Value.TimeoutSeconds} s.", null);
        }
        catch (Exception exception) when (exception is HttpRequestException or IOException)
        {
            return new WebhookOutcome(null, WordsFor(exception), null);
        }
    }

    internal static SocketsHttpHandler CreateHandler(IServiceProvider services)
    {
        var allowPrivate = services.GetRequiredService<IOptions<WebhooksOptions>>().Value.AllowPrivateAddresses;
        return new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            UseCookies = false,
            UseProxy = false,
            ActivityHeadersPropagator = null,
            PooledConnectionLifetime = ConnectionLifetime,
            ConnectCallback = (connection, token) => ConnectAsync(connection.DnsEndPoint, allowPrivate, token),
        };
    }

    private static async ValueTask<Stream> ConnectAsync(DnsEndPoint receiver, bool allowPrivate, CancellationToken cancellationToken)
    {
        var found = await Dns.GetHostAddressesAsync(receiver.Host, cancellationToken);
        var allowed = found.Where(address => allowPrivate || PublicAddress.Is(address)).ToArray();
        if (allowed.Length == 0)
            throw new PrivateAddressException();
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(allowed, receiver.Port, cancellationToken);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    private HttpRequestMessage Sign(string url, string id, string payload, IReadOnlyList<string> secrets)
    {
        var now = time.GetUtcNow();
        var request = new HttpRequestMessage(HttpMethod.Post, url)
        {
            Content = new StringContent(payload, Encoding.UTF8, "application/json"),
        };
        request.Headers.Add("webhook-id", id);
        request.Headers.Add("webhook-timestamp", now.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture));
        request.Headers.Add("webhook-signature", WebhookSignature.Of(secrets, id, now, payload));
        request.Headers.UserAgent.ParseAdd("CreatorAnalytics-Webhooks/1.0");
        return request;
    }

    private static string? ProblemWith(HttpStatusCode status) => (int)status switch
    {
        >= 200 and < 300 => null,
        >= 300 and < 400 => $"The receiver answered {(int)status}. Redirects are not followed: set the address it leads to.",
        _ => $"The receiver answered {(int)status}.",
    };

    private static async Task<string?> BeginningAsync(HttpContent content, CancellationToken cancellationToken)
    {
        await using var body = await content.ReadAsStreamAsync(cancellationToken);
        var buffer = new byte[WebhookAttempt.MaximumResponseLength];
        var read = await body.ReadAtLeastAsync(buffer, buffer.Length, throwOnEndOfStream: false, cancellationToken);
        return read == 0 ? null : Encoding.UTF8.GetString(buffer, 0, read).Replace('\0', ' ');
    }

    private static string WordsFor(Exception exception) => exception switch
    {
        { InnerException: PrivateAddressException } or PrivateAddressException =>
            "The address leads into a private network or to this machine, which is not allowed.",
        HttpRequestException { HttpRequestError: HttpRequestError.NameResolutionError } => "The name of the host was not found.",
        { InnerException: SocketException { SocketErrorCode: SocketError.HostNotFound or SocketError.NoData or SocketError.TryAgain } } =>
            "The name of the host was not found.",
        HttpRequestException { HttpRequestError: HttpRequestError.SecureConnectionError } => "The receiver's TLS certificate is not valid.",
        HttpRequestException { HttpRequestError: HttpRequestError.ConnectionError } => "The receiver could not be reached.",
        _ => "The receiver broke off the connection.",
    };

    private sealed class PrivateAddressException() : IOException("The host has no address that may be connected to.");
}

using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.Options;

namespace CreatorAnalytics.Apify;

/// <summary>
/// What the platform calls when a run ends, where <see cref="ApifyOptions.PublicUrl"/> says how to reach us. Calls can come twice, late,
/// never, or from somebody else: a call with the right secret only makes the run's watcher look at once, and it looks at the platform.
/// </summary>
internal sealed class ApifyWebhook(ApifyPlatform platform, IOptions<ApifyOptions> options, RunSignals signals)
{
    public const string Path = "/webhooks/apify";
    public const string SecretHeader = "X-Creator-Analytics-Secret";

    private const int MostBytes = 256 * 1024;

    private static readonly string[] Ends =
        ["ACTOR.RUN.SUCCEEDED", "ACTOR.RUN.FAILED", "ACTOR.RUN.TIMED_OUT", "ACTOR.RUN.ABORTED"];

    // Every process with the same token has the same secret, so that any of them can be called.
    private readonly string _secret = Convert.ToHexStringLower(HMACSHA256.HashData(
        Encoding.UTF8.GetBytes(platform.Token), "creator analytics: webhook of the runs"u8));

    /// <summary>The webhook to start a run with; null when there is no public address.</summary>
    public AdHocWebhook? ForStart() => options.Value.PublicUrl is { Length: > 0 } address
        ? new AdHocWebhook(Ends, address.TrimEnd('/') + Path, $$"""{"{{SecretHeader}}":"{{_secret}}"}""")
        : null;

    /// <summary>Takes a call; answers before anything is asked of the platform.</summary>
    public async Task<IResult> TakeAsync(HttpRequest request)
    {
        if (!IsSecret(request.Headers[SecretHeader].ToString()))
            return Results.Problem("The secret is missing or wrong.", statusCode: StatusCodes.Status401Unauthorized);
        var body = await ReadAsync(request);
        if (body is null)
            return Results.Problem($"A call has at most {MostBytes} bytes.", statusCode: StatusCodes.Status413PayloadTooLarge);
        if (RunIn(body) is not { } runId)
            return Results.Problem("The call names no run in eventData.actorRunId.", statusCode: StatusCodes.Status400BadRequest);
        signals.Signal(runId);
        return Results.Ok();
    }

    private bool IsSecret(string given) =>
        CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(given), Encoding.UTF8.GetBytes(_secret));

    private static async Task<byte[]?> ReadAsync(HttpRequest request)
    {
        using var body = new MemoryStream();
        var chunk = new byte[16 * 1024];
        while (await request.Body.ReadAsync(chunk, request.HttpContext.RequestAborted) is var read and > 0)
        {
            if (body.Length + read > MostBytes)
                return null;
            body.Write(chunk, 0, read);
        }

        return body.ToArray();
    }

    private static string? RunIn(byte[] body)
    {
        try
        {
            var call = JsonSerializer.Deserialize(body, ApifyJson.Default.WebhookCall);
            return call?.EventData?.ActorRunId is { Length: > 0 and <= 50 } runId ? runId : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}

/// <summary>What is read of a call.</summary>
internal sealed record WebhookCall(WebhookCall.Data? EventData)
{
    internal sealed record Data(string? ActorRunId);
}

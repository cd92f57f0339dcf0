using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace CreatorAnalytics.Notifications.Webhooks;

/// <summary>
/// Secrets and signatures after Standard Webhooks 1.0 (github.com/standard-webhooks/standard-webhooks): HMAC-SHA256 over
/// <c>id.timestamp.body</c>.
/// </summary>
public static class WebhookSignature
{
    private const string SecretMark = "whsec_";
    private const int SecretBytes = 32;

    /// <summary>A new secret of 256 random bits.</summary>
    public static string NewSecret() => SecretMark + Convert.ToBase64String(RandomNumberGenerator.GetBytes(SecretBytes));

    /// <summary>The value of <c>webhook-signature</c>: one signature for each secret, so that receivers may know the old or the new one.</summary>
    public static string Of(IEnumerable<string> secrets, string id, DateTimeOffset at, string body)
    {
        var signed = Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{id}.{at.ToUnixTimeSeconds()}.{body}"));
        return string.Join(' ', secrets.Select(secret => $"v1,{Convert.ToBase64String(HMACSHA256.HashData(KeyOf(secret), signed))}"));
    }

    private static byte[] KeyOf(string secret) => Convert.FromBase64String(secret[SecretMark.Length..]);
}

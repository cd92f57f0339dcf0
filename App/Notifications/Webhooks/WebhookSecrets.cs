using Microsoft.AspNetCore.DataProtection;

namespace CreatorAnalytics.Notifications.Webhooks;

/// <summary>Encrypts secrets for the database: they are needed to sign, so a hash would not do.</summary>
public sealed class WebhookSecrets(IDataProtectionProvider protection)
{
    private readonly IDataProtector _protector = protection.CreateProtector("Notifications.WebhookSecrets");

    public string Protect(string secret) => _protector.Protect(secret);

    /// <summary>What to sign with at a time, the newest first.</summary>
    public IReadOnlyList<string> Of(WebhookEndpoint endpoint, DateTimeOffset now) =>
        endpoint.PreviousSecret is { } previous && endpoint.PreviousSecretUntil > now
            ? [_protector.Unprotect(endpoint.Secret), _protector.Unprotect(previous)]
            : [_protector.Unprotect(endpoint.Secret)];
}

namespace CreatorAnalytics.Notifications.Webhooks;

/// <summary>Section <c>Webhooks</c>: how messages are sent to other systems.</summary>
public sealed class WebhooksOptions
{
    public const string Section = "Webhooks";

    /// <summary>
    /// Whether endpoints may lie in private networks or on this machine, and be without TLS. Only for local use: members could otherwise
    /// reach what is behind the firewall.
    /// </summary>
    /// <value>The default is false.</value>
    public bool AllowPrivateAddresses { get; set; }

    /// <summary>Seconds that a receiver has to answer.</summary>
    /// <value>The default is 15, of 1 to 60.</value>
    public int TimeoutSeconds { get; set; } = 15;

    /// <summary>Messages that one process sends at once.</summary>
    /// <value>The default is 64, of 1 to 1000.</value>
    public int MaxConcurrent { get; set; } = 64;

    /// <summary>Days of nothing but failures after which an endpoint is disabled.</summary>
    /// <value>The default is 5, of 1 to 60.</value>
    public int DisableAfterDays { get; set; } = 5;

    /// <summary>Days that messages and their attempts are kept.</summary>
    /// <value>The default is 30, of 2 to 365.</value>
    public int KeepDays { get; set; } = 30;

    internal IEnumerable<string> Problems()
    {
        if (TimeoutSeconds is < 1 or > 60)
            yield return $"Webhooks:TimeoutSeconds must be 1 to 60; it is {TimeoutSeconds}.";
        if (MaxConcurrent is < 1 or > 1000)
            yield return $"Webhooks:MaxConcurrent must be 1 to 1000; it is {MaxConcurrent}.";
        if (DisableAfterDays is < 1 or > 60)
            yield return $"Webhooks:DisableAfterDays must be 1 to 60; it is {DisableAfterDays}.";
        if (KeepDays is < 2 or > 365)
            yield return $"Webhooks:KeepDays must be 2 to 365; it is {KeepDays}.";
    }
}

namespace CreatorAnalytics.Notifications.Webhooks;

/// <summary>When a message that was not delivered is sent again: after 30 s, 5 min, 30 min, 2 h, 8 h and 24 h.</summary>
internal static class WebhookRetrySchedule
{
    private const double Jitter = 0.1;

    private static readonly TimeSpan[] Delays =
    [
        TimeSpan.FromSeconds(30), TimeSpan.FromMinutes(5), TimeSpan.FromMinutes(30), TimeSpan.FromHours(2), TimeSpan.FromHours(8),
        TimeSpan.FromHours(24),
    ];

    /// <summary>The delay after so many attempts; null when there are no more.</summary>
    /// <param name="chance">0 to 1: a tenth more or less, so that not all come back at once to a receiver that recovers.</param>
    public static TimeSpan? After(int attempts, double chance) =>
        attempts <= Delays.Length ? Delays[attempts - 1] * (1 - Jitter + (2 * Jitter * chance)) : null;
}

namespace CreatorAnalytics.Accounts;

/// <summary>
/// A browser that somebody signed in with. It ends when its row is deleted: from then on its cookie opens nothing. It holds no network
/// address and not what the browser sent of itself, only <see cref="BrowserWords"/>.
/// </summary>
public sealed class Session
{
    public const int MaximumBrowserLength = 60;

    public Guid Id { get; init; }

    public Guid UserId { get; init; }

    /// <summary>Which browser it is, as <see cref="BrowserWords"/> says it.</summary>
    public required string Browser { get; init; }

    /// <summary>When they signed in.</summary>
    public DateTimeOffset StartedAt { get; init; }

    /// <summary>Accurate to <see cref="SessionUse.WriteEvery"/>.</summary>
    public DateTimeOffset LastSeenAt { get; init; }
}

namespace CreatorAnalytics.Creators;

/// <summary>
/// A name under which a creator was seen: its username at a scrape, or the one it was asked for when it came back under another. Of
/// several creators with the same name the newest sighting counts.
/// </summary>
public sealed class CreatorUsername
{
    /// <summary>Lower-case.</summary>
    public required string Username { get; init; }

    public Guid CreatorId { get; init; }

    public DateTimeOffset FirstSeenAt { get; set; }

    public DateTimeOffset LastSeenAt { get; set; }
}

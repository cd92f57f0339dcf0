namespace CreatorAnalytics.Creators;

/// <summary>A creator's counts at one scrape; growth is computed from these.</summary>
public sealed class CreatorSnapshot
{
    public long Id { get; init; }

    public Guid CreatorId { get; init; }

    /// <summary>When it was scraped; a scrape leaves one snapshot, however often it is imported.</summary>
    public DateTimeOffset TakenAt { get; init; }

    public long Followers { get; init; }

    public long? Following { get; init; }

    public long? PostsCount { get; init; }
}

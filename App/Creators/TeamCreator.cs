namespace CreatorAnalytics.Creators;

/// <summary>A creator that a team has looked up; a team sees no others.</summary>
public sealed class TeamCreator
{
    /// <summary>Grows by the order of first look-ups; decides the order where times are equal.</summary>
    public long Id { get; init; }

    public Guid TeamId { get; init; }

    public Guid CreatorId { get; init; }

    public DateTimeOffset FirstLookedUpAt { get; init; }

    public DateTimeOffset LastLookedUpAt { get; set; }

    /// <summary>
    /// Median engagement rate in percent of the newest report that the team may see, so that the library can be sorted by it; null
    /// without one, or when that report has no rate.
    /// </summary>
    public double? EngagementRate { get; set; }
}

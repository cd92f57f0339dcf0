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
}

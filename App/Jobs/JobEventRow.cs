namespace CreatorAnalytics.Jobs;

/// <summary>One change of a job, kept as it was told; <see cref="JobEvent"/> is what it tells.</summary>
public sealed class JobEventRow
{
    public Guid JobId { get; init; }

    /// <summary>1, 2, 3 … within the job, in the order of commits.</summary>
    public long Seq { get; init; }

    public Guid UserId { get; init; }

    /// <summary>Growing by one within all of the user's jobs.</summary>
    public long Number { get; init; }

    public JobEventKind Kind { get; init; }

    public DateTimeOffset CreatedAt { get; init; }

    /// <summary>The event as JSON.</summary>
    public required string Payload { get; init; }
}

namespace CreatorAnalytics.Jobs;

/// <summary>
/// An item's place in the queue. Whoever holds the entry under its current claim number owns the item; every write to the item takes
/// this row first, in <see cref="ClaimFence"/>.
/// </summary>
public sealed class QueueEntry
{
    public const string DefaultQueue = "creators";

    public long Id { get; init; }

    public Guid JobId { get; init; }

    public Guid ItemId { get; init; }

    public Guid UserId { get; init; }

    public required string QueueName { get; init; }

    public int Priority { get; init; }

    /// <summary>Lower goes first; see <see cref="FairRanks"/>. 0 until the job is admitted.</summary>
    public long FairRank { get; init; }

    /// <summary>From when it can be claimed; null while its job waits for admission.</summary>
    public DateTimeOffset? ScheduledAt { get; init; }

    /// <summary>When a run that holds it started, or its creator was served from what is stored: it no longer waits for anything scarce.</summary>
    public DateTimeOffset? ServedAt { get; init; }

    public int RetryCount { get; init; }

    /// <summary>As set when it was submitted.</summary>
    public int MaxRetries { get; init; }

    /// <summary>How often it was claimed because a worker's lease had ended.</summary>
    public int LeasesLost { get; init; }

    /// <summary>Whether the next try belongs in a run of its own.</summary>
    public bool RetryAlone { get; init; }

    /// <summary>The process that works on it, or did when it died.</summary>
    public string? WorkerId { get; init; }

    /// <summary>Until when that process may work on it without saying that it lives; then anyone may claim it.</summary>
    public DateTimeOffset? LeaseUntil { get; init; }

    /// <summary>Grows with each claim: the fencing token.</summary>
    public long ClaimNumber { get; init; }

    /// <summary>When its item ended.</summary>
    public DateTimeOffset? ProcessedAt { get; init; }
}

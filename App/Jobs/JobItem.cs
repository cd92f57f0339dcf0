namespace CreatorAnalytics.Jobs;

/// <summary>One creator of a job. What a stage needs of an earlier one is kept here, so that any process can go on after the last one.</summary>
public sealed class JobItem
{
    public Guid Id { get; init; }

    public Guid JobId { get; init; }

    /// <summary>Its place in the job, from 0.</summary>
    public int Position { get; init; }

    /// <summary>As asked for, lower-case; the creator may have another by now.</summary>
    public required string Username { get; init; }

    public JobStatus Status { get; init; }

    public Stage Stage { get; init; }

    public int Priority { get; init; }

    /// <summary>Whether the creator was new to the installation when the price was quoted.</summary>
    public bool IsNew { get; init; }

    /// <summary>The quoted price, in credits; it can only fall.</summary>
    public long Credits { get; init; }

    public long CreditsCharged { get; init; }

    public bool ApifyCompleted { get; init; }

    public DateTimeOffset? ApifyCompletedAt { get; init; }

    public bool DatabasePopulated { get; init; }

    public DateTimeOffset? DatabasePopulatedAt { get; init; }

    public bool CdnProcessed { get; init; }

    public DateTimeOffset? CdnProcessedAt { get; init; }

    public bool AiAnalyzed { get; init; }

    public DateTimeOffset? AiAnalyzedAt { get; init; }

    /// <summary>What the apify stage stored, for the database stage.</summary>
    public Guid? ScrapeId { get; init; }

    /// <summary>The creator that the database stage found or made.</summary>
    public Guid? ProfileId { get; init; }

    /// <summary>What the ai stage wrote.</summary>
    public Guid? ReportId { get; init; }

    /// <summary>What the stages so far could not do, though the creator goes on; it ends up in the report.</summary>
    public required List<ItemWarning> Warnings { get; init; }

    public int RetryCount { get; init; }

    /// <summary>The tries that failed, in their order; null before the first.</summary>
    public List<ItemAttempt>? Attempts { get; init; }

    /// <summary>When the next try is due, while it waits for one.</summary>
    public DateTimeOffset? NextAttemptAt { get; init; }

    /// <summary>One of <see cref="ItemErrors"/>: why it failed, or why the last try did.</summary>
    public string? ErrorCode { get; init; }

    public string? ErrorMessage { get; init; }

    public DateTimeOffset? CancelRequestedAt { get; init; }

    public DateTimeOffset CreatedAt { get; init; }

    public DateTimeOffset? StartedAt { get; init; }

    public DateTimeOffset? CompletedAt { get; init; }

    /// <summary>From the first start to the end, waits for retries included.</summary>
    public long? ProcessingDurationMs { get; init; }
}

/// <summary>Something a stage could not do.</summary>
public sealed record ItemWarning(string Stage, string Code, string Message);

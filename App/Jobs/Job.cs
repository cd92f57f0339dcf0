namespace CreatorAnalytics.Jobs;

/// <summary>One search: creators asked for together. Its counters change only in the transactions of its items.</summary>
public sealed class Job
{
    public Guid Id { get; init; }

    public Guid UserId { get; init; }

    public Guid TeamId { get; init; }

    public JobType JobType { get; init; }

    public JobStatus Status { get; init; }

    /// <summary>0 to 10; higher goes first among the same user's own work.</summary>
    public int Priority { get; init; }

    /// <summary>The usernames in the order they were given.</summary>
    public required List<string> Usernames { get; init; }

    /// <summary>Whether creators are scraped again even if what is stored is fresh.</summary>
    public bool Refresh { get; init; }

    public int TotalCreators { get; init; }

    public int CompletedCreators { get; init; }

    public int FailedCreators { get; init; }

    public int CancelledCreators { get; init; }

    /// <summary>What was quoted and reserved at submission, in credits.</summary>
    public long EstimatedCredits { get; init; }

    public long CreditsCharged { get; init; }

    /// <summary>What is still held for creators that have not ended, in credits.</summary>
    public long CreditsReserved { get; init; }

    /// <summary>Finished stages of all items, of four each; an ended item counts as four.</summary>
    public int ProgressPercentage { get; init; }

    /// <summary>The stage of the item that is furthest behind.</summary>
    public Stage CurrentStage { get; init; }

    /// <summary>The number of the job's last event; the next takes the one after it.</summary>
    public long LastSeq { get; init; }

    /// <summary>The job whose failed creators this one tries again.</summary>
    public Guid? ParentJobId { get; init; }

    /// <summary>The list whose scheduled refresh this is; null for what somebody searched for. The list may be gone.</summary>
    public Guid? ListId { get; init; }

    /// <summary>The span of its submission, as W3C's <c>traceparent</c>; null when nobody recorded one.</summary>
    public string? TraceParent { get; init; }

    public DateTimeOffset CreatedAt { get; init; }

    public DateTimeOffset? StartedAt { get; init; }

    public DateTimeOffset? CompletedAt { get; init; }

    public DateTimeOffset? EstimatedCompletionAt { get; init; }

    /// <summary>When somebody asked for the whole job to be cancelled.</summary>
    public DateTimeOffset? CancelRequestedAt { get; init; }

    /// <summary>When its user cleared it from the tray.</summary>
    public DateTimeOffset? DismissedAt { get; init; }
}

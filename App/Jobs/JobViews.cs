using System.Diagnostics.CodeAnalysis;
using System.Text.Json.Serialization;

namespace CreatorAnalytics.Jobs;

/// <summary>A job as pages, API and streams show it.</summary>
public record JobView
{
    public required Guid JobId { get; init; }

    public required JobType JobType { get; init; }

    public required JobStatus Status { get; init; }

    public required int ProgressPercentage { get; init; }

    public required Stage CurrentStage { get; init; }

    public required int TotalCreators { get; init; }

    public required int CompletedCreators { get; init; }

    public required int FailedCreators { get; init; }

    public required int CancelledCreators { get; init; }

    public required long EstimatedCredits { get; init; }

    public required long CreditsCharged { get; init; }

    public required long CreditsReserved { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    public required DateTimeOffset? StartedAt { get; init; }

    public required DateTimeOffset? CompletedAt { get; init; }

    public required DateTimeOffset? EstimatedCompletionAt { get; init; }

    /// <summary>The job whose failed creators this one tries again; null for any other.</summary>
    public Guid? ParentJobId { get; init; }

    /// <summary>The list whose scheduled refresh this is; null for what somebody searched for.</summary>
    public Guid? ListId { get; init; }

    /// <summary>The number of the job's last event that this view includes.</summary>
    public required long Seq { get; init; }
}

/// <summary>A job with its creators, in the order they were given.</summary>
public sealed record JobStatusView : JobView
{
    public JobStatusView()
    {
    }

    [SetsRequiredMembers]
    public JobStatusView(JobView job, IEnumerable<ItemView> items)
        : base(job) => Items = [.. items];

    [JsonPropertyOrder(1)]
    public required IReadOnlyList<ItemView> Items { get; init; }
}

/// <summary>A creator of a job as pages, API and streams show it.</summary>
public sealed record ItemView
{
    public required Guid ItemId { get; init; }

    public required string Username { get; init; }

    public required JobStatus Status { get; init; }

    public required Stage Stage { get; init; }

    public required bool ApifyCompleted { get; init; }

    public required DateTimeOffset? ApifyCompletedAt { get; init; }

    public required bool DatabasePopulated { get; init; }

    public required DateTimeOffset? DatabasePopulatedAt { get; init; }

    public required bool CdnProcessed { get; init; }

    public required DateTimeOffset? CdnProcessedAt { get; init; }

    public required bool AiAnalyzed { get; init; }

    public required DateTimeOffset? AiAnalyzedAt { get; init; }

    public required int RetryCount { get; init; }

    /// <summary>The tries that failed, in their order.</summary>
    public IReadOnlyList<ItemAttempt> Attempts { get => field ?? []; init; }

    /// <summary>When the next try is due, while the creator waits for one.</summary>
    public required DateTimeOffset? NextAttemptAt { get; init; }

    public required bool IsNew { get; init; }

    /// <summary>The quoted price.</summary>
    public required long Credits { get; init; }

    public required long CreditsCharged { get; init; }

    /// <summary>Why it failed; while it waits for a retry, why the last try did.</summary>
    public required ItemError? Error { get; init; }

    public required IReadOnlyList<ItemWarning> Warnings { get; init; }

    public required DateTimeOffset? StartedAt { get; init; }

    public required DateTimeOffset? CompletedAt { get; init; }

    public required long? ProcessingDurationMs { get; init; }

    /// <summary>Whether it failed, and of something that may be gone by the next search.</summary>
    [JsonIgnore]
    public bool MayBeRetried => Status is JobStatus.Failed && Error is { } error && ItemErrors.MayPass(error.Code);

    /// <summary>Stages finished, of four; an ended creator counts as four.</summary>
    [JsonIgnore]
    public int FinishedStages => Status.IsEnded()
        ? 4
        : (ApifyCompleted ? 1 : 0) + (DatabasePopulated ? 1 : 0) + (CdnProcessed ? 1 : 0) + (AiAnalyzed ? 1 : 0);
}

/// <summary>What went wrong with a creator: a code for programs and a sentence for people.</summary>
public sealed record ItemError(string Code, string Message);

/// <summary>What changed.</summary>
public enum JobEventKind
{
    /// <summary>A job was submitted.</summary>
    JobCreated,

    /// <summary>A waiting job got its place among the running ones.</summary>
    JobStarted,

    /// <summary>A creator moved; see the item.</summary>
    ItemUpdated,

    /// <summary>A creator ended; see the item.</summary>
    ItemEnded,

    /// <summary>The last creator ended, or the job was cancelled.</summary>
    JobEnded,
}

/// <summary>One change of a job: the job after it, and the creator it concerns.</summary>
public sealed record JobEvent
{
    /// <summary>Growing by one within all jobs of the user.</summary>
    public required long Number { get; init; }

    /// <summary>1, 2, 3 … within the job.</summary>
    public required long Seq { get; init; }

    public required Guid JobId { get; init; }

    [JsonIgnore]
    public Guid UserId { get; init; }

    public required JobEventKind Kind { get; init; }

    public required DateTimeOffset At { get; init; }

    public required JobView Job { get; init; }

    /// <summary>Null for what concerns the job as a whole; a created job comes with all its items in <see cref="Items"/>.</summary>
    public ItemView? Item { get; init; }

    /// <summary>All creators, in the event that creates the job.</summary>
    public IReadOnlyList<ItemView>? Items { get; init; }
}

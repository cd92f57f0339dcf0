namespace CreatorAnalytics.Jobs;

/// <summary>Rows to views.</summary>
internal static class JobMapping
{
    public static JobView ToView(this Job job) => new()
    {
        JobId = job.Id,
        JobType = job.JobType,
        Status = job.Status,
        ProgressPercentage = job.ProgressPercentage,
        CurrentStage = job.CurrentStage,
        TotalCreators = job.TotalCreators,
        CompletedCreators = job.CompletedCreators,
        FailedCreators = job.FailedCreators,
        CancelledCreators = job.CancelledCreators,
        EstimatedCredits = job.EstimatedCredits,
        CreditsCharged = job.CreditsCharged,
        CreditsReserved = job.CreditsReserved,
        CreatedAt = job.CreatedAt,
        StartedAt = job.StartedAt,
        CompletedAt = job.CompletedAt,
        EstimatedCompletionAt = job.EstimatedCompletionAt,
        ParentJobId = job.ParentJobId,
        ListId = job.ListId,
        Seq = job.LastSeq,
    };

    public static ItemView ToView(this JobItem item) => new()
    {
        ItemId = item.Id,
        Username = item.Username,
        Status = item.Status,
        Stage = item.Stage,
        ApifyCompleted = item.ApifyCompleted,
        ApifyCompletedAt = item.ApifyCompletedAt,
        DatabasePopulated = item.DatabasePopulated,
        DatabasePopulatedAt = item.DatabasePopulatedAt,
        CdnProcessed = item.CdnProcessed,
        CdnProcessedAt = item.CdnProcessedAt,
        AiAnalyzed = item.AiAnalyzed,
        AiAnalyzedAt = item.AiAnalyzedAt,
        RetryCount = item.RetryCount,
        Attempts = item.Attempts ?? [],
        NextAttemptAt = item.NextAttemptAt,
        IsNew = item.IsNew,
        Credits = item.Credits,
        CreditsCharged = item.CreditsCharged,
        Error = item.ErrorCode is { } code ? new ItemError(code, item.ErrorMessage ?? "") : null,
        Warnings = item.Warnings,
        StartedAt = item.StartedAt,
        CompletedAt = item.CompletedAt,
        ProcessingDurationMs = item.ProcessingDurationMs,
    };
}

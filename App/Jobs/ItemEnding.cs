using CreatorAnalytics.Credits;
using Microsoft.EntityFrameworkCore;

namespace CreatorAnalytics.Jobs;

/// <summary>What ending an item needs to know of it.</summary>
internal sealed record EndingItem(Guid ItemId, Guid JobId, Guid TeamId, Guid UserId, long Credits, DateTimeOffset? StartedAt)
{
    public LedgerSubject Subject(Guid? creatorId = null) => new(TeamId, UserId, JobId, ItemId, creatorId);
}

/// <summary>
/// Ends items, in the caller's transaction: the item, its credits, its job's counters, and with the last one the job, whose place goes
/// to the user's next. The caller made sure that nobody else can end the item: by its claim, or because nobody works on it.
/// </summary>
public sealed class ItemEnding(Ledger ledger, Admission admission)
{
    /// <summary>Reads what <see cref="DeliverAsync"/> and <see cref="EndUndeliveredAsync"/> need.</summary>
    internal static Task<EndingItem> FindAsync(JobTransaction transaction, Guid itemId, CancellationToken cancellationToken) =>
        Find(transaction, item => item.Id == itemId).SingleAsync(cancellationToken);

    internal static IQueryable<EndingItem> Find(
        JobTransaction transaction, System.Linq.Expressions.Expression<Func<JobItem, bool>> which) =>
        from item in transaction.Db.Set<JobItem>().Where(which)
        join job in transaction.Db.Set<Job>() on item.JobId equals job.Id
        orderby item.Position
        select new EndingItem(item.Id, job.Id, job.TeamId, job.UserId, item.Credits, item.StartedAt);

    /// <summary>The creator was delivered: all stages are done, <paramref name="price"/> is charged, the rest of the quote released.</summary>
    internal async Task DeliverAsync(
        JobTransaction transaction, EndingItem item, Guid creatorId, Guid reportId, long price, CancellationToken cancellationToken)
    {
        var now = transaction.Now;
        await EndAsync(transaction, item, cancellationToken);
        await transaction.Db.Set<JobItem>()
            .Where(i => i.Id == item.ItemId)
            .ExecuteUpdateAsync(
                set => set
                    .SetProperty(i => i.Status, JobStatus.Completed)
                    .SetProperty(i => i.ProfileId, creatorId)
                    .SetProperty(i => i.ReportId, reportId)
                    .SetProperty(i => i.CreditsCharged, price)
                    .SetProperty(i => i.ApifyCompleted, true)
                    .SetProperty(i => i.ApifyCompletedAt, i => i.ApifyCompletedAt ?? now)
                    .SetProperty(i => i.DatabasePopulated, true)
                    .SetProperty(i => i.DatabasePopulatedAt, i => i.DatabasePopulatedAt ?? now)
                    .SetProperty(i => i.CdnProcessed, true)
                    .SetProperty(i => i.CdnProcessedAt, i => i.CdnProcessedAt ?? now)
                    .SetProperty(i => i.AiAnalyzed, true)
                    .SetProperty(i => i.AiAnalyzedAt, i => i.AiAnalyzedAt ?? now)
                    .SetProperty(i => i.ErrorCode, (string?)null)
                    .SetProperty(i => i.ErrorMessage, (string?)null),
                cancellationToken);

        await ledger.ChargeAsync(transaction.Db, item.Subject(creatorId), price, cancellationToken);
        if (price < item.Credits)
            await ledger.ReleaseAsync(transaction.Db, item.Subject(creatorId), item.Credits - price, cancellationToken);
        await CountAsync(transaction, item, JobStatus.Completed, price, cancellationToken);
    }

    /// <summary>The creator was not delivered: the whole quote is released.</summary>
    internal async Task EndUndeliveredAsync(
        JobTransaction transaction, EndingItem item, JobStatus status, string code, CancellationToken cancellationToken)
    {
        await EndAsync(transaction, item, cancellationToken);
        await transaction.Db.Set<JobItem>()
            .Where(i => i.Id == item.ItemId)
            .ExecuteUpdateAsync(
                set => set
                    .SetProperty(i => i.Status, status)
                    .SetProperty(i => i.ErrorCode, code)
                    .SetProperty(i => i.ErrorMessage, ItemErrors.Final(code)),
                cancellationToken);
        await ledger.ReleaseAsync(transaction.Db, item.Subject(), item.Credits, cancellationToken);
        await CountAsync(transaction, item, status, 0, cancellationToken);
    }

    private static async Task EndAsync(JobTransaction transaction, EndingItem item, CancellationToken cancellationToken)
    {
        var now = transaction.Now;
        var duration = item.StartedAt is { } started ? (long)(now - started).TotalMilliseconds : (long?)null;
        var ended = await transaction.Db.Set<QueueEntry>()
            .Where(e => e.ItemId == item.ItemId && e.ProcessedAt == null)
            .ExecuteUpdateAsync(
                set => set.SetProperty(e => e.ProcessedAt, now).SetProperty(e => e.LeaseUntil, (DateTimeOffset?)null), cancellationToken);
        if (ended != 1)
            throw new InvalidOperationException($"Item {item.ItemId} has ended already.");
        await transaction.Db.Set<JobItem>()
            .Where(i => i.Id == item.ItemId)
            .ExecuteUpdateAsync(
                set => set
                    .SetProperty(i => i.Stage, Stage.Done)
                    .SetProperty(i => i.CompletedAt, now)
                    .SetProperty(i => i.NextAttemptAt, (DateTimeOffset?)null)
                    .SetProperty(i => i.ProcessingDurationMs, duration),
                cancellationToken);
    }

    private async Task CountAsync(
        JobTransaction transaction, EndingItem item, JobStatus status, long charged, CancellationToken cancellationToken)
    {
        var (completed, failed, cancelled) = status switch
        {
            JobStatus.Completed => (1, 0, 0),
            JobStatus.Failed => (0, 1, 0),
            JobStatus.Cancelled => (0, 0, 1),
            JobStatus.Pending or JobStatus.Processing => throw new ArgumentOutOfRangeException(nameof(status)),
        };
        await transaction.Db.Set<Job>()
            .Where(j => j.Id == item.JobId)
            .ExecuteUpdateAsync(
                set => set
                    .SetProperty(j => j.CompletedCreators, j => j.CompletedCreators + completed)
                    .SetProperty(j => j.FailedCreators, j => j.FailedCreators + failed)
                    .SetProperty(j => j.CancelledCreators, j => j.CancelledCreators + cancelled)
                    .SetProperty(j => j.CreditsCharged, j => j.CreditsCharged + charged)
                    .SetProperty(j => j.CreditsReserved, j => j.CreditsReserved - item.Credits),
                cancellationToken);
        await transaction.RecordAsync(item.JobId, JobEventKind.ItemEnded, [item.ItemId], cancellationToken);
        await EndJobIfLastAsync(transaction, item.JobId, item.UserId, cancellationToken);
    }

    /// <summary>Ends the job if all its items have; exactly one transaction finds that.</summary>
    internal async Task EndJobIfLastAsync(JobTransaction transaction, Guid jobId, Guid userId, CancellationToken cancellationToken)
    {
        var last = transaction.Db.Set<Job>()
            .Where(j => j.Id == jobId && j.CompletedAt == null
                && j.CompletedCreators + j.FailedCreators + j.CancelledCreators == j.TotalCreators);
        var heldPlace = await last.AnyAsync(j => j.Status == JobStatus.Processing, cancellationToken);
        var ended = await last.ExecuteUpdateAsync(
            set => set
                .SetProperty(j => j.CompletedAt, transaction.Now)
                .SetProperty(
                    j => j.Status,
                    j => j.CancelledCreators == j.TotalCreators || (j.CancelRequestedAt != null && j.CancelledCreators > 0)
                        ? JobStatus.Cancelled
                        : j.CompletedCreators > 0 ? JobStatus.Completed : JobStatus.Failed),
            cancellationToken);
        if (ended == 0)
            return;
        await transaction.RecordAsync(jobId, JobEventKind.JobEnded, cancellationToken);
        if (heldPlace)
            await admission.PassOnAsync(transaction, userId, cancellationToken);
    }
}

using CreatorAnalytics.Credits;
using CreatorAnalytics.Storage;
using Microsoft.EntityFrameworkCore;

namespace CreatorAnalytics.Jobs;

/// <summary>What ending an item needs to know of it.</summary>
internal sealed record EndingItem(Guid ItemId, Guid JobId, Guid TeamId, Guid UserId, long Credits, DateTimeOffset? StartedAt)
{
    public LedgerSubject Subject(Guid? creatorId = null) => new(TeamId, UserId, JobId, ItemId, creatorId);

    /// <summary>Milliseconds from its first start; null when it never started.</summary>
    public long? Duration(DateTimeOffset now) => StartedAt is { } started ? (long)(now - started).TotalMilliseconds : null;
}

/// <summary>
/// Ends items, in the caller's transaction: the item, its credits, its job's counters, and with the last one the job, whose place goes
/// to the user's next. The caller made sure that nobody else can end the item: by its claim, or because nobody works on it.
/// </summary>
public sealed class ItemEnding(Ledger ledger, Admission admission)
{
    /// <summary>For SQLite too. Parameters: item, time.</summary>
    public const string SqlServerLeaveQueue =
        "UPDATE job_queue SET processed_at = {1}, lease_until = NULL WHERE item_id = {0} AND processed_at IS NULL";

    /// <summary>For SQLite too. Parameters: item, time, milliseconds it took, creator, report, price.</summary>
    public const string SqlServerDeliver = """
        UPDATE creator_job_items SET status = 'completed', stage = 'done', completed_at = {1}, processing_duration_ms = {2},
            profile_id = {3}, report_id = {4}, credits_charged = {5}, next_attempt_at = NULL, error_code = NULL, error_message = NULL,
            apify_completed = 1, apify_completed_at = COALESCE(apify_completed_at, {1}),
            database_populated = 1, database_populated_at = COALESCE(database_populated_at, {1}),
            cdn_processed = 1, cdn_processed_at = COALESCE(cdn_processed_at, {1}),
            ai_analyzed = 1, ai_analyzed_at = COALESCE(ai_analyzed_at, {1})
        WHERE id = {0} AND status = 'processing'
        """;

    /// <summary>For SQLite too; what waits can only be cancelled. Parameters: item, time, milliseconds it took, status, code, message.</summary>
    public const string SqlServerEndUndelivered = """
        UPDATE creator_job_items SET status = {3}, stage = 'done', completed_at = {1}, processing_duration_ms = {2},
            next_attempt_at = NULL, error_code = {4}, error_message = {5}
        WHERE id = {0} AND (status = 'processing' OR (status = 'pending' AND {3} = 'cancelled'))
        """;

    /// <summary>For SQLite too; one that waits has nothing but cancelled items when all have ended. Parameters: job, time.</summary>
    public const string SqlServerEndJob = """
        UPDATE creator_analysis_jobs SET completed_at = {1}, status = CASE
            WHEN cancelled_creators = total_creators OR (cancel_requested_at IS NOT NULL AND cancelled_creators > 0) THEN 'cancelled'
            WHEN completed_creators > 0 THEN 'completed'
            ELSE 'failed' END
        WHERE id = {0} AND status IN ('pending', 'processing')
            AND completed_creators + failed_creators + cancelled_creators = total_creators
        """;

    private static readonly Statement LeaveQueue = new(SqlServerLeaveQueue);
    private static readonly Statement Deliver = new(SqlServerDeliver);
    private static readonly Statement EndUndelivered = new(SqlServerEndUndelivered);
    private static readonly Statement EndJob = new(SqlServerEndJob);

    private static readonly KeptQuery<Func<AppDbContext, Guid, IAsyncEnumerable<EndingItem>>> ById = new(() => EF.CompileAsyncQuery(
        (AppDbContext db, Guid itemId) =>
            from item in db.Set<JobItem>()
            join job in db.Set<Job>() on item.JobId equals job.Id
            where item.Id == itemId
            select new EndingItem(item.Id, job.Id, job.TeamId, job.UserId, item.Credits, item.StartedAt)));

    /// <summary>Reads what <see cref="DeliverAsync"/> and <see cref="EndUndeliveredAsync"/> need.</summary>
    internal static ValueTask<EndingItem> FindAsync(JobTransaction transaction, Guid itemId, CancellationToken cancellationToken) =>
        ById.On(transaction.Db)(transaction.Db, itemId).SingleAsync(cancellationToken);

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
        await LeaveQueueAsync(transaction, item.ItemId, cancellationToken);
        await Deliver
            .ChangeAsync(transaction.Db, cancellationToken, item.ItemId, transaction.Now, item.Duration(transaction.Now), creatorId, reportId, price)
            .MustMoveAsync(item.ItemId);
        await ledger.ChargeAsync(transaction.Db, item.Subject(creatorId), price, cancellationToken);
        if (price < item.Credits)
            await ledger.ReleaseAsync(transaction.Db, item.Subject(creatorId), item.Credits - price, cancellationToken);
        await CountAsync(transaction, item, new JobCount(Completed: 1, Charged: price, NoLongerHeld: item.Credits), cancellationToken);
    }

    /// <summary>The creator was not delivered: the whole quote is released.</summary>
    internal async Task EndUndeliveredAsync(
        JobTransaction transaction, EndingItem item, JobStatus status, string code, CancellationToken cancellationToken)
    {
        await LeaveQueueAsync(transaction, item.ItemId, cancellationToken);
        await EndUndelivered
            .ChangeAsync(
                transaction.Db, cancellationToken, item.ItemId, transaction.Now, item.Duration(transaction.Now), status, code, ItemErrors.Final(code))
            .MustMoveAsync(item.ItemId);
        await ledger.ReleaseAsync(transaction.Db, item.Subject(), item.Credits, cancellationToken);
        var ended = status switch
        {
            JobStatus.Failed => new JobCount(Failed: 1, NoLongerHeld: item.Credits),
            JobStatus.Cancelled => new JobCount(Cancelled: 1, NoLongerHeld: item.Credits),
            JobStatus.Pending or JobStatus.Processing or JobStatus.Completed => throw new ArgumentOutOfRangeException(nameof(status)),
        };
        await CountAsync(transaction, item, ended, cancellationToken);
    }

    /// <summary>Closes an item's place in the queue: nobody can claim it, and no claim on it holds.</summary>
    internal static Task LeaveQueueAsync(JobTransaction transaction, Guid itemId, CancellationToken cancellationToken) =>
        LeaveQueue.ChangeAsync(transaction.Db, cancellationToken, itemId, transaction.Now).MustMoveAsync(itemId);

    private async Task CountAsync(JobTransaction transaction, EndingItem item, JobCount ended, CancellationToken cancellationToken)
    {
        var job = await transaction.RecordEndAsync(item.JobId, item.ItemId, ended, cancellationToken);
        if (job.CompletedCreators + job.FailedCreators + job.CancelledCreators == job.TotalCreators)
            await EndJobIfLastAsync(transaction, item.JobId, item.UserId, cancellationToken).MustMoveAsync(item.JobId);
    }

    /// <summary>Ends the job if all its items have; exactly one transaction finds that.</summary>
    /// <returns>How many jobs that were: 1, or 0.</returns>
    internal async Task<int> EndJobIfLastAsync(JobTransaction transaction, Guid jobId, Guid userId, CancellationToken cancellationToken)
    {
        var job = await JobRows.FindJobAsync(transaction.Db, jobId, cancellationToken);
        var ended = await EndJob.ChangeAsync(transaction.Db, cancellationToken, jobId, transaction.Now);
        if (ended == 0)
            return 0;
        await transaction.RecordAsync(jobId, JobEventKind.JobEnded, cancellationToken);
        if (job?.Status is JobStatus.Processing)
            await admission.PassOnAsync(transaction, userId, cancellationToken);
        return ended;
    }
}

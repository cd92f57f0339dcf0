using CreatorAnalytics.Storage;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace CreatorAnalytics.Jobs;

/// <summary>Who in the world this process is, as the queue knows it.</summary>
public sealed record Worker(string Id)
{
    public Worker()
        : this($"{Environment.MachineName}:{Environment.ProcessId}:{Guid.CreateVersion7():N}")
    {
    }
}

/// <summary>Claims items for this process, keeps its claims alive, and gives them back.</summary>
public sealed class ItemQueue(
    Worker worker, JobWrites writes, Database database, DatabaseClock clock, IOptions<JobsOptions> options, ILogger<ItemQueue> logger)
{
    /// <summary>Parameters: worker. Tells what it gave back.</summary>
    public const string SqliteHandBack = $"UPDATE job_queue SET {Free} WHERE worker_id = {{0}} AND processed_at IS NULL RETURNING job_id, item_id";

    /// <inheritdoc cref="SqliteHandBack"/>
    public const string SqlServerHandBack =
        $"UPDATE job_queue SET {Free} OUTPUT inserted.job_id, inserted.item_id WHERE worker_id = {{0}} AND processed_at IS NULL";

    private const string Free = "worker_id = NULL, lease_until = NULL, served_at = NULL, claim_number = claim_number + 1";

    private static readonly Statement<(Guid JobId, Guid ItemId)> HandBack =
        new(SqliteHandBack, SqlServerHandBack, row => (row.GetGuid(0), row.GetGuid(1)));

    /// <summary>Claims at most <paramref name="count"/> items and marks them as being worked on.</summary>
    public Task<IReadOnlyList<ItemClaim>> ClaimAsync(int count, CancellationToken cancellationToken) =>
        writes.RunAsync((transaction, token) => ClaimAsync(transaction, count, token), cancellationToken);

    /// <inheritdoc cref="ClaimAsync(int, CancellationToken)"/>
    internal async Task<IReadOnlyList<ItemClaim>> ClaimAsync(JobTransaction transaction, int count, CancellationToken cancellationToken)
    {
        var until = transaction.Now + options.Value.Lease;
        var claims = await ClaimStatements.Claim.RunAsync(transaction.Db, cancellationToken, worker.Id, transaction.Now, until, count);
        var claimed = new List<ItemClaim>(claims.Count);
        foreach (var job in claims.GroupBy(claim => claim.JobId))
        {
            var itemIds = job.Select(claim => claim.ItemId).ToList();

            // That is, pending, or processing by a worker that was lost. By status SQLite would go through all that wait.
            var update = transaction.Db.Set<JobItem>()
                .Where(i => itemIds.Contains(i.Id) && i.CompletedAt == null)
                .ExecuteUpdateAsync(
                    set => set
                        .SetProperty(i => i.Status, JobStatus.Processing)
                        .SetProperty(i => i.StartedAt, i => i.StartedAt ?? transaction.Now)
                        .SetProperty(i => i.NextAttemptAt, (DateTimeOffset?)null),
                    cancellationToken);
            var moved = await MovedAsync(transaction, update, itemIds, cancellationToken);
            if (moved.Count == 0)
                continue;
            var ours = job.Where(claim => moved.Contains(claim.ItemId)).ToList();
            foreach (var claim in ours.Where(claim => claim.LeasesLost > 0))
                await ItemAttempt.AddLostAsync(transaction, claim, cancellationToken);
            await transaction.RecordAsync(job.Key, JobEventKind.ItemUpdated, moved, cancellationToken);
            claimed.AddRange(ours);
        }

        // The rows come in no order of their own.
        return [.. claimed.OrderBy(c => c.FairRank).ThenBy(c => c.EntryId)];
    }

    /// <summary>When the next entry that waits for its time is due; null when none does.</summary>
    public Task<DateTimeOffset?> NextDueAsync(CancellationToken cancellationToken) =>
        database.ReadAsync(
            db => db.Set<QueueEntry>()
                .Where(e => e.ProcessedAt == null && e.LeaseUntil == null && e.ScheduledAt != null)
                .MinAsync(e => e.ScheduledAt, cancellationToken),
            cancellationToken);

    /// <summary>
    /// What waits now, for whichever process. A process takes far more in hand than there are runs for, so being claimed is no end of
    /// the wait; only what is scraped already waits for no run.
    /// </summary>
    public Task<QueueDepth> DepthAsync(CancellationToken cancellationToken) => database.ReadAsync(
        async db =>
        {
            var now = await clock.NowAsync(db, cancellationToken);
            var waiting = await FairRanks.Waiting(db)
                .Where(e => e.ScheduledAt <= now && !db.Set<JobItem>().Any(i => i.Id == e.ItemId && i.ApifyCompleted))
                .GroupBy(_ => 1)
                .Select(all => new { Count = all.Count(), Oldest = all.Min(e => e.ScheduledAt) })
                .SingleOrDefaultAsync(cancellationToken);
            return new QueueDepth(waiting?.Count ?? 0, now - waiting?.Oldest ?? TimeSpan.Zero);
        },
        cancellationToken);

    /// <summary>Renews all leases of this process in one statement, and returns the items it still holds.</summary>
    /// <param name="except">Items whose leases are to end.</param>
    public Task<HashSet<Guid>> RenewAsync(IReadOnlyCollection<Guid> except, CancellationToken cancellationToken) =>
        database.WriteAsync(
            async (db, token) =>
            {
                var until = await clock.NowAsync(db, token) + options.Value.Lease;
                var renewed = except.Count == 0 ? Held(db) : Held(db).Where(e => !except.Contains(e.ItemId));
                await renewed.ExecuteUpdateAsync(set => set.SetProperty(e => e.LeaseUntil, until), token);
                return (await Held(db).Select(e => e.ItemId).ToListAsync(token)).ToHashSet();
            },
            cancellationToken);

    /// <summary>
    /// Gives back everything this process holds, to be claimed at once by another (or by the next start). Uses up no retry. The claim
    /// numbers grow, so that nothing still running here can write any more.
    /// </summary>
    public Task<int> HandBackAsync(CancellationToken cancellationToken) =>
        writes.RunAsync(
            async (transaction, token) =>
            {
                // What settles meanwhile is not among it: read first, it would be made to wait again after it has ended.
                var held = await HandBack.RunAsync(transaction.Db, token, worker.Id);
                var handedBack = 0;
                foreach (var job in held.GroupBy(entry => entry.JobId))
                {
                    var itemIds = job.Select(entry => entry.ItemId).ToList();
                    var update = transaction.Db.Set<JobItem>()
                        .Where(i => itemIds.Contains(i.Id) && i.Status == JobStatus.Processing)
                        .ExecuteUpdateAsync(set => set.SetProperty(i => i.Status, JobStatus.Pending), token);
                    var moved = await MovedAsync(transaction, update, itemIds, token);
                    if (moved.Count > 0)
                        await transaction.RecordAsync(job.Key, JobEventKind.ItemUpdated, moved, token);
                    handedBack += moved.Count;
                }

                return handedBack;
            },
            cancellationToken);

    /// <summary>
    /// The items that were moved: all, unless something outside (a restored backup, a repair by hand) has ended some and left their places
    /// in the queue open. Those places are closed when they are come upon, so that they keep no other item from moving.
    /// </summary>
    private async Task<IReadOnlyList<Guid>> MovedAsync(
        JobTransaction transaction, Task<int> update, IReadOnlyList<Guid> itemIds, CancellationToken cancellationToken)
    {
        var moved = await update;
        if (moved == itemIds.Count)
            return itemIds;
        var ended = await transaction.Db.Set<JobItem>()
            .Where(i => itemIds.Contains(i.Id) && i.CompletedAt != null)
            .Select(i => i.Id)
            .ToListAsync(cancellationToken);
        foreach (var itemId in ended)
        {
            logger.LogWarning("Item {ItemId} had ended and was still in the queue", itemId);
            await ItemEnding.LeaveQueueAsync(transaction, itemId, cancellationToken);
        }

        List<Guid> others = [.. itemIds.Except(ended)];
        StateMove.MustMove(moved, others);
        return others;
    }

    private IQueryable<QueueEntry> Held(AppDbContext db) =>
        db.Set<QueueEntry>().Where(e => e.WorkerId == worker.Id && e.ProcessedAt == null);
}

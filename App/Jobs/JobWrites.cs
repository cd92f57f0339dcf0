using System.Text.Json;
using CreatorAnalytics.Storage;
using Microsoft.EntityFrameworkCore;

namespace CreatorAnalytics.Jobs;

/// <summary>
/// Every change of a job goes through here: one transaction, its events written in it and told only after it committed.
/// </summary>
public sealed class JobWrites(Database database, DatabaseClock clock, JobFeed feed, EtaEstimator eta, Doorbell doorbell)
{
    /// <summary>Runs <paramref name="write"/> in a transaction and publishes what it recorded.</summary>
    public async Task<T> RunAsync<T>(
        Func<JobTransaction, CancellationToken, Task<T>> write, CancellationToken cancellationToken)
    {
        IReadOnlyList<JobEvent> recorded = [];
        var result = await database.WriteAsync(
            async (db, token) =>
            {
                var transaction = new JobTransaction(db, await clock.NowAsync(db, token), eta);
                var value = await write(transaction, token);
                recorded = transaction.Events;
                return value;
            },
            cancellationToken);
        feed.Publish(recorded);
        if (recorded.Any(GivesWork))
            doorbell.Ring();
        return result;
    }

    private static bool GivesWork(JobEvent change) =>
        change.Kind is JobEventKind.JobCreated or JobEventKind.JobStarted || change.Item?.NextAttemptAt is not null;
}

/// <summary>An open transaction on jobs: the context, the database's time, and the events it records.</summary>
public sealed class JobTransaction(AppDbContext db, DateTimeOffset now, EtaEstimator eta)
{
    private readonly List<JobEvent> _events = [];

    public AppDbContext Db => db;

    /// <summary>The database's time at the start of the transaction.</summary>
    public DateTimeOffset Now => now;

    public IReadOnlyList<JobEvent> Events => _events;

    /// <summary>
    /// Records a change, one event for each item (one for the job as a whole when there is none), with the views as they are now. Also
    /// brings up to date what the job's row says of all its items: progress, stage, expected end.
    /// </summary>
    public async Task RecordAsync(
        Guid jobId, JobEventKind kind, IReadOnlyCollection<Guid> itemIds, CancellationToken cancellationToken)
    {
        await db.SaveChangesAsync(cancellationToken);
        var count = Math.Max(1, itemIds.Count);

        // Taking the numbers first locks the job's row until the commit: what is read of its items below cannot change meanwhile, and
        // the order of numbers is the order of commits.
        await JobOf(jobId).ExecuteUpdateAsync(set => set.SetProperty(j => j.LastSeq, j => j.LastSeq + count), cancellationToken);
        var items = await db.Set<JobItem>().AsNoTracking().Where(i => i.JobId == jobId).OrderBy(i => i.Position).ToListAsync(cancellationToken);
        var job = await UpdateProgressAsync(jobId, [.. items.Select(i => i.ToView())], cancellationToken);

        await db.Set<JobUser>()
            .Where(u => u.UserId == job.UserId)
            .ExecuteUpdateAsync(set => set.SetProperty(u => u.LastEventNumber, u => u.LastEventNumber + count), cancellationToken);
        var lastNumber = await db.Set<JobUser>().Where(u => u.UserId == job.UserId).Select(u => u.LastEventNumber).SingleAsync(cancellationToken);

        var seq = job.LastSeq - count;
        var number = lastNumber - count;
        JobItem?[] subjects = itemIds.Count == 0 ? new JobItem?[1] : [.. items.Where(i => itemIds.Contains(i.Id))];
        foreach (var item in subjects)
        {
            seq++;
            number++;
            Append(new JobEvent
            {
                Number = number,
                Seq = seq,
                JobId = jobId,
                UserId = job.UserId,
                Kind = kind,
                At = now,
                Job = job.ToView() with { Seq = seq },
                Item = item?.ToView(),
                Items = kind is JobEventKind.JobCreated ? [.. items.Select(i => i.ToView())] : null,
            });
        }
    }

    /// <inheritdoc cref="RecordAsync(Guid, JobEventKind, IReadOnlyCollection{Guid}, CancellationToken)"/>
    public Task RecordAsync(Guid jobId, JobEventKind kind, CancellationToken cancellationToken) =>
        RecordAsync(jobId, kind, [], cancellationToken);

    private async Task<Job> UpdateProgressAsync(Guid jobId, IReadOnlyList<ItemView> items, CancellationToken cancellationToken)
    {
        var progress = 100 * items.Sum(i => i.FinishedStages) / (4 * items.Count);
        var stage = items.Min(i => i.Status.IsEnded() ? Stage.Done : i.Stage);
        var end = eta.EndOf(items, now);
        await JobOf(jobId).ExecuteUpdateAsync(
            set => set
                .SetProperty(j => j.ProgressPercentage, progress)
                .SetProperty(j => j.CurrentStage, stage)
                .SetProperty(j => j.EstimatedCompletionAt, end),
            cancellationToken);
        return await JobOf(jobId).AsNoTracking().SingleAsync(cancellationToken);
    }

    private IQueryable<Job> JobOf(Guid jobId) => db.Set<Job>().Where(j => j.Id == jobId);

    private void Append(JobEvent change)
    {
        _events.Add(change);
        db.Add(new JobEventRow
        {
            JobId = change.JobId,
            Seq = change.Seq,
            UserId = change.UserId,
            Number = change.Number,
            Kind = change.Kind,
            CreatedAt = change.At,
            Payload = JsonSerializer.Serialize(change, JobsJson.Default.JobEvent),
        });
    }
}

using System.Text.Json;
using CreatorAnalytics.Storage;
using Microsoft.EntityFrameworkCore;

namespace CreatorAnalytics.Jobs;

/// <summary>
/// An open transaction on jobs: the context, the database's time, and the events it records. Each row it has to change for an event is
/// changed and read by one statement, since every creator causes about seven events.
/// </summary>
public sealed class JobTransaction(AppDbContext db, DateTimeOffset now, EtaEstimator eta)
{
    /// <summary>For SQLite too. Parameters: job, progress, stage, expected end.</summary>
    public const string SqlServerProgress = """
        UPDATE creator_analysis_jobs SET progress_percentage = {1}, current_stage = {2}, estimated_completion_at = {3} WHERE id = {0}
        """;

    private static readonly Statement Progress = new(SqlServerProgress);

    private readonly List<JobEvent> _events = [];

    public AppDbContext Db => db;

    /// <summary>The database's time at the start of the transaction.</summary>
    public DateTimeOffset Now => now;

    public IReadOnlyList<JobEvent> Events => _events;

    /// <summary>
    /// Records a change, one event for each item (one for the job as a whole when there is none), with the views as they are now. Also
    /// brings up to date what the job's row says of all its items: progress, stage, expected end.
    /// </summary>
    public Task RecordAsync(
        Guid jobId, JobEventKind kind, IReadOnlyCollection<Guid> itemIds, CancellationToken cancellationToken) =>
        RecordAsync(jobId, kind, itemIds, JobCount.Nothing, cancellationToken);

    /// <inheritdoc cref="RecordAsync(Guid, JobEventKind, IReadOnlyCollection{Guid}, CancellationToken)"/>
    public Task RecordAsync(Guid jobId, JobEventKind kind, CancellationToken cancellationToken) =>
        RecordAsync(jobId, kind, [], cancellationToken);

    /// <summary>Records that an item ended, and counts it in its job, which is returned.</summary>
    internal Task<JobView> RecordEndAsync(Guid jobId, Guid itemId, JobCount ended, CancellationToken cancellationToken) =>
        RecordAsync(jobId, JobEventKind.ItemEnded, [itemId], ended, cancellationToken);

    /// <summary>Records that the job was made, which this transaction is about to store: nobody else knows it yet.</summary>
    /// <param name="number">The event's, from the user's row.</param>
    public JobStatusView RecordCreation(Job job, IEnumerable<JobItem> items, long number)
    {
        var created = new JobStatusView(job.ToView(), items.Select(item => item.ToView()));
        Append(new JobEvent
        {
            Number = number,
            Seq = job.LastSeq,
            JobId = job.Id,
            UserId = job.UserId,
            Kind = JobEventKind.JobCreated,
            At = now,
            Job = job.ToView(),
            Items = created.Items,
        });
        return created;
    }

    /// <summary>When a job that starts now is expected to end, from whether each creator is new; null when that cannot be told.</summary>
    public DateTimeOffset? EndOf(IEnumerable<bool> areNew) => eta.EndOf(areNew.Select(isNew => (isNew, (DateTimeOffset?)null)), now);

    private async Task<JobView> RecordAsync(
        Guid jobId, JobEventKind kind, IReadOnlyCollection<Guid> itemIds, JobCount ended, CancellationToken cancellationToken)
    {
        await db.SaveChangesAsync(cancellationToken);
        var count = Math.Max(1, itemIds.Count);

        // Taking the numbers first locks the job's row until the commit: what is read of it and its items below cannot change meanwhile,
        // and the order of numbers is the order of commits.
        var seq = await EventNumbers.TakeOfJobAsync(db, jobId, count, ended, cancellationToken) - count;
        var stored = await JobRows.FindJobAsync(db, jobId, cancellationToken) ?? throw new InvalidOperationException($"No job {jobId}.");
        var items = await JobRows.ItemsAsync(db, jobId, cancellationToken);
        var views = items.ConvertAll(i => i.ToView());
        var job = await UpdateProgressAsync(stored.ToView(), views, cancellationToken);
        var number = await EventNumbers.TakeOfUserAsync(db, stored.UserId, count, cancellationToken) - count;

        ItemView?[] subjects = itemIds.Count == 0 ? new ItemView?[1] : [.. views.Where(i => itemIds.Contains(i.ItemId))];
        foreach (var item in subjects)
        {
            seq++;
            number++;
            Append(new JobEvent
            {
                Number = number,
                Seq = seq,
                JobId = jobId,
                UserId = stored.UserId,
                Kind = kind,
                At = now,
                Job = job with { Seq = seq },
                Item = item,
            });
        }

        return job;
    }

    private async Task<JobView> UpdateProgressAsync(JobView job, IReadOnlyList<ItemView> items, CancellationToken cancellationToken)
    {
        var progressed = job with
        {
            ProgressPercentage = 100 * items.Sum(i => i.FinishedStages) / (4 * items.Count),
            CurrentStage = items.Min(i => i.Status.IsEnded() ? Stage.Done : i.Stage),
            EstimatedCompletionAt = eta.EndOf(items.Where(i => !i.Status.IsEnded()).Select(i => (i.IsNew, i.StartedAt)), now),
        };
        if (progressed != job)
        {
            await Progress.ChangeAsync(
                db, cancellationToken, job.JobId, progressed.ProgressPercentage, progressed.CurrentStage, progressed.EstimatedCompletionAt);
        }

        return progressed;
    }

    private void Append(JobEvent change)
    {
        _events.Add(change);
        db.Append(new JobEventRow
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

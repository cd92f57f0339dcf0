using CreatorAnalytics.Accounts;
using CreatorAnalytics.Analysis;
using CreatorAnalytics.Apify;
using CreatorAnalytics.Jobs;
using CreatorAnalytics.Storage;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace CreatorAnalytics.Operations;

/// <summary>Reads how the engine does, for its operator.</summary>
internal sealed class EngineQueries(
    Database database, DatabaseClock clock, ItemQueue queue, RunningItems running, Worker worker, RunSlots runs, StartHolds holds,
    Spending spending, AnalysisPool pool, JobFeed feed, RecentFigures recent, IOptions<JobsOptions> options, IOptions<ApifyOptions> apify)
{
    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);
    private static readonly TimeSpan Day = TimeSpan.FromDays(1);

    public async Task<EngineState> ReadAsync(Operator reader, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(reader);
        var depth = await queue.DepthAsync(cancellationToken);
        var spent = await spending.ThisMonthAsync(cancellationToken);
        return await database.ReadAsync(
            async db =>
            {
                var now = await clock.NowAsync(db, cancellationToken);
                var jobs = await db.Set<Job>().Where(job => job.CompletedAt == null)
                    .GroupBy(job => job.Status)
                    .Select(group => new { Status = group.Key, Count = group.Count() })
                    .ToDictionaryAsync(group => group.Status, group => group.Count, cancellationToken);
                var ended = await EndedAsync(db, now, cancellationToken);
                return new EngineState
                {
                    At = now,
                    Queue = depth,
                    JobsProcessing = jobs.GetValueOrDefault(JobStatus.Processing),
                    JobsPending = jobs.GetValueOrDefault(JobStatus.Pending),
                    Processes = await ProcessesAsync(db, now, cancellationToken),
                    Slots = options.Value.MaxConcurrentItems,
                    Runs = new Use(runs.Used, runs.Limit),
                    RunsOfAll = await db.Set<ApifyRun>()
                        .CountAsync(run => run.ClosedAt == null && run.StartedAt != null && run.FinishedAt == null, cancellationToken),
                    Holds = holds.Current,
                    SpentUsd = spent,
                    SpendingLimitUsd = apify.Value.MonthlyUsdLimit,
                    Analyses = new Use(pool.InUse, pool.Size),
                    AnalysesWaiting = pool.Use.Waiting,
                    Subscribers = feed.Subscribers,
                    Stages = recent.Stages,
                    ApifyRequests = recent.ApifyRequests,
                    LeasesLost = recent.LeasesLost,
                    Failures = Causes(await RetryingAsync(db, cancellationToken), ended),
                    Delivered = ended.GetValueOrDefault((JobStatus.Completed, "")) ?? new Recent(0, 0),
                };
            },
            cancellationToken);
    }

    private async Task<IReadOnlyList<EngineProcess>> ProcessesAsync(AppDbContext db, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var holding = await db.Set<QueueEntry>()
            .Where(entry => entry.ProcessedAt == null && entry.WorkerId != null && entry.LeaseUntil != null)
            .GroupBy(entry => entry.WorkerId!)
            .Select(group => new { WorkerId = group.Key, InHand = group.Count(), Until = group.Max(entry => entry.LeaseUntil) })
            .ToListAsync(cancellationToken);
        var others = holding.Where(process => process.WorkerId != worker.Id)
            .Select(process => new EngineProcess(process.WorkerId, process.InHand, process.Until, IsThis: false, process.Until > now))
            .OrderBy(process => process.WorkerId, StringComparer.Ordinal);
        var lease = holding.SingleOrDefault(process => process.WorkerId == worker.Id)?.Until;
        return [new EngineProcess(worker.Id, running.Count, lease, IsThis: true, IsAlive: true), .. others];
    }

    /// <summary>Creators that were delivered or failed within the last day, by error code.</summary>
    private static Task<Dictionary<(JobStatus Status, string Code), Recent>> EndedAsync(
        AppDbContext db, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var (hour, day) = (now - Hour, now - Day);
        return db.Set<JobItem>()
            .Where(item => (item.Status == JobStatus.Failed || item.Status == JobStatus.Completed) && item.CompletedAt >= day)
            .GroupBy(item => new { item.Status, Code = item.ErrorCode ?? "" })
            .Select(group => new { group.Key, InHour = group.Count(item => item.CompletedAt >= hour), InDay = group.Count() })
            .ToDictionaryAsync(group => (group.Key.Status, group.Key.Code), group => new Recent(group.InHour, group.InDay), cancellationToken);
    }

    private static Task<Dictionary<string, int>> RetryingAsync(AppDbContext db, CancellationToken cancellationToken) =>
        db.Set<JobItem>()
            .Where(item => item.Status == JobStatus.Pending && item.NextAttemptAt != null && item.ErrorCode != null)
            .GroupBy(item => item.ErrorCode!)
            .Select(group => new { Code = group.Key, Count = group.Count() })
            .ToDictionaryAsync(group => group.Code, group => group.Count, cancellationToken);

    private static List<FailureCause> Causes(Dictionary<string, int> retrying, Dictionary<(JobStatus Status, string Code), Recent> ended) =>
        [.. retrying.Keys
            .Union(ended.Keys.Where(key => key.Status is JobStatus.Failed).Select(key => key.Code))
            .Select(code => new FailureCause(
                code, retrying.GetValueOrDefault(code), ended.GetValueOrDefault((JobStatus.Failed, code)) ?? new Recent(0, 0)))
            .OrderByDescending(cause => cause.Failed.LastDay).ThenByDescending(cause => cause.Retrying).ThenBy(cause => cause.Code, StringComparer.Ordinal)];
}

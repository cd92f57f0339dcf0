using CreatorAnalytics.Accounts;
using CreatorAnalytics.Analysis;
using CreatorAnalytics.Storage;
using Microsoft.EntityFrameworkCore;

namespace CreatorAnalytics.Jobs;

/// <summary>Which jobs of a list are wanted.</summary>
/// <param name="Statuses">Any of these; empty for all.</param>
/// <param name="WholeTeam">All members' jobs, for admins; else only the caller's own.</param>
/// <param name="Before">Where the page before ended; null for the first.</param>
public sealed record JobFilter(
    IReadOnlyCollection<JobStatus> Statuses, bool WholeTeam = false, PageCursor<Guid>? Before = null, int Limit = 50);

/// <summary>What a job brought: a report's JSON document for each creator delivered, and the reasons for the others that have ended.</summary>
public sealed record JobResults(JobView Job, IReadOnlyList<DeliveredCreator> Results, IReadOnlyList<UndeliveredCreator> Failures);

/// <summary>A delivered creator; <paramref name="Report"/> is the JSON document.</summary>
public sealed record DeliveredCreator(string Username, string Report);

/// <summary>A creator that ended without being delivered.</summary>
public sealed record UndeliveredCreator(string Username, string Code, string Message);

/// <summary>Whose job it is.</summary>
public sealed record JobOwner(Guid UserId, long LastSeq);

/// <summary>Reads jobs. A caller sees their own, an admin the team's; anything else looks as if it did not exist.</summary>
public sealed class JobQueries(Database database, ReportStore reports)
{
    /// <summary>A job with its creators; null when the caller sees no such job.</summary>
    public Task<JobStatusView?> StatusAsync(Caller caller, Guid jobId, CancellationToken cancellationToken) =>
        database.ReadAsync(
            async db =>
            {
                if (await FindAsync(db, caller, jobId, cancellationToken) is not { } job)
                    return null;
                var items = await JobRows.ItemsAsync(db, jobId, cancellationToken);
                return new JobStatusView(job.ToView(), items.Select(item => item.ToView()));
            },
            cancellationToken);

    /// <summary>Jobs of the list, newest first, without their creators.</summary>
    public Task<IReadOnlyList<JobView>> ListAsync(Caller caller, JobFilter filter, CancellationToken cancellationToken) =>
        database.ReadAsync<IReadOnlyList<JobView>>(
            async db =>
            {
                var jobs = Visible(db, caller);
                if (!filter.WholeTeam)
                    jobs = jobs.Where(j => j.UserId == caller.UserId);
                if (filter.Statuses.Count > 0)
                    jobs = jobs.Where(j => filter.Statuses.Contains(j.Status));
                if (filter.Before is var (at, id))
                    jobs = jobs.Where(j => j.CreatedAt < at || (j.CreatedAt == at && j.Id.CompareTo(id) < 0));

                var page = await jobs.OrderByDescending(j => j.CreatedAt).ThenByDescending(j => j.Id).Take(filter.Limit).ToListAsync(cancellationToken);
                return [.. page.Select(job => job.ToView())];
            },
            cancellationToken);

    /// <summary>What is on the caller's tray: their own jobs that they have not cleared away, newest first, with their creators.</summary>
    public Task<IReadOnlyList<JobStatusView>> TrayAsync(Caller caller, int limit, CancellationToken cancellationToken) =>
        database.ReadAsync<IReadOnlyList<JobStatusView>>(
            async db =>
            {
                var jobs = await db.Set<Job>()
                    .Where(j => j.UserId == caller.UserId && j.TeamId == caller.TeamId && j.DismissedAt == null)
                    .OrderByDescending(j => j.CreatedAt).ThenByDescending(j => j.Id)
                    .Take(limit)
                    .ToListAsync(cancellationToken);
                return await WithItemsAsync(db, jobs, cancellationToken);
            },
            cancellationToken);

    /// <summary>The caller's own jobs that have not ended, newest first, with their creators.</summary>
    public Task<IReadOnlyList<JobStatusView>> ActiveAsync(Caller caller, CancellationToken cancellationToken) =>
        database.ReadAsync<IReadOnlyList<JobStatusView>>(
            async db =>
            {
                var jobs = await db.Set<Job>()
                    .Where(j => j.UserId == caller.UserId && j.TeamId == caller.TeamId && j.CompletedAt == null)
                    .OrderByDescending(j => j.CreatedAt).ThenByDescending(j => j.Id)
                    .ToListAsync(cancellationToken);
                return await WithItemsAsync(db, jobs, cancellationToken);
            },
            cancellationToken);

    /// <summary>Whose job it is and the number of its last event; null when the caller sees no such job.</summary>
    public Task<JobOwner?> OwnerAsync(Caller caller, Guid jobId, CancellationToken cancellationToken) =>
        database.ReadAsync(
            async db => await FindAsync(db, caller, jobId, cancellationToken) is { } job ? new JobOwner(job.UserId, job.LastSeq) : null,
            cancellationToken);

    /// <summary>The number of the last event in the stream of all the user's jobs; 0 before the first.</summary>
    public Task<long> LastEventNumberAsync(Guid userId, CancellationToken cancellationToken) =>
        database.ReadAsync(
            db => db.Set<JobUser>().Where(u => u.UserId == userId).Select(u => u.LastEventNumber).SingleOrDefaultAsync(cancellationToken),
            cancellationToken);

    /// <summary>What the job has brought so far; null when the caller sees no such job.</summary>
    public async Task<JobResults?> ResultsAsync(Caller caller, Guid jobId, CancellationToken cancellationToken)
    {
        var found = await database.ReadAsync(
            async db =>
            {
                var job = await Visible(db, caller).SingleOrDefaultAsync(j => j.Id == jobId, cancellationToken);
                var items = await db.Set<JobItem>().Where(i => i.JobId == jobId && i.CompletedAt != null).OrderBy(i => i.Position)
                    .ToListAsync(cancellationToken);
                return (Job: job, Items: items);
            },
            cancellationToken);
        if (found.Job is null)
            return null;

        var delivered = found.Items.Where(i => i.ReportId is not null && i.Status is JobStatus.Completed).ToList();
        var documents = await reports.FindManyAsync([.. delivered.Select(i => i.ReportId!.Value)], cancellationToken);
        return new JobResults(
            found.Job.ToView(),
            [.. delivered.Select(i => new DeliveredCreator(i.Username, documents[i.ReportId!.Value]))],
            [.. found.Items.Where(i => i.Status is not JobStatus.Completed)
                .Select(i => new UndeliveredCreator(i.Username, i.ErrorCode ?? ItemErrors.InternalError, i.ErrorMessage ?? ""))]);
    }

    private static async Task<Job?> FindAsync(AppDbContext db, Caller caller, Guid jobId, CancellationToken cancellationToken)
    {
        var job = await JobRows.FindJobAsync(db, jobId, cancellationToken);
        return job?.TeamId == caller.TeamId && (job.UserId == caller.UserId || caller.IsAdmin) ? job : null;
    }

    private static IQueryable<Job> Visible(AppDbContext db, Caller caller) =>
        caller.IsAdmin
            ? db.Set<Job>().Where(j => j.TeamId == caller.TeamId)
            : db.Set<Job>().Where(j => j.TeamId == caller.TeamId && j.UserId == caller.UserId);

    private static async Task<IReadOnlyList<JobStatusView>> WithItemsAsync(
        AppDbContext db, IReadOnlyList<Job> jobs, CancellationToken cancellationToken)
    {
        var ids = jobs.Select(j => j.Id).ToList();
        var items = await db.Set<JobItem>().Where(i => ids.Contains(i.JobId)).OrderBy(i => i.Position).ToListAsync(cancellationToken);
        var byJob = items.ToLookup(i => i.JobId);
        return [.. jobs.Select(job => new JobStatusView(job.ToView(), byJob[job.Id].Select(item => item.ToView())))];
    }
}

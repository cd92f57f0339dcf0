using CreatorAnalytics.Storage;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace CreatorAnalytics.Jobs;

/// <summary>
/// Lets at most <see cref="JobsOptions.MaxConcurrentPerUser"/> jobs of a user run at once. The count is a row that guarded updates
/// change, so that simultaneous submissions cannot both take the last place.
/// </summary>
public sealed class Admission(IOptions<JobsOptions> options)
{
    /// <summary>For SQLite too. Parameters: user.</summary>
    public const string SqlServerGiveBack =
        "UPDATE job_users SET processing_jobs = processing_jobs - 1 WHERE user_id = {0} AND processing_jobs > 0";

    private static readonly Statement GiveBack = new(SqlServerGiveBack);

    private static readonly KeptQuery<Func<AppDbContext, Guid, IAsyncEnumerable<int>>> Processing = new(() => EF.CompileAsyncQuery(
        (AppDbContext db, Guid userId) => db.Set<JobUser>().Where(u => u.UserId == userId).Select(u => u.ProcessingJobs)));

    private static readonly KeptQuery<Func<AppDbContext, Guid, IAsyncEnumerable<Guid?>>> Next = new(() => EF.CompileAsyncQuery(
        (AppDbContext db, Guid userId) => db.Set<Job>()
            .Where(j => j.UserId == userId && j.Status == JobStatus.Pending)
            .OrderByDescending(j => j.Priority).ThenBy(j => j.CreatedAt).ThenBy(j => j.LastSeq)
            .Select(j => (Guid?)j.Id)
            .Take(1)));

    /// <summary>
    /// Takes a place among the user's running jobs, and with it the number of the event that says so and a turn in the queue for each
    /// creator. Null when none is free, and the job has to wait. Who submits for the first time gets their row.
    /// </summary>
    internal async Task<TakenOfUser?> TryTakePlaceAsync(
        JobTransaction transaction, Guid userId, int creators, CancellationToken cancellationToken)
    {
        if (await TakeAsync() is { } taken)
            return taken;

        // Another first submission may have made the row in between, so its place is looked for again either way.
        await JobUserStatements.AddAsync(transaction.Db, userId, cancellationToken);
        return await TakeAsync();

        Task<TakenOfUser?> TakeAsync() => JobUserStatements.TakeAsync(
            transaction.Db, userId, places: 1, events: 1, creators, options.Value.MaxConcurrentPerUser, cancellationToken);
    }

    /// <summary>Gives the place of a job that ended to the user's next waiting job: by priority, then by age.</summary>
    /// <returns>Whether a job took it.</returns>
    public async Task<bool> PassOnAsync(JobTransaction transaction, Guid userId, CancellationToken cancellationToken)
    {
        var processing = await Processing.On(transaction.Db)(transaction.Db, userId).SingleOrDefaultAsync(cancellationToken);
        var tooMany = processing > options.Value.MaxConcurrentPerUser;
        while (!tooMany && await NextAsync(transaction, userId, cancellationToken) is { } next)
        {
            if (!await TryStartAsync(transaction, next, userId, cancellationToken))
                continue;
            await transaction.RecordAsync(next, JobEventKind.JobStarted, cancellationToken);
            return true;
        }

        await GiveBack.ChangeAsync(transaction.Db, cancellationToken, userId);
        return false;
    }

    /// <summary>Counts the user's running jobs anew and fills the places that are free.</summary>
    public async Task RederiveAsync(JobTransaction transaction, Guid userId, CancellationToken cancellationToken)
    {
        // Taking the row first keeps admissions and endings of this user out until the commit.
        await UserOf(transaction, userId).ExecuteUpdateAsync(set => set.SetProperty(u => u.ProcessingJobs, u => u.ProcessingJobs), cancellationToken);
        var processing = await transaction.Db.Set<Job>()
            .CountAsync(j => j.UserId == userId && j.Status == JobStatus.Processing, cancellationToken);
        while (processing < options.Value.MaxConcurrentPerUser && await NextAsync(transaction, userId, cancellationToken) is { } next)
        {
            if (!await TryStartAsync(transaction, next, userId, cancellationToken))
                continue;
            processing++;
            await transaction.RecordAsync(next, JobEventKind.JobStarted, cancellationToken);
        }

        await UserOf(transaction, userId).ExecuteUpdateAsync(set => set.SetProperty(u => u.ProcessingJobs, processing), cancellationToken);
    }

    private static ValueTask<Guid?> NextAsync(JobTransaction transaction, Guid userId, CancellationToken cancellationToken) =>
        Next.On(transaction.Db)(transaction.Db, userId).SingleOrDefaultAsync(cancellationToken);

    private static async Task<bool> TryStartAsync(
        JobTransaction transaction, Guid jobId, Guid userId, CancellationToken cancellationToken)
    {
        var started = await transaction.Db.Set<Job>()
            .Where(j => j.Id == jobId && j.Status == JobStatus.Pending)
            .ExecuteUpdateAsync(
                set => set.SetProperty(j => j.Status, JobStatus.Processing).SetProperty(j => j.StartedAt, transaction.Now),
                cancellationToken);
        if (started == 1)
            await FairRanks.AssignAsync(transaction, jobId, userId, cancellationToken);
        return started == 1;
    }

    private static IQueryable<JobUser> UserOf(JobTransaction transaction, Guid userId) =>
        transaction.Db.Set<JobUser>().Where(u => u.UserId == userId);
}

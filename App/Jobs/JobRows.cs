using CreatorAnalytics.Storage;
using Microsoft.EntityFrameworkCore;

namespace CreatorAnalytics.Jobs;

/// <summary>Reads a job's rows, untracked: for every event, and for everybody who asks how far a job is.</summary>
internal static class JobRows
{
    private static readonly KeptQuery<Func<AppDbContext, Guid, IAsyncEnumerable<Job>>> Jobs = new(() => EF.CompileAsyncQuery(
        (AppDbContext db, Guid jobId) => db.Set<Job>().Where(j => j.Id == jobId).AsNoTracking()));

    private static readonly KeptQuery<Func<AppDbContext, Guid, IAsyncEnumerable<JobItem>>> Items = new(() => EF.CompileAsyncQuery(
        (AppDbContext db, Guid jobId) => db.Set<JobItem>().Where(i => i.JobId == jobId).OrderBy(i => i.Position).AsNoTracking()));

    /// <summary>Null when there is no such job.</summary>
    public static ValueTask<Job?> FindJobAsync(AppDbContext db, Guid jobId, CancellationToken cancellationToken) =>
        Jobs.On(db)(db, jobId).SingleOrDefaultAsync(cancellationToken);

    /// <summary>The job's items in their order.</summary>
    public static ValueTask<List<JobItem>> ItemsAsync(AppDbContext db, Guid jobId, CancellationToken cancellationToken) =>
        Items.On(db)(db, jobId).ToListAsync(cancellationToken);
}

using CreatorAnalytics.Storage;
using Microsoft.EntityFrameworkCore;

namespace CreatorAnalytics.Jobs;

/// <summary>
/// Start-time fair queueing: users take turns, whatever the size of their searches. An entry's rank is the user's next turn, but never
/// before the turn that is being served now, so that idle time is not saved up. Waiting entries are served by rank.
/// </summary>
internal static class FairRanks
{
    /// <summary>Entries that wait for something scarce: to be claimed, or claimed and waiting for a run.</summary>
    public static IQueryable<QueueEntry> Waiting(AppDbContext db) =>
        db.Set<QueueEntry>().Where(e => e.ProcessedAt == null && e.ScheduledAt != null && e.ServedAt == null);

    /// <summary>Gives the entries of a job that is being admitted their ranks, and their turn among the user's own by priority.</summary>
    public static async Task AssignAsync(JobTransaction transaction, Guid jobId, Guid userId, CancellationToken cancellationToken)
    {
        var db = transaction.Db;
        var first = await NextRankAsync(db, userId, cancellationToken);
        var ids = await db.Set<QueueEntry>().Where(e => e.JobId == jobId && e.ProcessedAt == null).OrderBy(e => e.Id).Select(e => e.Id)
            .ToListAsync(cancellationToken);
        var firstId = ids[0];
        await db.Set<QueueEntry>()
            .Where(e => e.JobId == jobId && e.ProcessedAt == null)
            .ExecuteUpdateAsync(
                set => set
                    .SetProperty(e => e.FairRank, e => first + (e.Id - firstId))
                    .SetProperty(e => e.ScheduledAt, transaction.Now),
                cancellationToken);
        await db.Set<JobUser>()
            .Where(u => u.UserId == userId)
            .ExecuteUpdateAsync(set => set.SetProperty(u => u.LastFairRank, first + (ids[^1] - firstId)), cancellationToken);
        await OrderByPriorityAsync(db, userId, cancellationToken);
    }

    private static async Task<long> NextRankAsync(AppDbContext db, Guid userId, CancellationToken cancellationToken)
    {
        var last = await db.Set<JobUser>().Where(u => u.UserId == userId).Select(u => u.LastFairRank).SingleAsync(cancellationToken);
        var beingServed = await Waiting(db).MinAsync(e => (long?)e.FairRank, cancellationToken)
            ?? await db.Set<JobUser>().MaxAsync(u => u.LastFairRank, cancellationToken);
        return Math.Max(beingServed, last + 1);
    }

    /// <summary>Deals the user's own waiting ranks anew, higher priorities first. Nobody else's place changes.</summary>
    private static async Task OrderByPriorityAsync(AppDbContext db, Guid userId, CancellationToken cancellationToken)
    {
        var waiting = await Waiting(db)
            .Where(e => e.UserId == userId && e.LeaseUntil == null)
            .OrderBy(e => e.FairRank).ThenBy(e => e.Id)
            .Select(e => new { e.Id, e.FairRank, e.Priority })
            .ToListAsync(cancellationToken);
        var byPriority = waiting.OrderByDescending(e => e.Priority).ToList();
        for (var place = 0; place < waiting.Count; place++)
        {
            var (entry, rank) = (byPriority[place], waiting[place].FairRank);
            if (entry.FairRank != rank)
            {
                await db.Set<QueueEntry>()
                    .Where(e => e.Id == entry.Id)
                    .ExecuteUpdateAsync(set => set.SetProperty(e => e.FairRank, rank), cancellationToken);
            }
        }
    }
}

using CreatorAnalytics.Storage;
using Microsoft.EntityFrameworkCore;

namespace CreatorAnalytics.Jobs;

/// <summary>
/// Start-time fair queueing: users take turns, whatever the size of their searches. An entry's rank is the user's next turn, but never
/// before the turn that is being served now, so that idle time is not saved up and who comes first is next. Waiting entries are served by
/// rank. The turn is taken by <see cref="JobUserStatements"/>.
/// </summary>
internal static class FairRanks
{
    private static readonly KeptQuery<Func<AppDbContext, Guid, int, CancellationToken, Task<bool>>> HasOtherPriorities = new(
        () => EF.CompileAsyncQuery((AppDbContext db, Guid userId, int priority, CancellationToken _) =>
            Waiting(db).Any(e => e.UserId == userId && e.LeaseUntil == null && e.Priority != priority)));

    /// <summary>Entries that wait for something scarce: to be claimed, or claimed and waiting for a run.</summary>
    public static IQueryable<QueueEntry> Waiting(AppDbContext db) =>
        db.Set<QueueEntry>().Where(e => e.ProcessedAt == null && e.ScheduledAt != null && e.ServedAt == null);

    /// <summary>The first of <paramref name="count"/> turns in a row, now the user's.</summary>
    public static async Task<long> TakeAsync(JobTransaction transaction, Guid userId, int count, CancellationToken cancellationToken)
    {
        var taken = await JobUserStatements.TakeAsync(transaction.Db, userId, places: 0, events: 0, count, int.MaxValue, cancellationToken)
            ?? throw new InvalidOperationException($"User {userId} has no row.");
        return taken.LastFairRank - count + 1;
    }

    /// <summary>Gives the entries of a waiting job that is being started their turns.</summary>
    public static async Task AssignAsync(JobTransaction transaction, Guid jobId, Guid userId, CancellationToken cancellationToken)
    {
        var entries = transaction.Db.Set<QueueEntry>().Where(e => e.JobId == jobId && e.ProcessedAt == null);
        var ids = await entries.Select(e => e.Id).ToListAsync(cancellationToken);
        var firstId = ids.Min();

        // Numbers may have gaps where other jobs were submitted in between; a turn nobody has is nobody's loss.
        var first = await TakeAsync(transaction, userId, (int)(ids.Max() - firstId) + 1, cancellationToken);
        await entries.ExecuteUpdateAsync(
            set => set
                .SetProperty(e => e.FairRank, e => first + (e.Id - firstId))
                .SetProperty(e => e.ScheduledAt, transaction.Now),
            cancellationToken);
        await OrderByPriorityAsync(transaction, userId, cancellationToken);
    }

    /// <summary>Whether the user has stored entries of another priority waiting, so that their order has to be looked at.</summary>
    public static Task<bool> HasOtherPrioritiesAsync(
        JobTransaction transaction, Guid userId, int priority, CancellationToken cancellationToken) =>
        HasOtherPriorities.On(transaction.Db)(transaction.Db, userId, priority, cancellationToken);

    /// <summary>Deals the user's own waiting ranks anew, higher priorities first. Nobody else's place changes.</summary>
    public static async Task OrderByPriorityAsync(JobTransaction transaction, Guid userId, CancellationToken cancellationToken)
    {
        var db = transaction.Db;
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

using CreatorAnalytics.Analysis;
using CreatorAnalytics.Creators;
using CreatorAnalytics.Storage;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace CreatorAnalytics.Jobs;

/// <summary>An item as whoever works on it needs it.</summary>
public sealed record WorkItem(
    string Username,
    bool Refresh,
    bool CancelRequested,
    bool ApifyCompleted,
    bool CdnProcessed,
    Guid? ScrapeId,
    Guid? ProfileId,
    IReadOnlyList<ItemWarning> Warnings,
    string? TraceParent);

/// <summary>Reads what the stages go by.</summary>
public sealed class StoredItems(Database database, ReportStore reports, IOptions<CreatorOptions> options, TimeProvider time)
{
    private static readonly KeptQuery<Func<AppDbContext, Guid, IAsyncEnumerable<WorkItem>>> ById = new(() => EF.CompileAsyncQuery(
        (AppDbContext db, Guid itemId) =>
            from item in db.Set<JobItem>()
            join job in db.Set<Job>() on item.JobId equals job.Id
            where item.Id == itemId
            select new WorkItem(
                item.Username,
                job.Refresh,
                item.CancelRequestedAt != null,
                item.ApifyCompleted,
                item.CdnProcessed,
                item.ScrapeId,
                item.ProfileId,
                item.Warnings,
                job.TraceParent)));

    /// <summary>The item with what its finished stages left.</summary>
    public Task<WorkItem> LoadAsync(Guid itemId, CancellationToken cancellationToken) =>
        database.ReadAsync(db => ById.On(db)(db, itemId).SingleAsync(cancellationToken).AsTask(), cancellationToken);

    /// <summary>
    /// The creator and its report, if it is known, was scraped less than a day ago (Creators:FreshHours), and nobody asked for a new
    /// scrape; else null. A report older than the last scrape does not count.
    /// </summary>
    public async Task<ItemOutcome.FromStore?> FindFreshAsync(WorkItem item, CancellationToken cancellationToken)
    {
        if (item.Refresh)
            return null;
        return await database.ReadAsync(
            async db =>
            {
                var found = await CreatorDirectory.FindAsync(db, [item.Username], cancellationToken);
                if (!found.TryGetValue(item.Username, out var creator) || !creator.IsKnown || creator.LastScrapedAt is not { } scraped)
                    return null;
                if (!options.Value.IsFresh(scraped, time.GetUtcNow()))
                    return null;
                var report = await reports.LatestAsync(db, creator.Id, cancellationToken);
                return report is not null && report.AnalysedAt >= scraped
                    ? new ItemOutcome.FromStore(creator.Id, report.Id, await reports.WarningsAsync(db, report.Id, cancellationToken))
                    : null;
            },
            cancellationToken);
    }

    /// <summary>Whether the creator's account was private when it was last scraped.</summary>
    public Task<bool> IsPrivateAsync(Guid creatorId, CancellationToken cancellationToken) =>
        database.ReadAsync(db => db.Set<Creator>().Where(c => c.Id == creatorId).Select(c => c.Private).SingleAsync(cancellationToken), cancellationToken);
}

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
    /// <summary>The item with what its finished stages left.</summary>
    public Task<WorkItem> LoadAsync(Guid itemId, CancellationToken cancellationToken) =>
        database.ReadAsync(
            async db =>
            {
                var item = await db.Set<JobItem>().SingleAsync(i => i.Id == itemId, cancellationToken);
                var job = await db.Set<Job>().Where(j => j.Id == item.JobId)
                    .Select(j => new { j.Refresh, j.TraceParent })
                    .SingleAsync(cancellationToken);
                return new WorkItem(
                    item.Username,
                    job.Refresh,
                    item.CancelRequestedAt is not null,
                    item.ApifyCompleted,
                    item.CdnProcessed,
                    item.ScrapeId,
                    item.ProfileId,
                    item.Warnings,
                    job.TraceParent);
            },
            cancellationToken);

    /// <summary>
    /// The creator and its report, if it is known, was scraped less than a day ago (Creators:FreshHours), and nobody asked for a new
    /// scrape; else null. A report older than the last scrape does not count.
    /// </summary>
    public async Task<ItemOutcome.FromStore?> FindFreshAsync(WorkItem item, CancellationToken cancellationToken)
    {
        if (item.Refresh)
            return null;
        var fresh = await database.ReadAsync<(Guid CreatorId, Guid ReportId)?>(
            async db =>
            {
                var found = await CreatorDirectory.FindAsync(db, [item.Username], cancellationToken);
                if (!found.TryGetValue(item.Username, out var creator) || !creator.IsKnown || creator.LastScrapedAt is not { } scraped)
                    return null;
                if (!options.Value.IsFresh(scraped, time.GetUtcNow()))
                    return null;
                var report = await reports.LatestAsync(db, creator.Id, cancellationToken);
                return report is not null && report.AnalysedAt >= scraped ? (creator.Id, report.Id) : null;
            },
            cancellationToken);
        if (fresh is not var (creatorId, reportId))
            return null;
        var documents = await reports.FindManyAsync([reportId], cancellationToken);
        return documents.TryGetValue(reportId, out var document)
            ? new ItemOutcome.FromStore(creatorId, reportId, ReportJson.Read(document).Warnings)
            : null;
    }

    /// <summary>Whether the creator's account was private when it was last scraped.</summary>
    public Task<bool> IsPrivateAsync(Guid creatorId, CancellationToken cancellationToken) =>
        database.ReadAsync(db => db.Set<Creator>().Where(c => c.Id == creatorId).Select(c => c.Private).SingleAsync(cancellationToken), cancellationToken);
}

using CreatorAnalytics.Accounts;
using CreatorAnalytics.Apify;
using CreatorAnalytics.Credits;
using CreatorAnalytics.Storage;
using Microsoft.EntityFrameworkCore;

namespace CreatorAnalytics.Jobs;

/// <summary>Adds up what the scrapes of a team's items have cost. Items that shared a scrape share its cost, also with other teams.</summary>
internal sealed class ScrapeCosts(Database database) : IProviderCosts
{
    public async Task<ProviderCosts> OfAsync(
        Caller caller, DateTimeOffset from, DateTimeOffset to, Guid? userId, CancellationToken cancellationToken)
    {
        var scraped = await database.ReadAsync(
            db =>
            {
                var jobs = db.Set<Job>().Where(job => job.TeamId == caller.TeamId && (userId == null || job.UserId == userId));
                var scrapes = db.Set<Scrape>().Where(scrape => scrape.ScrapedAt >= from && scrape.ScrapedAt < to);
                return (from item in db.Set<JobItem>()
                        join job in jobs on item.JobId equals job.Id
                        join scrape in scrapes on item.ScrapeId equals (Guid?)scrape.Id
                        select new
                        {
                            job.UserId,
                            item.JobId,
                            item.ProfileId,
                            scrape.CostUsd,
                            Sharers = db.Set<JobItem>().Count(other => other.ScrapeId == item.ScrapeId),
                        }).ToListAsync(cancellationToken);
            },
            cancellationToken);

        var parts = scraped.Select(one => (one.UserId, one.JobId, one.ProfileId, Usd: (one.CostUsd ?? 0) / one.Sharers)).ToList();
        return new ProviderCosts(
            parts.Sum(part => part.Usd),
            scraped.Count,
            scraped.Count(one => one.CostUsd is null),
            parts.GroupBy(part => part.UserId).ToDictionary(group => group.Key, group => group.Sum(part => part.Usd)),
            parts.GroupBy(part => part.JobId).ToDictionary(group => group.Key, group => group.Sum(part => part.Usd)),
            parts.Where(part => part.ProfileId is not null).GroupBy(part => part.ProfileId!.Value)
                .ToDictionary(group => group.Key, group => group.Sum(part => part.Usd)));
    }
}

using System.Net;
using CreatorAnalytics.Storage;
using Microsoft.EntityFrameworkCore;

namespace CreatorAnalytics.Apify;

/// <summary>
/// Reads what runs have cost once the platform has settled it, some ten seconds after their end, and gives each creator that they
/// brought its part. What is not read yet is found in the table, so that no bill is lost with a process; two that read the same write
/// the same.
/// </summary>
internal sealed class RunBills(ApifyClient apify, ApifyPlatform platform, Database database, TimeProvider time, ILogger<RunBills> logger)
{
    private const int AtOnce = 100;

    private static readonly TimeSpan SettledAfter = TimeSpan.FromSeconds(15);

    // By then the platform has forgotten the run, or will never say that it has ended.
    private static readonly TimeSpan GiveUpAfter = TimeSpan.FromDays(1);

    /// <summary>Reads the bills that are due.</summary>
    public async Task ReadDueAsync(CancellationToken cancellationToken)
    {
        var settled = time.GetUtcNow() - SettledAfter * Math.Clamp(platform.TimeScale, 0.01, 1);
        var due = await database.ReadAsync(
            db => db.Set<ApifyRun>()
                .Where(run => run.RunId != null && run.UsageReadAt == null && run.ClosedAt <= settled)
                .OrderBy(run => run.ClosedAt).Take(AtOnce).ToListAsync(cancellationToken),
            cancellationToken);
        foreach (var run in due)
            await ReadAsync(run, cancellationToken);
    }

    private async Task ReadAsync(ApifyRun run, CancellationToken cancellationToken)
    {
        try
        {
            var told = await apify.Runs.GetAsync(run.RunId!, waitForFinish: 0, cancellationToken);
            if (ActorRunStatus.IsFinal(told.Status))
                await SettleAsync(run, told, cancellationToken);
            else if (run.CreatedAt < time.GetUtcNow() - GiveUpAfter)
                await SettleAsync(run, new ActorRun(), cancellationToken);
        }
        catch (ApifyException exception) when (exception.Status is HttpStatusCode.NotFound)
        {
            // What was told at its end is all that will ever be known.
            await SettleAsync(run, new ActorRun(), cancellationToken);
        }
        catch (ApifyException exception)
        {
            logger.LogDebug("The bill of run {RunId} cannot be read yet: {Problem}", run.RunId, exception.Message);
        }
    }

    private Task SettleAsync(ApifyRun run, ActorRun told, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var usd = told.UsageTotalUsd ?? run.UsageUsd;
        var events = told.ChargedEvents() ?? run.ChargedEvents;
        var (status, finishedAt) = (told.Status ?? run.Status, run.FinishedAt ?? told.FinishedAt);
        return database.WriteAsync(
            async (db, token) =>
            {
                await db.Set<ApifyRun>().Where(r => r.Id == run.Id).ExecuteUpdateAsync(
                    set => set.SetProperty(r => r.UsageUsd, usd).SetProperty(r => r.ChargedEvents, events)
                        .SetProperty(r => r.Status, status).SetProperty(r => r.FinishedAt, finishedAt).SetProperty(r => r.UsageReadAt, now),
                    token);
                await ShareAsync(db, run.BatchId, token);
            },
            cancellationToken);
    }

    /// <summary>
    /// Once all bills of a batch are settled: those of its profile runs are divided evenly among the creators that were delivered, those of
    /// its posts runs by their rows, which are what is charged for. So a name that brought nothing is paid for by those beside it.
    /// </summary>
    private static async Task ShareAsync(AppDbContext db, Guid batchId, CancellationToken cancellationToken)
    {
        var runs = await db.Set<ApifyRun>().AsNoTracking().Where(run => run.BatchId == batchId && run.RunId != null)
            .Select(run => new { run.Kind, run.UsageUsd, run.UsageReadAt }).ToListAsync(cancellationToken);
        if (runs.Any(run => run.UsageReadAt is null))
            return;
        var scrapes = db.Set<Scrape>().Where(scrape => scrape.BatchId == batchId);
        var (count, rows) = (await scrapes.CountAsync(cancellationToken), await scrapes.SumAsync(scrape => scrape.PostRows, cancellationToken));
        if (count == 0)
            return;
        var posts = runs.Where(run => run.Kind == RunKind.Posts).Sum(run => run.UsageUsd ?? 0);
        var each = runs.Where(run => run.Kind == RunKind.Profile).Sum(run => run.UsageUsd ?? 0) / count;
        var forRow = rows > 0 ? posts / rows : 0;
        if (rows == 0)
            each += posts / count;
        await scrapes.ExecuteUpdateAsync(set => set.SetProperty(s => s.CostUsd, s => each + (forRow * s.PostRows)), cancellationToken);
    }
}

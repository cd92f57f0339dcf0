using CreatorAnalytics.Storage;
using Microsoft.EntityFrameworkCore;

namespace CreatorAnalytics.Jobs;

/// <summary>
/// Stops items whose cancellation was asked for on another process, and ends those whose worker does not answer. On this one
/// <see cref="JobCancellation"/> stops them itself; this loop is what makes it true everywhere within a second.
/// </summary>
public sealed class CancellationWatch(
    Database database,
    DatabaseClock clock,
    JobCancellation cancellation,
    RunningItems running,
    Readiness readiness,
    TimeProvider time,
    ILogger<CancellationWatch> logger) : BackgroundService
{
    private static readonly TimeSpan Every = TimeSpan.FromMilliseconds(500);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await readiness.WaitAsync(stoppingToken);
        using var timer = new PeriodicTimer(Every, time);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                await StopRequestedAsync(stoppingToken);
            }
            catch (Exception exception) when (!stoppingToken.IsCancellationRequested)
            {
                logger.LogError(exception, "Looking for cancellations failed");
            }
        }
    }

    private async Task StopRequestedAsync(CancellationToken cancellationToken)
    {
        var (requested, latest) = await database.ReadAsync(
            async db =>
            {
                var items = await db.Set<JobItem>()
                    .Where(i => i.CancelRequestedAt != null && i.CompletedAt == null)
                    .Select(i => new { i.Id, i.CancelRequestedAt })
                    .ToListAsync(cancellationToken);
                return (items, items.Count == 0 ? default : await clock.NowAsync(db, cancellationToken) - JobCancellation.Patience);
            },
            cancellationToken);
        foreach (var item in requested)
            running.Stop(item.Id, StopReason.Cancelled);

        // One by one: one that cannot be ended keeps no other.
        foreach (var item in requested.Where(item => item.CancelRequestedAt <= latest))
            await EndUnansweredAsync(item.Id, cancellationToken);
    }

    private async Task EndUnansweredAsync(Guid itemId, CancellationToken cancellationToken)
    {
        try
        {
            if (await cancellation.EndUnansweredAsync(itemId, cancellationToken))
                logger.LogWarning("Item {ItemId} was cancelled and its worker did not stop: it was taken away from it", itemId);
        }
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
        {
            logger.LogError(exception, "Item {ItemId}, which was cancelled, cannot be ended", itemId);
        }
    }
}

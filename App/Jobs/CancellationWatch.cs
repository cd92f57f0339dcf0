using CreatorAnalytics.Storage;
using Microsoft.EntityFrameworkCore;

namespace CreatorAnalytics.Jobs;

/// <summary>
/// Stops items whose cancellation was asked for on another process. On this one <see cref="JobCancellation"/> stops them itself; this
/// loop is what makes it true everywhere within a second.
/// </summary>
public sealed class CancellationWatch(
    Database database, RunningItems running, Readiness readiness, TimeProvider time, ILogger<CancellationWatch> logger) : BackgroundService
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
                if (running.Count > 0)
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
        var requested = await database.ReadAsync(
            db => db.Set<JobItem>()
                .Where(i => i.CancelRequestedAt != null && i.CompletedAt == null)
                .Select(i => i.Id)
                .ToListAsync(cancellationToken),
            cancellationToken);
        foreach (var itemId in requested)
            running.Stop(itemId, StopReason.Cancelled);
    }
}

using CreatorAnalytics.Storage;
using Microsoft.Extensions.Options;

namespace CreatorAnalytics.Jobs;

/// <summary>
/// Renews this process's leases, all by one statement, each third of their length. What turns out to be held by another worker is
/// stopped here; its writes would be refused anyway.
/// </summary>
public sealed class LeaseKeeper(
    ItemQueue items, RunningItems running, Readiness readiness, IOptions<JobsOptions> options, TimeProvider time, ILogger<LeaseKeeper> logger)
    : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await readiness.WaitAsync(stoppingToken);
        using var timer = new PeriodicTimer(options.Value.Lease / 3, time);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                await RenewAsync(stoppingToken);
            }
            catch (Exception exception) when (!stoppingToken.IsCancellationRequested)
            {
                logger.LogError(exception, "Renewing leases failed");
            }
        }
    }

    private async Task RenewAsync(CancellationToken cancellationToken)
    {
        // The order matters: an item claimed after this snapshot is not mistaken for a lost one.
        var before = running.ItemIds;
        if (before.Count == 0)
            return;
        var dropped = running.Dropped;
        var held = await items.RenewAsync(dropped, cancellationToken);
        running.Forget(dropped.Where(itemId => !held.Contains(itemId)));
        foreach (var lost in before.Where(itemId => !held.Contains(itemId)))
            running.Stop(lost, StopReason.ClaimLost);
    }
}

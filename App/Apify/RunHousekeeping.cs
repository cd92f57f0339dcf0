using CreatorAnalytics.Storage;
using Microsoft.Extensions.Options;

namespace CreatorAnalytics.Apify;

/// <summary>
/// What must be done now and then: say that our runs are read, take over those of processes that died, read bills that are settled, copy
/// rows into one dataset, read the plan's limits, remove tasks.
/// </summary>
internal sealed class RunHousekeeping(
    CreatorScraper scraper,
    RunSlots slots,
    ApifyClient apify,
    TaskLibrary tasks,
    RunBills bills,
    MergedDataset merged,
    IOptions<ApifyOptions> options,
    Readiness readiness,
    TimeProvider time,
    ILogger<RunHousekeeping> logger) : BackgroundService
{
    private static readonly TimeSpan Every = RunRecords.WatchLease / 3;
    private static readonly TimeSpan LimitsEvery = TimeSpan.FromMinutes(3);
    private static readonly TimeSpan TasksEvery = TimeSpan.FromHours(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await readiness.WaitAsync(stoppingToken);
        await Task.WhenAll(
            RepeatAsync("Keeping hold of runs", KeepAsync, Every, stoppingToken),
            RepeatAsync("Reading the bills of runs", bills.ReadDueAsync, Every, stoppingToken),
            RepeatAsync("Copying rows into one dataset", merged.CopyAsync, Every, stoppingToken),
            RepeatAsync("Reading the account's limits", ReadLimitsAsync, LimitsEvery, stoppingToken),
            RepeatAsync("Removing tasks", RemoveTasksAsync, TasksEvery, stoppingToken));
    }

    private async Task RepeatAsync(string what, Func<CancellationToken, Task> act, TimeSpan every, CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await act(stoppingToken);
            }
            catch (Exception exception) when (!stoppingToken.IsCancellationRequested)
            {
                logger.LogWarning("{What} failed; trying again in {Seconds} s: {Problem}", what, every.TotalSeconds, exception.Message);
            }

            await Task.Delay(every, time, stoppingToken);
        }
    }

    private async Task KeepAsync(CancellationToken cancellationToken)
    {
        await scraper.KeepAsync(cancellationToken);
        await scraper.RecoverAsync(cancellationToken);
    }

    private Task RemoveTasksAsync(CancellationToken cancellationToken) =>
        options.Value.StartBy is StartBy.Tasks ? tasks.RemoveStaleAsync(cancellationToken) : Task.CompletedTask;

    private async Task ReadLimitsAsync(CancellationToken cancellationToken)
    {
        slots.Apply(await apify.Account.LimitsAsync(cancellationToken));
        logger.LogInformation("Up to {Limit} runs at once", slots.OfAll);
    }
}

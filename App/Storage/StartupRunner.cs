namespace CreatorAnalytics.Storage;

/// <summary>Something that must be done once before the application is ready; run in the order of registration, again when it fails.</summary>
public interface IStartupTask
{
    Task RunAsync(CancellationToken cancellationToken);
}

/// <summary>
/// Runs the start-up tasks, then opens <see cref="Readiness"/>. A database server that is not up yet is waited for; each task must
/// therefore bear being run twice.
/// </summary>
internal sealed class StartupRunner(
    IEnumerable<IStartupTask> tasks, Readiness readiness, TimeProvider time, ILogger<StartupRunner> logger) : BackgroundService
{
    private static readonly TimeSpan RetryAfter = TimeSpan.FromSeconds(3);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        foreach (var task in tasks)
            await RunUntilDoneAsync(task, stoppingToken);
        readiness.SetReady();
        logger.LogInformation("Ready");
    }

    private async Task RunUntilDoneAsync(IStartupTask task, CancellationToken stoppingToken)
    {
        while (true)
        {
            try
            {
                await task.RunAsync(stoppingToken);
                return;
            }
            catch (Exception exception) when (!stoppingToken.IsCancellationRequested)
            {
                readiness.WaitingFor = exception.Message;
                logger.LogError(exception, "{Task} failed; trying again in {Delay} s", task.GetType().Name, RetryAfter.TotalSeconds);
                await Task.Delay(RetryAfter, time, stoppingToken);
            }
        }
    }
}

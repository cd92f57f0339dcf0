namespace CreatorAnalytics.Storage;

/// <summary>Something that must be done once before the application is ready; run in the order of registration, again when it fails.</summary>
public interface IStartupTask
{
    Task RunAsync(CancellationToken cancellationToken);
}

/// <summary>
/// Something that spares the first who come from waiting; run once, after the start-up tasks. The application gets ready also when it fails.
/// </summary>
public interface IWarmUp
{
    Task RunAsync(CancellationToken cancellationToken);
}

/// <summary>
/// Runs the start-up tasks and the warm-ups, then opens <see cref="Readiness"/>. A database server that is not up yet is waited for; each
/// task must therefore bear being run twice.
/// </summary>
internal sealed class StartupRunner(
    IEnumerable<IStartupTask> tasks, IEnumerable<IWarmUp> warmUps, Readiness readiness, TimeProvider time, ILogger<StartupRunner> logger)
    : BackgroundService
{
    /// <summary>For all warm-ups together: a database that is locked must not keep the application from being ready.</summary>
    private static readonly TimeSpan WarmUpPatience = TimeSpan.FromSeconds(15);

    private static readonly TimeSpan RetryAfter = TimeSpan.FromSeconds(3);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        foreach (var task in tasks)
            await RunUntilDoneAsync(task, stoppingToken);
        await WarmUpAsync(stoppingToken);
        readiness.SetReady();
        logger.LogInformation("Ready");
    }

    private async Task WarmUpAsync(CancellationToken stoppingToken)
    {
        using var patience = new CancellationTokenSource(WarmUpPatience, time);
        using var linked = CancellationTokenSource.CreateLinkedTokenSource(stoppingToken, patience.Token);
        foreach (var warmUp in warmUps)
        {
            try
            {
                await warmUp.RunAsync(linked.Token);
            }
            catch (Exception exception) when (!stoppingToken.IsCancellationRequested)
            {
                logger.LogWarning(exception, "{WarmUp} failed; the first requests will be slow", warmUp.GetType());
            }
        }
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

namespace CreatorAnalytics.Apify.Sandbox;

/// <summary>What the routes work with.</summary>
/// <param name="Stops">Cancelled when the sandbox goes down.</param>
internal sealed record SandboxParts(
    SandboxAccount Account,
    SandboxClock Clock,
    RunStarter Starter,
    RunExecutor Executor,
    WebhookDelivery Webhooks,
    SandboxImages Images,
    CancellationToken Stops)
{
    private const int MaxWaitSeconds = 60;
    private const int SyncSeconds = 300;

    /// <summary>Waits for the run's end as long as the query's <c>waitForFinish</c> says, in real seconds whatever the time scale.</summary>
    public async Task WaitAsAskedAsync(HttpContext context, SandboxRun run)
    {
        var seconds = Math.Min(context.Request.Query.Number("waitForFinish") ?? 0, MaxWaitSeconds);
        if (seconds > 0)
            await WaitAsync(context, run, seconds);
    }

    /// <summary>Waits for a run that answers its own start; a run that does not succeed, or takes too long, is a fault.</summary>
    public async Task WaitForSuccessAsync(HttpContext context, SandboxRun run)
    {
        if (!await WaitAsync(context, run, SyncSeconds))
            throw new ApifyFault(408, "run-timeout-exceeded", $"Actor run exceeded the timeout of {SyncSeconds} seconds for this API endpoint");
        if (run.Status != RunStatus.Succeeded)
            throw new ApifyFault(400, "run-failed", $"Actor run did not succeed (run ID: {run.Id}, status: {run.Status})");
    }

    private async Task<bool> WaitAsync(HttpContext context, SandboxRun run, long seconds)
    {
        using var gone = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, Stops);
        try
        {
            await run.Finished.WaitAsync(TimeSpan.FromSeconds(seconds), TimeProvider.System, gone.Token);
            return true;
        }
        catch (Exception exception) when (exception is TimeoutException or OperationCanceledException)
        {
            return false;
        }
    }
}

namespace CreatorAnalytics.Apify.Sandbox;

/// <summary>
/// Carries out runs as the actors do: a start-up, then fifteen names at a time in the order of the input, each taking its own time, so
/// that a slow one never holds up the others; a row is readable as soon as its name is done.
/// </summary>
internal sealed class RunExecutor(SandboxClock clock, ScrapeRows rows, WebhookDelivery webhooks, int seed, ILogger logger)
{
    private const int NamesAtOnce = 15;
    private const double SlowFactor = 5;
    private const string BudgetReached = "budget";

    private static readonly TimeSpan GracefulAbort = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan AbortTakes = TimeSpan.FromSeconds(0.5);

    /// <summary>Starts the work in the background; the sandbox's end stops it.</summary>
    public void Start(SandboxRun run, CancellationToken sandboxStops) =>
        _ = Task.Run(() => ExecuteAsync(run, run.Work, sandboxStops), CancellationToken.None);

    /// <summary>Stops the run's work and begins it anew, for the names that have no row yet.</summary>
    public void Restart(SandboxRun run, RunWork old, CancellationToken sandboxStops)
    {
        old.Stop.Cancel();
        Start(run, sandboxStops);
    }

    /// <summary>Asks a run to end; gracefully lets the names begun end within half a minute. Nothing happens to an ended run.</summary>
    public void Abort(SandboxRun run, bool gracefully)
    {
        if (!run.SetAborting(gracefully ? "Actor is being aborted gracefully" : "Actor is being aborted"))
            return;
        run.Work.Wind.Cancel();
        if (!gracefully)
            run.Work.Stop.Cancel();
    }

    private async Task ExecuteAsync(SandboxRun run, RunWork work, CancellationToken sandboxStops)
    {
        // A sandbox that goes down takes its runs along without an end: nobody is left to be told.
        using var timeout = new CancellationTokenSource(work.TimeLeft, clock.Time);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(work.Stop.Token, timeout.Token, sandboxStops);
        var (status, message) = ("", "");
        try
        {
            (status, message) = await WorkAsync(run, work, stop);
        }
        catch (OperationCanceledException) when (sandboxStops.IsCancellationRequested)
        {
            return;
        }
        catch (OperationCanceledException)
        {
            (status, message) = timeout.IsCancellationRequested && run.Status != RunStatus.Aborting
                ? (RunStatus.TimedOut, $"Actor timed out after {run.Options.TimeoutSecs} seconds")
                : (RunStatus.Aborted, "Actor run was aborted");
        }
        catch (Exception exception)
        {
            logger.LogError(exception, "Run {RunId} failed inside the sandbox", run.Id);
            (status, message) = (RunStatus.Failed, "Actor failed with an unexpected error");
        }

        // Otherwise another container has taken the run over, and its end is that one's.
        if (run.Work == work)
            await EndAsync(run, status, message, sandboxStops);
    }

    private async Task EndAsync(SandboxRun run, string status, string message, CancellationToken sandboxStops)
    {
        try
        {
            if (status == RunStatus.Aborted)
                await clock.DelayAsync(AbortTakes, sandboxStops);
            if (!run.Finish(status, message, clock.Now))
                return;
            webhooks.Raise(run, $"ACTOR.RUN.{status.Replace('-', '_')}", sandboxStops);
            run.AnnounceEnd();
        }
        catch (OperationCanceledException)
        {
            // The sandbox goes down.
        }
    }

    private async Task<(string Status, string Message)> WorkAsync(SandboxRun run, RunWork work, CancellationTokenSource stop)
    {
        run.Log("ACTOR: Creating container.", clock.Now);
        var startUp = Dice.For(seed, run.Plan.Targets[0].InputUrl, $"{run.Actor.Name} start-up").Between(2.0, 4.0);
        await clock.DelayAsync(TimeSpan.FromSeconds(startUp), stop.Token);
        run.SetRunning("Starting the scraper");
        run.Log("ACTOR: Starting the scraper.", clock.Now);

        using var places = new SemaphoreSlim(NamesAtOnce);
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(stop.Token);
        var verdict = new Verdict();
        var turns = new List<Task>();
        foreach (var target in run.Plan.Targets.Where(target => !run.IsDone(target.InputUrl)))
        {
            if (!await TakePlaceAsync(places, ended.Token) || work.Wind.IsCancellationRequested)
                break;
            turns.Add(ScrapeAsync(run, target, [.. turns], verdict, places, ended));
        }

        await AllAsync(work, turns, stop);
        stop.Token.ThrowIfCancellationRequested();
        var done = run.Plan.Targets.Count(target => run.IsDone(target.InputUrl));
        return verdict.Reason switch
        {
            BudgetReached => (RunStatus.Aborted, string.Create(System.Globalization.CultureInfo.InvariantCulture,
                $"Run aborted: the maximum total charge of ${run.Options.MaxTotalChargeUsd} was reached. Results so far are in the dataset.")),
            { } failedOn => (RunStatus.Failed, $"Actor failed: unexpected error while processing {failedOn}"),
            null when work.Wind.IsCancellationRequested => (RunStatus.Aborted, "Actor run was aborted gracefully"),
            null => (RunStatus.Succeeded, $"Scraper finished. Processed {done} of {run.Plan.Targets.Count} inputs."),
        };
    }

    private static async Task<bool> TakePlaceAsync(SemaphoreSlim places, CancellationToken ended)
    {
        try
        {
            await places.WaitAsync(ended);
            return true;
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }

    /// <summary>Waits for the names begun; after a graceful abort no longer than its half minute.</summary>
    private async Task AllAsync(RunWork work, List<Task> turns, CancellationTokenSource stop)
    {
        var all = Task.WhenAll(turns);
        var asked = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using (work.Wind.Token.Register(asked.SetResult))
            await Task.WhenAny(all, asked.Task);
        if (!all.IsCompleted)
        {
            using var grace = CancellationTokenSource.CreateLinkedTokenSource(stop.Token);
            await Task.WhenAny(all, clock.DelayAsync(GracefulAbort, grace.Token));
            await grace.CancelAsync();
            if (!all.IsCompleted)
                await work.Stop.CancelAsync();
        }

        await all;
    }

    private async Task ScrapeAsync(
        SandboxRun run, ScrapeTarget target, Task[] before, Verdict verdict, SemaphoreSlim places, CancellationTokenSource ended)
    {
        try
        {
            await clock.DelayAsync(TimeFor(run, target), ended.Token);
            if (target.Name is { } name && run.FailsOn.Contains(name))
            {
                // The rows before it stay: it waits for those names, then takes the run down.
                await Task.WhenAll(before);
                verdict.Give(name);
                await ended.CancelAsync();
                return;
            }

            var (count, make) = rows.For(run.Plan, target, clock.Now);
            var paid = run.Push(target.InputUrl, count, make, clock.Now);
            run.Report($"Scraped {target.Name ?? target.InputUrl}");
            run.Log($"INFO  Scraped {target.Name ?? target.InputUrl}: {count} item(s).", clock.Now);
            if (!paid)
            {
                verdict.Give(BudgetReached);
                await ended.CancelAsync();
            }
        }
        catch (OperationCanceledException)
        {
            // The run is over for this name; its end says why.
        }
        finally
        {
            places.Release();
        }
    }

    /// <summary>A profile takes 6–12 s, a listing of posts 4–10 s, log-normal, and always the same for a name, at time scale 1.</summary>
    internal static TimeSpan TimeFor(int seed, ScrapeKind kind, string input)
    {
        var dice = Dice.For(seed, input, $"{kind} time");
        return TimeSpan.FromSeconds(kind is ScrapeKind.Profile
            ? Math.Clamp(dice.LogNormal(8.5, 0.2), 6, 12)
            : Math.Clamp(dice.LogNormal(6.3, 0.25), 4, 10));
    }

    private TimeSpan TimeFor(SandboxRun run, ScrapeTarget target)
    {
        var time = TimeFor(seed, run.Plan.Kind, target.Name ?? target.InputUrl);
        return target.Name is { } name && NameFaults.Of(name) is NameFault.Slow ? SlowFactor * time : time;
    }

    /// <summary>Why a run ends before its names do; the first reason counts.</summary>
    private sealed class Verdict
    {
        private string? _reason;

        public string? Reason => Volatile.Read(ref _reason);

        public void Give(string reason) => Interlocked.CompareExchange(ref _reason, reason, null);
    }
}

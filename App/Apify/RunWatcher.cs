using System.Net;
using System.Text.Json;
using Microsoft.Extensions.Options;

namespace CreatorAnalytics.Apify;

/// <summary>Where a watched run's rows go.</summary>
internal interface IRowSink
{
    /// <summary>Takes new rows; called from one task at a time.</summary>
    void Take(IReadOnlyList<JsonElement> rows);

    /// <summary>Whether rows that belong to the run have not come yet.</summary>
    bool WantsMore { get; }
}

/// <summary>
/// Reads a run's rows while it works, and waits for its end. One task asks for the end with long polls; the other reads the dataset
/// from where it stopped, the more rarely the longer the run goes.
/// </summary>
internal sealed class RunWatcher(
    ApifyClient apify,
    ApifyPlatform platform,
    RunSignals signals,
    IOptions<ApifyOptions> options,
    TimeProvider time,
    ILogger<RunWatcher> logger)
{
    private const int RowsPerPage = 1000;
    private const int LongPollSeconds = 60;

    // A row waits for at most this part of the run's age: early rows are seen at once, and a long run is not asked all the time.
    private const double PaceOfAge = 0.04;

    private static readonly TimeSpan ShortestPace = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan LongestPace = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan NotThereYet = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan LateRows = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan LateRowsPace = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan AfterError = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan ForgottenPatience = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan GiveUpReading = TimeSpan.FromMinutes(2);

    /// <summary>Reads all rows of a started run into the sink and returns how it ended.</summary>
    /// <exception cref="OperationCanceledException">Nobody wants the rows any more.</exception>
    public async Task<RunEnd> WatchAsync(ApifyRun run, IRowSink sink, CancellationToken cancellationToken)
    {
        using var watching = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var ending = WaitForEndAsync(run, watching.Token);
        try
        {
            var offset = 0L;
            while (!ending.IsCompleted)
            {
                offset = await TryReadAsync(run, offset, sink, cancellationToken);
                await Task.WhenAny(ending, Task.Delay(Pace(run), time, watching.Token));
                cancellationToken.ThrowIfCancellationRequested();
            }

            var end = await ending;
            offset = await ReadToEndAsync(run, offset, sink, cancellationToken);
            if (end.Succeeded)
                await ReadLateRowsAsync(run, offset, sink, cancellationToken);
            return end;
        }
        finally
        {
            signals.Forget(run.RunId!);
            await watching.CancelAsync();
            await ((Task)ending).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    /// <summary>
    /// Whether the runs that an earlier process left going went with it, since they were a sandbox's in that process. Apify forgets none. No
    /// answer within two seconds means no: whoever asks has leases to renew.
    /// </summary>
    public async Task<bool> AreForgottenAsync(IEnumerable<ApifyRun> runs, CancellationToken cancellationToken)
    {
        var going = runs.Where(run => run is { RunId: not null, FinishedAt: null }).ToList();
        if (platform.Source is not ApifyPlatform.Sandbox || going.Count == 0)
            return false;
        using var patience = new CancellationTokenSource(ForgottenPatience, time);
        using var asking = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, patience.Token);
        try
        {
            foreach (var run in going)
            {
                if (!await IsForgottenAsync(run, asking.Token))
                    return false;
            }

            return true;
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return false;
        }
    }

    /// <summary>Reads what a run that was aborted wrote just before, and what the dataset's reader may not have shown at its end.</summary>
    public async Task ReadLateRowsAsync(ApifyRun run, IRowSink sink, CancellationToken cancellationToken)
    {
        await Task.Delay(LateRows * Scale, time, cancellationToken);
        await TryReadAsync(run, offset: 0, sink, cancellationToken);
    }

    private async Task<bool> IsForgottenAsync(ApifyRun run, CancellationToken cancellationToken)
    {
        try
        {
            await apify.Runs.GetAsync(run.RunId!, waitForFinish: 0, cancellationToken);
            return false;
        }
        catch (ApifyException exception)
        {
            return exception.Status is HttpStatusCode.NotFound;
        }
    }

    private double Scale => Math.Clamp(platform.TimeScale, 0.01, 1);

    private TimeSpan Pace(ApifyRun run)
    {
        var pace = (time.GetUtcNow() - (run.StartedAt ?? run.AttemptedAt)) * PaceOfAge;
        return pace < ShortestPace ? ShortestPace : pace > LongestPace ? LongestPace : pace;
    }

    private async Task<RunEnd> WaitForEndAsync(ApifyRun run, CancellationToken cancellationToken)
    {
        // By then the platform has ended the run, whatever it answers.
        var startedAt = run.StartedAt ?? run.AttemptedAt;
        var horizon = startedAt + TimeSpan.FromSeconds(options.Value.RunTimeoutSeconds) + GiveUpReading;
        while (true)
        {
            var asked = time.GetUtcNow();
            try
            {
                var now = await AskAsync(run.RunId!, cancellationToken);
                if (ActorRunStatus.IsFinal(now.Status))
                    return new RunEnd(now.Status!, $"{now.Status} {now.StatusMessage}".TrimEnd(), now);
                if (asked >= horizon)
                    return new RunEnd(RunEnd.Lost, $"The run is {now.Status} although its time is over.", now);

                // A server that does not hold the request must not be asked without pause.
                if (time.GetUtcNow() - asked < LongestPace)
                    await Task.Delay(LateRowsPace, time, cancellationToken);
            }
            catch (ApifyException exception) when (exception.Status is HttpStatusCode.NotFound && asked < startedAt + NotThereYet)
            {
                // The answer came from a copy that has not heard of the run yet.
                await Task.Delay(LateRowsPace, time, cancellationToken);
            }
            catch (ApifyException exception) when (exception.IsTransient && asked < horizon)
            {
                logger.LogWarning("Run {RunId} cannot be asked for: {Problem}", run.RunId, exception.Message);
                await Task.Delay(AfterError, time, cancellationToken);
            }
            catch (ApifyException exception)
            {
                return new RunEnd(RunEnd.Lost, exception.Message);
            }
        }
    }

    /// <summary>The run when it has ended, when a webhook says so, or when the long poll is over.</summary>
    private async Task<ActorRun> AskAsync(string runId, CancellationToken cancellationToken)
    {
        using var polling = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var signal = signals.NextAsync(runId);
        var poll = apify.Runs.GetAsync(runId, LongPollSeconds, polling.Token);
        if (await Task.WhenAny(poll, signal) == poll)
            return await poll;

        await polling.CancelAsync();
        await ((Task)poll).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        return await apify.Runs.GetAsync(runId, waitForFinish: 0, cancellationToken);
    }

    private async Task<long> ReadAsync(ApifyRun run, long offset, IRowSink sink, CancellationToken cancellationToken)
    {
        while (true)
        {
            var rows = await apify.Datasets.ItemsAsync(run.DatasetId!, offset, RowsPerPage, cancellationToken);
            sink.Take(rows);
            offset += rows.Length;
            if (rows.Length < RowsPerPage)
                return offset;
        }
    }

    // While the run works, a look that fails is only a look less.
    private async Task<long> TryReadAsync(ApifyRun run, long offset, IRowSink sink, CancellationToken cancellationToken)
    {
        try
        {
            return await ReadAsync(run, offset, sink, cancellationToken);
        }
        catch (ApifyException exception)
        {
            logger.LogDebug("The rows of run {RunId} cannot be read yet: {Problem}", run.RunId, exception.Message);
            return offset;
        }
    }

    private async Task<long> ReadToEndAsync(ApifyRun run, long offset, IRowSink sink, CancellationToken cancellationToken)
    {
        var giveUp = time.GetUtcNow() + GiveUpReading;
        while (true)
        {
            try
            {
                return await ReadAsync(run, offset, sink, cancellationToken);
            }
            catch (ApifyException exception) when (exception.IsTransient && time.GetUtcNow() < giveUp)
            {
                logger.LogWarning("The rows of run {RunId} cannot be read: {Problem}", run.RunId, exception.Message);
                await Task.Delay(AfterError, time, cancellationToken);
            }
        }
    }

    // A dataset's reader can be some seconds behind its writer.
    private async Task ReadLateRowsAsync(ApifyRun run, long offset, IRowSink sink, CancellationToken cancellationToken)
    {
        var until = time.GetUtcNow() + (LateRows * Scale);
        while (sink.WantsMore && time.GetUtcNow() < until)
        {
            await Task.Delay(LateRowsPace * Scale, time, cancellationToken);
            offset = await TryReadAsync(run, offset, sink, cancellationToken);
        }
    }
}

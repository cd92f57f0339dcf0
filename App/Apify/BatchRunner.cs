using System.Text.Json;
using Microsoft.Extensions.Options;

namespace CreatorAnalytics.Apify;

/// <summary>
/// Takes a batch from its intent to its results: its runs start, their rows come in while they work, and each creator ends as soon as
/// what belongs to it is there.
/// </summary>
internal sealed class BatchRunner(
    ApifyClient apify,
    RunLauncher launcher,
    RunWatcher watcher,
    RunRecords records,
    ScrapeStore store,
    IOptions<ApifyOptions> options,
    TimeProvider time,
    ILogger<BatchRunner> logger)
{
    // A run whose rows are all there is about to end by itself.
    private static readonly TimeSpan Linger = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan AfterError = TimeSpan.FromSeconds(2);
    private const int AbortSeconds = 10;

    /// <summary>Runs the batch until every creator in it has its result and all runs have ended. The slots are free then.</summary>
    public async Task RunAsync(ScrapeBatch batch, CancellationToken stopping)
    {
        using var span = ApifyTelemetry.StartBatch(batch);
        try
        {
            await IntendAsync(batch, [.. batch.Runs.Where(run => run.Record is null)], stopping);
            batch.LetLaterWait();
            await ScrapeAsync(batch, stopping);
        }
        finally
        {
            batch.GiveUp();
            foreach (var run in batch.Runs)
                await run.EndAsync();
        }
    }

    /// <summary>Takes a further run of a batch that is going from its intent to its end.</summary>
    public async Task GoOnAsync(ScrapeBatch batch, BatchRun run, CancellationToken stopping)
    {
        try
        {
            // Whoever has taken the batch over lets its rest go on as well.
            await IntendAsync(batch, [run], stopping, after: batch.Runs[0].Record);
            if (run.Record is null)
                SinkOf(batch, run).End(RunEnd.ReadElsewhere);
        }
        catch (Exception exception) when (!stopping.IsCancellationRequested)
        {
            logger.LogError(exception, "The rest of batch {BatchId} is given up", batch.Id);
            SinkOf(batch, run).End(new RunEnd(RunEnd.Lost, exception.Message));
        }

        if (run.Record is not null)
        {
            await RunAsync(batch, run, stopping);
            return;
        }

        await Task.WhenAny(run.Slot).WaitAsync(stopping);
        await run.EndAsync();
    }

    /// <summary>Asks a run to end, so that who is new gets its slot. What it has brought by then stays.</summary>
    public async Task StepAsideAsync(BatchRun run, CancellationToken stopping)
    {
        var record = run.Record!;
        try
        {
            if (await records.StepAsideAsync(record, stopping))
            {
                await AbortUntilAnsweredAsync(run, record.RunId!, stopping);
                return;
            }

            // It is another's by now, who counts its slot.
            run.IsSteppingAside = false;
            await run.LeaveSlotAsync();
        }
        catch (Exception exception) when (!stopping.IsCancellationRequested)
        {
            logger.LogWarning("Run {RunId} cannot be asked to step aside: {Problem}", record.RunId, exception.Message);
            run.StepAsideNever();
        }
    }

    private async Task AbortUntilAnsweredAsync(BatchRun run, string runId, CancellationToken stopping)
    {
        while (!run.HasEnded)
        {
            try
            {
                await apify.Runs.AbortAsync(runId, stopping);
                return;
            }
            catch (ApifyException exception) when (exception.IsTransient)
            {
                await Task.Delay(AfterError, time, stopping);
            }
        }
    }

    private async Task IntendAsync(
        ScrapeBatch batch, IReadOnlyList<BatchRun> runs, CancellationToken stopping, ApifyRun? after = null)
    {
        if (runs.Count == 0)
            return;
        var wanted = runs.Select(run => (run.Kind, run.Scrapes.Select(scrape => scrape.Username)));
        foreach (var (run, record) in runs.Zip(await records.IntendAsync(batch.Id, wanted, stopping, after)))
            run.Record = record;
    }

    private async Task ScrapeAsync(ScrapeBatch batch, CancellationToken stopping)
    {
        foreach (var run in batch.Runs)
            batch.Track(RunAsync(batch, run, stopping));
        try
        {
            await Task.WhenAll(batch.Scrapes.Select(scrape => SettleAsync(batch, scrape, stopping)));
            await Task.WhenAny(batch.RunsEndAsync(), Task.Delay(Linger, time, stopping));
        }
        finally
        {
            // Whatever ended the creators, nothing of the batch goes on after this.
            batch.GiveUp();
            await batch.RunsEndAsync();
        }
    }

    /// <summary>One creator's way through the batch.</summary>
    private async Task SettleAsync(ScrapeBatch batch, SharedScrape scrape, CancellationToken stopping)
    {
        if (await scrape.Rows.Profile.WaitAsync(stopping) is ProfileAnswer.None none)
        {
            scrape.Finish(none.Result);
            return;
        }

        var posts = scrape.PostsRun is { } run ? await PostsAsync(run, scrape.Rows, stopping) : PostsAnswer.NoMore;
        var lacksPosts = posts is not PostsAnswer.AllThere && scrape.Rows.LacksPosts;
        if (lacksPosts && posts is PostsAnswer.BrokenOff && scrape.PostsRun is { Scrapes.Count: > 1 } && !scrape.IsLastTry)
        {
            // A neighbour may have broken the run. In a run of its own the creator gets its posts, or is the one that breaks it.
            scrape.Finish(new ScrapeResult.Failed(ScrapeCodes.ProviderError, "The posts run broke off.", RetryAlone: true));
            return;
        }

        var id = await store.SaveAsync(batch.Id, scrape.Username, scrape.Rows, lacksPosts, stopping);
        scrape.Rows.Release();
        scrape.Finish(new ScrapeResult.Scraped(id));
    }

    private async Task<PostsAnswer> PostsAsync(BatchRun run, CreatorRows rows, CancellationToken stopping)
    {
        // Nobody waits too long for posts whose run may not begin yet.
        await Task.WhenAny(rows.Posts, run.Slot).WaitAsync(stopping);

        // In a long run the posts of the last come in its last turn.
        var turns = RunPlan.TurnsOf(run.Scrapes.Count, options.Value);
        try
        {
            return await rows.Posts.WaitAsync(TimeSpan.FromSeconds(turns * options.Value.PostsWaitSeconds), time, stopping);
        }
        catch (TimeoutException)
        {
            return PostsAnswer.NoMore;
        }
    }

    private async Task RunAsync(ScrapeBatch batch, BatchRun run, CancellationToken stopping)
    {
        var sink = SinkOf(batch, run);
        var record = run.Record!;
        try
        {
            await Task.WhenAny(run.Slot).WaitAsync(stopping);
            var end = run.Slot.IsCanceled ? RunEnd.NobodyWaited : await StartAndWatchAsync(batch, run, sink, stopping);
            if (end.Status is ActorRunStatus.Aborted && !batch.GivenUp.IsCancellationRequested)
                end = await WhyAbortedAsync(run, end, stopping);
            if (end.Status is not RunEnd.SteppedAside)
                sink.End(end);
            logger.LogInformation("{Kind} run {RunId} of {Count} creators: {End}", run.Kind, record.RunId, run.Scrapes.Count, end.Detail);
            await records.EndAsync(record, end, stopping);
            if (end.Status is RunEnd.SteppedAside)
            {
                // What is paid for is read before the rest is known; who is new need not wait for that.
                await run.LeaveSlotAsync();
                await watcher.ReadLateRowsAsync(record, sink, stopping);
                batch.SetAside([.. run.Missing]);
            }
        }
        catch (Exception exception) when (!stopping.IsCancellationRequested)
        {
            logger.LogError(exception, "{Kind} run {Id} ({RunId}) is given up", run.Kind, record.Id, record.RunId);
            sink.End(new RunEnd(RunEnd.Lost, exception.Message));
        }
        finally
        {
            await run.EndAsync();
        }
    }

    // Not by us, it may have stepped aside for somebody in the process that has taken it over.
    private async Task<RunEnd> WhyAbortedAsync(BatchRun run, RunEnd end, CancellationToken stopping)
    {
        if (run.IsSteppingAside)
            return end with { Status = RunEnd.SteppedAside };
        return await records.IsMineAsync(run.Record!, stopping) ? end : RunEnd.ReadElsewhere;
    }

    private static BatchSink SinkOf(ScrapeBatch batch, BatchRun run) =>
        run.Kind is RunKind.Profile ? new ProfileSink(batch, run) : new PostsSink(batch, run);

    private async Task<RunEnd> StartAndWatchAsync(ScrapeBatch batch, BatchRun run, BatchSink sink, CancellationToken stopping)
    {
        var record = run.Record!;
        if (record is { RunId: null, FinishedAt: not null })
            return new RunEnd(RunEnd.NotStarted, "It was refused before.", Code: ScrapeCodes.ProviderError);
        using var wanted = CancellationTokenSource.CreateLinkedTokenSource(batch.GivenUp, stopping);
        try
        {
            if (record.RunId is null && await launcher.StartAsync(record, run.IsLeftBehind, wanted.Token, stopping) is { } notStarted)
                return notStarted;
            run.WorksSince = time.GetUtcNow();
            sink.Started();
            batch.SetChanged();
            logger.LogInformation("{Kind} run {RunId} works on {Count} creators", run.Kind, record.RunId, run.Scrapes.Count);
            return await watcher.WatchAsync(record, sink, wanted.Token);
        }
        catch (OperationCanceledException) when (!stopping.IsCancellationRequested)
        {
            return await AbortAsync(record, stopping);
        }
    }

    private async Task<RunEnd> AbortAsync(ApifyRun run, CancellationToken stopping)
    {
        if (run.RunId is null)
            return RunEnd.NobodyWaited;
        if (!await records.IsMineAsync(run, stopping))
            return RunEnd.ReadElsewhere;

        // Its slot is free only when the platform has really ended it.
        await apify.Runs.AbortAsync(run.RunId, stopping);
        var ended = await apify.Runs.GetAsync(run.RunId, AbortSeconds, stopping);
        return new RunEnd(ended.Status ?? ActorRunStatus.Aborted, "Aborted: nobody waited for it any more.", ended);
    }

    /// <summary>Hands a run's rows to the creators they are about.</summary>
    private abstract class BatchSink(ScrapeBatch batch, BatchRun run) : IRowSink
    {
        public bool WantsMore => Run.Scrapes.Any(Misses);

        protected ScrapeBatch Batch { get; } = batch;

        protected BatchRun Run { get; } = run;

        public void Take(IReadOnlyList<JsonElement> rows)
        {
            foreach (var row in rows.Where(row => row.ValueKind is JsonValueKind.Object))
                Take(row);
        }

        public virtual void Started()
        {
        }

        public abstract void End(RunEnd end);

        protected abstract void Take(JsonElement row);

        protected abstract bool Misses(SharedScrape scrape);
    }

    private sealed class ProfileSink(ScrapeBatch batch, BatchRun run) : BatchSink(batch, run)
    {
        public override void Started()
        {
            foreach (var scrape in Run.Scrapes)
                scrape.SetStarted();
        }

        public override void End(RunEnd end)
        {
            foreach (var scrape in Run.Scrapes)
                scrape.Rows.EndProfile(end.WithoutRow(scrape.Rows.Unclear));
        }

        protected override void Take(JsonElement row)
        {
            if (row.Deserialize(ApifyJson.Default.ProfileRow) is { } profile)
                Batch.RowsOf(Batch.Matcher.Match(profile))?.AddProfile(profile, row);
        }

        protected override bool Misses(SharedScrape scrape) => !scrape.Rows.Profile.IsCompleted && scrape.Rows.Unclear is null;
    }

    private sealed class PostsSink(ScrapeBatch batch, BatchRun run) : BatchSink(batch, run)
    {
        public override void End(RunEnd end)
        {
            foreach (var scrape in Run.Scrapes)
                scrape.Rows.EndPosts(end);
        }

        protected override void Take(JsonElement row)
        {
            if (row.Deserialize(ApifyJson.Default.PostRow) is { } post)
                Batch.RowsOf(Batch.Matcher.Match(post))?.AddPost(post, row);
        }

        // Not of creators that are known to have none.
        protected override bool Misses(SharedScrape scrape) =>
            scrape.Rows is { HasPosts: false, Posts.IsCompleted: false }
            && (scrape.Rows.LacksPosts || !scrape.Rows.Profile.IsCompleted);
    }
}

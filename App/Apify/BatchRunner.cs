using System.Text.Json;
using Microsoft.Extensions.Options;

namespace CreatorAnalytics.Apify;

/// <summary>
/// Takes a batch from its intent to its results: both runs start, their rows come in while they work, and each creator ends as soon as
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
    private const int AbortSeconds = 10;

    private static readonly RunEnd NobodyWaited = new(RunEnd.NotStarted, "Nobody waited for it any more.", Code: ScrapeCodes.ProviderError);

    /// <summary>Runs the batch until every creator in it has its result and both runs have ended. The slots are free then.</summary>
    public async Task RunAsync(ScrapeBatch batch, CancellationToken stopping)
    {
        using var span = ApifyTelemetry.StartBatch(batch);
        try
        {
            if (batch.Runs.Count == 0)
                batch.Runs = await records.IntendAsync(batch.Id, batch.Scrapes.Select(scrape => scrape.Username), stopping);
            await ScrapeAsync(batch, stopping);
        }
        finally
        {
            batch.GiveUp();
            await FreeAsync(batch.ProfileSlot);
            await FreeAsync(batch.PostsSlot);
        }
    }

    private async Task ScrapeAsync(ScrapeBatch batch, CancellationToken stopping)
    {
        var matcher = new RowMatcher([.. batch.Scrapes.Select(scrape => scrape.Username)]);
        var runs = Task.WhenAll(
            RunAsync(batch, batch.Runs[0], batch.ProfileSlot, new ProfileSink(batch, matcher), stopping),
            RunAsync(batch, batch.Runs[1], batch.PostsSlot, new PostsSink(batch, matcher), stopping));
        try
        {
            await Task.WhenAll(batch.Scrapes.Select(scrape => SettleAsync(batch, scrape, stopping)));
            await Task.WhenAny(runs, Task.Delay(Linger, time, stopping));
        }
        finally
        {
            // Whatever ended the creators, nothing of the batch goes on after this.
            batch.GiveUp();
            await runs;
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

        var posts = await PostsAsync(batch, scrape.Rows, stopping);
        var lacksPosts = posts is not PostsAnswer.AllThere && scrape.Rows.LacksPosts;
        if (lacksPosts && posts is PostsAnswer.BrokenOff && batch.Scrapes.Count > 1 && !scrape.IsLastTry)
        {
            // A neighbour may have broken the run. In a run of its own the creator gets its posts, or is the one that breaks it.
            scrape.Finish(new ScrapeResult.Failed(ScrapeCodes.ProviderError, "The posts run broke off.", RetryAlone: true));
            return;
        }

        var id = await store.SaveAsync(batch.Id, scrape.Username, scrape.Rows, lacksPosts, stopping);
        scrape.Finish(new ScrapeResult.Scraped(id));
    }

    private async Task<PostsAnswer> PostsAsync(ScrapeBatch batch, CreatorRows rows, CancellationToken stopping)
    {
        // Nobody waits too long for posts whose run may not begin yet.
        await Task.WhenAny(rows.Posts, batch.PostsSlot).WaitAsync(stopping);

        // In a long run the posts of the last may come as many turns later as it holds short runs.
        var turns = (batch.Scrapes.Count + options.Value.UsernamesPerRun - 1) / options.Value.UsernamesPerRun;
        try
        {
            return await rows.Posts.WaitAsync(TimeSpan.FromSeconds(turns * options.Value.PostsWaitSeconds), time, stopping);
        }
        catch (TimeoutException)
        {
            return PostsAnswer.NoMore;
        }
    }

    private async Task RunAsync(ScrapeBatch batch, ApifyRun run, Task<RunSlots.Slot> slot, BatchSink sink, CancellationToken stopping)
    {
        try
        {
            await Task.WhenAny(slot).WaitAsync(stopping);
            var end = slot.IsCanceled ? NobodyWaited : await StartAndWatchAsync(batch, run, sink, stopping);
            sink.End(end);
            logger.LogInformation("{Kind} run {RunId} of {Count} creators: {End}", run.Kind, run.RunId, batch.Scrapes.Count, end.Detail);
            await records.EndAsync(run, end, stopping);
        }
        catch (Exception exception) when (!stopping.IsCancellationRequested)
        {
            logger.LogError(exception, "{Kind} run {Id} ({RunId}) is given up", run.Kind, run.Id, run.RunId);
            sink.End(new RunEnd(RunEnd.Lost, exception.Message));
        }
        finally
        {
            await FreeAsync(slot);
        }
    }

    private static async Task FreeAsync(Task<RunSlots.Slot> slot)
    {
        if (slot.IsCompletedSuccessfully)
            (await slot).Dispose();
    }

    private async Task<RunEnd> StartAndWatchAsync(ScrapeBatch batch, ApifyRun run, BatchSink sink, CancellationToken stopping)
    {
        using var wanted = CancellationTokenSource.CreateLinkedTokenSource(batch.GivenUp, stopping);
        try
        {
            if (run.RunId is null && await launcher.StartAsync(run, batch.IsRecovered, wanted.Token, stopping) is { } notStarted)
                return notStarted;
            sink.Started();
            logger.LogInformation("{Kind} run {RunId} works on {Count} creators", run.Kind, run.RunId, batch.Scrapes.Count);
            return await watcher.WatchAsync(run, sink, wanted.Token);
        }
        catch (OperationCanceledException) when (!stopping.IsCancellationRequested)
        {
            return await AbortAsync(run, stopping);
        }
    }

    private async Task<RunEnd> AbortAsync(ApifyRun run, CancellationToken stopping)
    {
        if (run.RunId is null)
            return NobodyWaited;
        if (!await records.IsMineAsync(run, stopping))
            return new RunEnd(RunEnd.Lost, "Another process reads it.");

        // Its slot is free only when the platform has really ended it.
        await apify.Runs.AbortAsync(run.RunId, stopping);
        var ended = await apify.Runs.GetAsync(run.RunId, AbortSeconds, stopping);
        return new RunEnd(ended.Status ?? ActorRunStatus.Aborted, "Aborted: nobody waited for it any more.", ended);
    }

    /// <summary>Hands a run's rows to the creators they are about.</summary>
    private abstract class BatchSink : IRowSink
    {
        private readonly Dictionary<string, SharedScrape> _scrapes;

        protected BatchSink(ScrapeBatch batch) =>
            _scrapes = batch.Scrapes.ToDictionary(scrape => scrape.Username, StringComparer.OrdinalIgnoreCase);

        protected IEnumerable<SharedScrape> Scrapes => _scrapes.Values;

        public bool WantsMore => Scrapes.Any(Misses);

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

        protected CreatorRows? RowsOf(string? username) =>
            username is not null && _scrapes.TryGetValue(username, out var scrape) ? scrape.Rows : null;
    }

    private sealed class ProfileSink(ScrapeBatch batch, RowMatcher matcher) : BatchSink(batch)
    {
        public override void Started()
        {
            foreach (var scrape in Scrapes)
                scrape.SetStarted();
        }

        public override void End(RunEnd end)
        {
            foreach (var scrape in Scrapes)
                scrape.Rows.EndProfile(end.WithoutRow(scrape.Rows.Unclear));
        }

        protected override void Take(JsonElement row)
        {
            if (row.Deserialize(ApifyJson.Default.ProfileRow) is { } profile)
                RowsOf(matcher.Match(profile))?.AddProfile(profile, row);
        }

        protected override bool Misses(SharedScrape scrape) => !scrape.Rows.Profile.IsCompleted && scrape.Rows.Unclear is null;
    }

    private sealed class PostsSink(ScrapeBatch batch, RowMatcher matcher) : BatchSink(batch)
    {
        public override void End(RunEnd end)
        {
            foreach (var scrape in Scrapes)
                scrape.Rows.EndPosts(end);
        }

        protected override void Take(JsonElement row)
        {
            if (row.Deserialize(ApifyJson.Default.PostRow) is { } post)
                RowsOf(matcher.Match(post))?.AddPost(post, row);
        }

        // Only of creators that are known to have posts; the others have none to wait for.
        protected override bool Misses(SharedScrape scrape) =>
            scrape.Rows is { HasPosts: false, LacksPosts: true, Posts.IsCompleted: false };
    }
}

using CreatorAnalytics.Apify;
using CreatorAnalytics.Storage;
using CreatorAnalytics.Tests.Support;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace CreatorAnalytics.Tests.Apify;

/// <summary>One process' scraper with everything under it, talking to a given platform.</summary>
internal sealed class TestScraper : IAsyncDisposable
{
    /// <summary>What the platform knows the caller by.</summary>
    public const string Token = "secret-token";

    private readonly Lifetime _lifetime = new();
    private readonly RunHousekeeping _housekeeping;

    public TestScraper(
        TestDatabase database, Uri address, HttpMessageHandler handler, TimeProvider time, ApifyOptions? settings = null, double timeScale = 1)
    {
        // A busy machine lets the tests' clock run far ahead of the work; posts are not given up meanwhile.
        var options = Options.Create(settings ?? new ApifyOptions { GatherMilliseconds = 20, PostsWaitSeconds = 3600 });
        var platform = new ApifyPlatform("sandbox", Token, timeScale, () => address);
        var retry = new ApifyRetry(time, new Random(1));
        Client = new ApifyClient(new ApifyTransport(new OneClient(handler), platform, retry, new RequestPacer(time), time));
        Holds = new StartHolds(retry, time);
        Bills = new RunBills(Client, platform, database.Database, time, Log<RunBills>());
        var readiness = new Readiness();
        readiness.SetReady();
        Slots = new RunSlots(options);
        Records = new RunRecords(database.Database, new DatabaseClock(time), options, time);
        var store = new ScrapeStore(database.Database, time);
        var tasks = new TaskLibrary(Client, time, Log<TaskLibrary>());
        var signals = new RunSignals();
        Webhook = new ApifyWebhook(platform, options, signals);
        Merged = new MergedDataset(Client, platform, database.Database, new DatabaseClock(time), options, time, Log<MergedDataset>());
        var watcher = new RunWatcher(Client, platform, signals, options, time, Log<RunWatcher>());
        var runner = new BatchRunner(
            Client,
            new RunLauncher(Client, tasks, Webhook, new Spending(Records, options, time), Holds, Records, options, time, Log<RunLauncher>()),
            watcher,
            Records,
            store,
            options,
            time,
            Log<BatchRunner>());
        Scraper = new CreatorScraper(runner, watcher, Records, Slots, store, platform, readiness, _lifetime, options, time, Log<CreatorScraper>());
        _housekeeping = new RunHousekeeping(Scraper, Slots, Client, tasks, Bills, Merged, options, readiness, time, Log<RunHousekeeping>());
    }

    public CreatorScraper Scraper { get; }

    public ApifyClient Client { get; }

    public RunRecords Records { get; }

    public RunSlots Slots { get; }

    public ApifyWebhook Webhook { get; }

    public MergedDataset Merged { get; }

    public StartHolds Holds { get; }

    public RunBills Bills { get; }

    public async Task<TestScraper> StartAsync()
    {
        await Scraper.StartAsync(CancellationToken.None);
        await _housekeeping.StartAsync(CancellationToken.None);
        return this;
    }

    /// <summary>Ends the process: nothing is aborted, nothing cleaned up.</summary>
    public async Task StopAsync()
    {
        _lifetime.StopApplication();
        await Scraper.StopAsync(CancellationToken.None);
        await _housekeeping.StopAsync(CancellationToken.None);
    }

    public Task<ScrapeResult> ScrapeAsync(string username, CancellationToken cancellationToken, long rank = 0, bool alone = false, bool lastTry = false) =>
        Scraper.ScrapeAsync(new ScrapeRequest(username, rank, alone) { IsLastTry = lastTry }, cancellationToken);

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        Scraper.Dispose();
        _housekeeping.Dispose();
    }

    private static ILogger<T> Log<T>() => NullLogger<T>.Instance;

    private sealed class Lifetime : IHostApplicationLifetime
    {
        private readonly CancellationTokenSource _stopping = new();

        public CancellationToken ApplicationStarted => CancellationToken.None;

        public CancellationToken ApplicationStopping => _stopping.Token;

        public CancellationToken ApplicationStopped => CancellationToken.None;

        public void StopApplication() => _stopping.Cancel();
    }
}

/// <summary>Gives out clients over one handler.</summary>
internal sealed class OneClient(HttpMessageHandler handler) : IHttpClientFactory
{
    public HttpClient CreateClient(string name) => new(handler, disposeHandler: false) { Timeout = Timeout.InfiniteTimeSpan };
}

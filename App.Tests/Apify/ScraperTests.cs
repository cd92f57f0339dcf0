using CreatorAnalytics.Apify;
using CreatorAnalytics.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Time.Testing;

namespace CreatorAnalytics.Tests.Apify;

/// <summary>The scraper against a platform that does what each test says, on a clock that the test moves.</summary>
public abstract class ScraperTests : IAsyncLifetime
{
    private static readonly TimeSpan Step = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan LongStep = TimeSpan.FromMilliseconds(500);

    private readonly TestDatabase _database = new();
    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 6, 1, 12, 0, 0, TimeSpan.Zero));

    private protected static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private protected FakeApify Platform { get; } = new();

    private protected DateTimeOffset Now => _time.GetUtcNow();

    /// <inheritdoc cref="TestDatabase.BeforeTransaction"/>
    private protected Action BeforeTransaction
    {
        set => _database.BeforeTransaction = value;
    }

    /// <summary>The process that scrapes now.</summary>
    private protected TestScraper Process { get; set; } = null!;

    public async ValueTask InitializeAsync() => Process = await New().StartAsync();

    public async ValueTask DisposeAsync()
    {
        await Process.DisposeAsync();
        Platform.Dispose();
        _database.Dispose();
        GC.SuppressFinalize(this);
    }

    /// <summary>A process that is not started yet.</summary>
    private protected TestScraper New(ApifyOptions? options = null) => new(_database, new Uri("http://apify.test"), Platform, _time, options);

    /// <summary>Ends the process, and starts the next.</summary>
    private protected async Task RestartAsync(ApifyOptions? options = null)
    {
        await Process.DisposeAsync();
        Process = await New(options).StartAsync();
    }

    /// <summary>Runs that the table knows the platform's id of.</summary>
    private protected int Bound()
    {
        using var db = _database.CreateDbContext();
        return db.Set<ApifyRun>().AsNoTracking().Count(run => run.RunId != null);
    }

    private protected Task<StoredScrape> LoadAsync(ScrapeResult result) =>
        Process.Scraper.LoadAsync(Assert.IsType<ScrapeResult.Scraped>(result).ScrapeId, Cancel);

    /// <summary>Moves the clock until the task ends.</summary>
    private protected async Task<T> InTime<T>(Task<T> task)
    {
        await InTime((Task)task);
        return await task;
    }

    private protected async Task InTime(Task task)
    {
        for (var steps = 0; !task.IsCompleted; steps++)
        {
            Assert.True(steps < 10_000, "It did not end in 500 s of the test's clock.");
            await StepAsync(Step);
        }

        await task;
    }

    private protected async Task PassAsync(TimeSpan span)
    {
        for (var passed = TimeSpan.Zero; passed < span; passed += LongStep)
            await StepAsync(LongStep);
    }

    // A real millisecond lets what the step woke up run, before the clock moves on.
    private async Task StepAsync(TimeSpan step)
    {
        _time.Advance(step);
        await Task.Delay(TimeSpan.FromMilliseconds(1), TimeProvider.System, Cancel);
    }

    private protected async Task WhenAsync(Func<bool> condition)
    {
        while (!condition())
            await Task.Delay(TimeSpan.FromMilliseconds(2), TimeProvider.System, Cancel);
    }
}

using CreatorAnalytics.Apify;
using CreatorAnalytics.Jobs;
using CreatorAnalytics.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace CreatorAnalytics.Tests.Jobs;

/// <summary>How often a creator is tried, and what is told of the tries that failed.</summary>
public sealed class ItemAttemptTests : IDisposable
{
    private readonly EngineFixture _engine = new();

    public void Dispose() => _engine.Dispose();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(1, 5)]
    [InlineData(2, 0)]
    public async Task An_item_keeps_the_retries_it_was_submitted_with(int submittedWith, int later)
    {
        var caller = await _engine.NewTeamAsync(100);
        var options = _engine.Get<IOptions<JobsOptions>>().Value;
        _engine.Scraper.Answer = _ => new ScrapeResult.Failed(ScrapeCodes.NotReturned, "", RetryAlone: true);
        options.MaxRetries = submittedWith;
        var job = await _engine.SubmitAsync(caller, "absent");
        options.MaxRetries = later;

        await _engine.WorkAllAsync();

        var item = Assert.Single((await _engine.StatusAsync(caller, job.JobId)).Items);
        Assert.Equal((JobStatus.Failed, submittedWith), (item.Status, item.RetryCount));
        Assert.Equal(submittedWith, _engine.Scraper.Requests.ToList().FindIndex(request => request.IsLastTry));
        Assert.All(item.Attempts, attempt => Assert.Equal(submittedWith + 1, attempt.Of));
    }

    [Fact]
    public async Task Every_try_that_failed_is_told_with_its_time_and_what_happened()
    {
        var caller = await _engine.NewTeamAsync(100);
        var codes = new Queue<string>([ScrapeCodes.TimedOut, ScrapeCodes.ProviderError, ScrapeCodes.NotReturned]);
        var times = new List<DateTimeOffset>();
        _engine.Scraper.Answer = _ =>
        {
            times.Add(_engine.Time.GetUtcNow());
            return codes.TryDequeue(out var code)
                ? new ScrapeResult.Failed(code, "", RetryAlone: true)
                : new ScrapeResult.Refused(ScrapeCodes.HandleNotFound, "");
        };
        using var events = new EventLog(_engine.Get<JobFeed>(), caller.UserId);
        var job = await _engine.SubmitAsync(caller, "unlucky");

        await _engine.WorkAllAsync();

        var item = Assert.Single((await _engine.StatusAsync(caller, job.JobId)).Items);
        Assert.Equal(
            [
                new(1, 4, times[0], ScrapeCodes.TimedOut),
                new(2, 4, times[1], ScrapeCodes.ProviderError),
                new(3, 4, times[2], ScrapeCodes.NotReturned),
                new(4, 4, times[3], ScrapeCodes.HandleNotFound),
            ],
            item.Attempts);
        Assert.Equal(item.Attempts, events.LastItem.Attempts);
    }

    [Fact]
    public async Task A_delivered_creator_keeps_the_tries_that_failed_before_and_one_delivered_at_once_has_none()
    {
        var caller = await _engine.NewTeamAsync(100);
        var failures = 1;
        _engine.Scraper.Answer = request => request.Username == "flaky" && failures-- > 0
            ? new ScrapeResult.Failed(ScrapeCodes.ProviderError, "", RetryAlone: true)
            : null;
        var job = await _engine.SubmitAsync(caller, "flaky", "nasa");

        await _engine.WorkAllAsync();

        var items = (await _engine.StatusAsync(caller, job.JobId)).Items;
        Assert.All(items, item => Assert.Equal(JobStatus.Completed, item.Status));
        Assert.Equal([1, 0], items.Select(item => item.Attempts.Count));
        Assert.True(await _engine.Database.ReadAsync(db => db.Set<JobItem>().AnyAsync(i => i.Username == "nasa" && i.Attempts == null, Cancel), Cancel));
    }

    [Fact]
    public async Task A_lost_worker_is_told_apart_and_uses_up_no_try_and_handing_back_is_none()
    {
        var caller = await _engine.NewTeamAsync(100);
        var job = await _engine.SubmitAsync(caller, "nasa");
        await _engine.ClaimAsync();
        await _engine.Get<ItemQueue>().HandBackAsync(Cancel);
        await _engine.ClaimAsync();
        _engine.Time.Advance(TimeSpan.FromSeconds(61));
        var noticed = _engine.Time.GetUtcNow();
        var rescuer = Assert.Single(await _engine.ClaimAsync());
        _engine.Scraper.Answer = _ => new ScrapeResult.Failed(ScrapeCodes.NotReturned, "", RetryAlone: true);

        await _engine.WorkAsync(rescuer);
        var failed = _engine.Time.GetUtcNow();
        _engine.Time.Advance(TimeSpan.FromSeconds(5));
        await _engine.ClaimAsync();

        var item = Assert.Single((await _engine.StatusAsync(caller, job.JobId)).Items);
        Assert.Equal((JobStatus.Processing, 1), (item.Status, item.RetryCount));
        Assert.Equal([new(1, 4, noticed, ItemErrors.WorkerLost), new(1, 4, failed, ScrapeCodes.NotReturned)], item.Attempts);
    }

    [Fact]
    public async Task What_loses_one_worker_after_the_other_comes_to_an_end()
    {
        var caller = await _engine.NewTeamAsync(100);
        var job = await _engine.SubmitAsync(caller, "deadly");
        for (var lost = 0; lost <= RetrySchedule.MostLeasesLost; lost++)
        {
            Assert.Single(await _engine.ClaimAsync());
            _engine.Time.Advance(TimeSpan.FromSeconds(61));
        }

        await _engine.WorkAllAsync();

        var item = Assert.Single((await _engine.StatusAsync(caller, job.JobId)).Items);
        Assert.Equal((JobStatus.Failed, ItemErrors.WorkerLost, 0), (item.Status, item.Error?.Code, item.RetryCount));
        Assert.Equal(
            Enumerable.Repeat((1, ItemErrors.WorkerLost), RetrySchedule.MostLeasesLost + 1),
            item.Attempts.Select(attempt => (attempt.Number, attempt.Code)));
        Assert.Empty(_engine.Scraper.Requests);
        Assert.Equal(100, (await _engine.BalanceAsync(caller)).Available);
        await _engine.AuditAsync();
    }

    [Fact]
    public async Task One_that_lost_fewer_workers_is_delivered()
    {
        var caller = await _engine.NewTeamAsync(100);
        var job = await _engine.SubmitAsync(caller, "nasa");
        for (var lost = 0; lost < RetrySchedule.MostLeasesLost; lost++)
        {
            Assert.Single(await _engine.ClaimAsync());
            _engine.Time.Advance(TimeSpan.FromSeconds(61));
        }

        await _engine.WorkAllAsync();

        Assert.Equal(JobStatus.Completed, (await _engine.StatusAsync(caller, job.JobId)).Status);
    }

    /// <summary>The last item that was told of.</summary>
    private sealed class EventLog : IDisposable
    {
        private readonly IDisposable _subscription;

        public EventLog(JobFeed feed, Guid userId) =>
            _subscription = feed.Subscribe(userId, change => LastItem = change.Item ?? LastItem);

        public ItemView LastItem { get; private set; } = null!;

        public void Dispose() => _subscription.Dispose();
    }
}

using CreatorAnalytics.Apify;
using CreatorAnalytics.Jobs;
using CreatorAnalytics.Tests.Support;

namespace CreatorAnalytics.Tests.Jobs;

public sealed class ClaimTests : IDisposable
{
    private readonly EngineFixture _engine = new();

    public void Dispose() => _engine.Dispose();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Simultaneous_claimers_never_get_the_same_item()
    {
        var caller = await _engine.NewTeamAsync(5000);
        for (var job = 0; job < 5; job++)
            await _engine.SubmitAsync(caller, [.. Enumerable.Range(0, 15).Select(n => $"c{job}_{n}")]);

        var claims = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => Task.Run(() => _engine.ClaimAsync(5), Cancel)));

        Assert.Equal(75, claims.SelectMany(batch => batch).Select(claim => claim.ItemId).Distinct().Count());
        Assert.Equal(75, claims.Sum(batch => batch.Count));
    }

    [Fact]
    public async Task A_dead_workers_item_is_taken_over_after_its_lease_and_its_late_writes_are_refused()
    {
        var caller = await _engine.NewTeamAsync(100);
        var job = await _engine.SubmitAsync(caller, "nasa");
        var dead = Assert.Single(await _engine.ClaimAsync());
        Assert.Empty(await _engine.ClaimAsync());

        _engine.Time.Advance(TimeSpan.FromSeconds(61));
        var rescuer = Assert.Single(await _engine.ClaimAsync());
        Assert.Equal(dead.ItemId, rescuer.ItemId);
        Assert.Equal(dead.RetryCount, rescuer.RetryCount);

        var writes = _engine.Get<ItemWrites>();
        await Assert.ThrowsAsync<ClaimLostException>(() => writes.ApifyCompletedAsync(dead, Guid.CreateVersion7(), Cancel));
        await Assert.ThrowsAsync<ClaimLostException>(() => writes.SettleAsync(dead, new ItemOutcome.Failed("late"), Cancel));

        await _engine.WorkAsync(rescuer);
        var ended = await _engine.StatusAsync(caller, job.JobId);
        Assert.Equal((JobStatus.Completed, 25L), (ended.Status, ended.CreditsCharged));
        await Assert.ThrowsAsync<ClaimLostException>(() => writes.SettleAsync(rescuer, new ItemOutcome.Failed("twice"), Cancel));
        await _engine.AuditAsync();
    }

    [Fact]
    public async Task Work_goes_on_after_the_last_finished_stage()
    {
        var caller = await _engine.NewTeamAsync(100);
        await _engine.SubmitAsync(caller, "nasa");
        var first = Assert.Single(await _engine.ClaimAsync());
        var scraped = await _engine.Scraper.ScrapeAsync(new("nasa", 1), Cancel);
        var scrapeId = Assert.IsType<ScrapeResult.Scraped>(scraped).ScrapeId;
        await _engine.Get<ItemWrites>().ApifyCompletedAsync(first, scrapeId, Cancel);

        _engine.Time.Advance(TimeSpan.FromSeconds(61));
        await _engine.WorkAllAsync();

        Assert.Single(_engine.Scraper.Requests);
        await _engine.AuditAsync();
    }

    [Fact]
    public async Task Handing_back_frees_the_items_at_once_without_using_up_a_retry()
    {
        var caller = await _engine.NewTeamAsync(100);
        var job = await _engine.SubmitAsync(caller, "nasa", "natgeo");
        var old = await _engine.ClaimAsync();

        Assert.Equal(2, await _engine.Get<ItemQueue>().HandBackAsync(Cancel));

        Assert.All((await _engine.StatusAsync(caller, job.JobId)).Items, item => Assert.Equal((JobStatus.Pending, 0), (item.Status, item.RetryCount)));
        await Assert.ThrowsAsync<ClaimLostException>(
            () => _engine.Get<ItemWrites>().SettleAsync(old[0], new ItemOutcome.Failed("late"), Cancel));
        await _engine.WorkAllAsync();
        Assert.Equal(JobStatus.Completed, (await _engine.StatusAsync(caller, job.JobId)).Status);
    }

    [Fact]
    public async Task Renewing_keeps_the_claims_of_this_process()
    {
        var caller = await _engine.NewTeamAsync(100);
        await _engine.SubmitAsync(caller, "nasa");
        var claim = Assert.Single(await _engine.ClaimAsync());

        _engine.Time.Advance(TimeSpan.FromSeconds(50));
        Assert.Equal([claim.ItemId], await _engine.Get<ItemQueue>().RenewAsync(except: [], Cancel));
        _engine.Time.Advance(TimeSpan.FromSeconds(50));

        Assert.Empty(await _engine.ClaimAsync());
    }

    [Fact]
    public async Task A_creator_in_hand_waits_until_a_run_has_started_for_it()
    {
        await _engine.SubmitAsync(await _engine.NewTeamAsync(100), "nasa", "natgeo");
        _engine.Time.Advance(TimeSpan.FromSeconds(20));
        Assert.Equal(new QueueDepth(2, TimeSpan.FromSeconds(20)), await DepthAsync());

        var claims = await _engine.ClaimAsync();
        _engine.Time.Advance(TimeSpan.FromSeconds(20));
        Assert.Equal(new QueueDepth(2, TimeSpan.FromSeconds(40)), await DepthAsync());

        await _engine.Get<ItemWrites>().ScrapeStartedAsync(claims[0], Cancel);
        Assert.Equal(new QueueDepth(1, TimeSpan.FromSeconds(40)), await DepthAsync());
        await _engine.WorkAsync(claims[1]);
        Assert.Equal(new QueueDepth(0, TimeSpan.Zero), await DepthAsync());
    }

    [Fact]
    public async Task A_creator_waits_for_its_next_try_from_when_that_is_due_and_no_longer_when_it_is_scraped()
    {
        await _engine.SubmitAsync(await _engine.NewTeamAsync(100), "nasa");
        _engine.Scraper.Answer = _ => new ScrapeResult.Failed(ScrapeCodes.ProviderError, "", RetryAlone: false);
        await _engine.WorkAsync(Assert.Single(await _engine.ClaimAsync()));
        Assert.Equal(new QueueDepth(0, TimeSpan.Zero), await DepthAsync());

        _engine.Time.SetUtcNow((await _engine.Get<ItemQueue>().NextDueAsync(Cancel))!.Value + TimeSpan.FromSeconds(5));
        Assert.Equal(new QueueDepth(1, TimeSpan.FromSeconds(5)), await DepthAsync());

        await _engine.Get<ItemWrites>().ApifyCompletedAsync(Assert.Single(await _engine.ClaimAsync()), Guid.CreateVersion7(), Cancel);
        await _engine.Get<ItemQueue>().HandBackAsync(Cancel);
        Assert.Equal(new QueueDepth(0, TimeSpan.Zero), await DepthAsync());
    }

    private Task<QueueDepth> DepthAsync() => _engine.Get<ItemQueue>().DepthAsync(Cancel);
}

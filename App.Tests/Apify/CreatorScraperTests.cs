using System.Net;
using System.Text;
using CreatorAnalytics.Apify;
using CreatorAnalytics.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Time.Testing;
using static CreatorAnalytics.Tests.Apify.FakeRun;

namespace CreatorAnalytics.Tests.Apify;

/// <summary>The scraper against a platform that does what each test says, on a clock that the test moves.</summary>
public sealed class CreatorScraperTests : IAsyncLifetime
{
    private static readonly TimeSpan Step = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan LongStep = TimeSpan.FromMilliseconds(500);

    private readonly TestDatabase _database = new();
    private readonly FakeApify _apify = new();
    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 6, 1, 12, 0, 0, TimeSpan.Zero));
    private TestScraper _test = null!;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _test = await New().StartAsync();

    public async ValueTask DisposeAsync()
    {
        await _test.DisposeAsync();
        _apify.Dispose();
        _database.Dispose();
    }

    [Fact]
    public async Task Two_who_want_the_same_creator_share_its_scrape()
    {
        _apify.OnRun = Succeed;
        var both = await InTime(Task.WhenAll(_test.ScrapeAsync("anna", Cancel), _test.ScrapeAsync("anna", Cancel)));

        Assert.Equal(both[0], both[1]);
        Assert.Equal(2, _apify.StartRequests);
    }

    [Fact]
    public async Task A_creator_is_there_as_soon_as_its_row_is_while_the_run_works_on()
    {
        _apify.OnRun = run => run.Push(run.IsProfile ? [FakeRun.Profile("anna", posts: 1)] : [FakeRun.Post("anna", "p1")]);
        var waiting = _test.ScrapeAsync("berta", Cancel);
        var scrape = await LoadAsync(await InTime(_test.ScrapeAsync("anna", Cancel)));

        Assert.Equal("p1", Assert.Single(scrape.Posts).ShortCode);
        Assert.False(waiting.IsCompleted);
        Assert.Equal("RUNNING", _apify.Runs[0].Status);
    }

    [Fact]
    public async Task Rows_count_in_any_order_case_and_number_and_odd_values_cost_only_themselves()
    {
        _apify.OnRun = run => run.Push(run.IsProfile
            ?
            [
                """7""",
                """{"id":"9","username":"Berta","followersCount":12.0,"postsCount":"0","latestPosts":"none","verified":"true"}""",
                """{"id":"1","username":"newname","inputUrl":"https://instagram.com/ANNA?x=1","followersCount":{"a":1},"postsCount":2,"extra":[]}""",
                """{"id":"1","username":"newname","inputUrl":"https://instagram.com/ANNA?x=1","followersCount":77}""",
                """{"id":"4","username":"stranger"}""",
            ]
            :
            [
                """{"id":5,"shortCode":"p1","ownerUsername":"Somebody","inputUrl":"https://www.instagram.com/anna/","likesCount":"oops","hashtags":null}""",
                """{"id":5,"shortCode":"p1","ownerUsername":"Somebody","inputUrl":"https://www.instagram.com/anna/"}""",
                """{"id":6,"shortCode":"p2","ownerUsername":"other","coauthorProducers":[3,{"username":"Anna"}],"taggedUsers":{"x":1}}""",
            ]).End("SUCCEEDED");
        var results = await InTime(Task.WhenAll(_test.ScrapeAsync("anna", Cancel), _test.ScrapeAsync("berta", Cancel)));

        var (anna, berta) = (await LoadAsync(results[0]), await LoadAsync(results[1]));
        Assert.Equal(("anna", "newname", null), (anna.Username, anna.Profile.Username, anna.Profile.FollowersCount));
        Assert.Equal(["p1", "p2"], anna.Posts.Select(post => post.ShortCode));
        Assert.Equal((12, true), (berta.Profile.FollowersCount, berta.Profile.Verified));
        Assert.Empty(berta.Profile.LatestPosts);
    }

    [Fact]
    public async Task The_last_to_leave_aborts_the_runs_and_others_keep_them()
    {
        using var leaves = new CancellationTokenSource();
        using var leavesLater = new CancellationTokenSource();
        var anna = _test.ScrapeAsync("anna", leaves.Token);
        var berta = _test.ScrapeAsync("berta", leavesLater.Token);
        await InTime(WhenAsync(() => _apify.Runs.Count == 2));

        await leaves.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => anna);
        Assert.All(_apify.Runs, run => Assert.Equal("RUNNING", run.Status));

        await leavesLater.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => berta);
        await InTime(WhenAsync(() => _apify.Runs.All(run => run.Status == "ABORTED")));
    }

    [Fact]
    public async Task Who_leaves_before_the_start_is_not_in_the_run()
    {
        using var leaves = new CancellationTokenSource();
        _apify.OnRun = Succeed;
        var anna = _test.ScrapeAsync("anna", leaves.Token);
        var berta = _test.ScrapeAsync("berta", Cancel);
        await leaves.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => anna);
        await InTime(berta);

        Assert.All(_apify.Runs, run => Assert.Equal(["berta"], run.Names));
    }

    [Theory]
    [InlineData("FAILED", ScrapeCodes.ProviderError)]
    [InlineData("ABORTED", ScrapeCodes.ProviderError)]
    [InlineData("TIMED-OUT", ScrapeCodes.TimedOut)]
    public async Task A_run_that_breaks_off_keeps_its_rows_and_the_others_are_tried_alone(string status, string code)
    {
        _apify.OnRun = run => run.Push(run.IsProfile ? FakeRun.Profile("anna") : "{}").End(status);
        var results = await InTime(Task.WhenAll(_test.ScrapeAsync("anna", Cancel), _test.ScrapeAsync("berta", Cancel)));

        Assert.IsType<ScrapeResult.Scraped>(results[0]);
        var failed = Assert.IsType<ScrapeResult.Failed>(results[1]);
        Assert.Equal((code, true), (failed.Code, failed.RetryAlone));

        _apify.OnRun = Succeed;
        await InTime(Task.WhenAll(_test.ScrapeAsync("berta", Cancel, alone: true), _test.ScrapeAsync("clara", Cancel)));
        Assert.Contains(_apify.Runs, run => run.Names is ["berta"]);
    }

    [Fact]
    public async Task Rows_that_come_after_the_end_are_found()
    {
        _apify.OnRun = run => run.End("SUCCEEDED");
        var anna = _test.ScrapeAsync("anna", Cancel);
        await InTime(WhenAsync(() => _apify.Runs.Count == 2));
        await PassAsync(TimeSpan.FromSeconds(4));
        Assert.False(anna.IsCompleted);

        _apify.Runs.Single(run => run.IsProfile).Push(FakeRun.Profile("anna"));
        Assert.IsType<ScrapeResult.Scraped>(await InTime(anna));
    }

    [Fact]
    public async Task A_posts_run_that_fails_leaves_the_profile_and_says_so()
    {
        _apify.OnRun = run =>
        {
            if (run.IsProfile)
                run.Push("""{"id":"1","username":"anna","postsCount":9,"latestPosts":[{"id":"5","shortCode":"p1"}]}""");
            run.End(run.IsProfile ? "SUCCEEDED" : "FAILED");
        };
        var scrape = await LoadAsync(await InTime(_test.ScrapeAsync("anna", Cancel)));
        Assert.True(scrape.PostsPartial);
        Assert.Equal("p1", Assert.Single(scrape.Posts).ShortCode);
    }

    [Fact]
    public async Task A_posts_run_that_a_neighbour_may_have_broken_is_tried_again_alone_as_long_as_there_is_a_try()
    {
        _apify.OnRun = run =>
        {
            if (run.IsProfile)
                run.Push([.. run.Names.Select(name => FakeRun.Profile(name, posts: 9))]);
            run.End(run.IsProfile ? "SUCCEEDED" : "FAILED");
        };
        var results = await InTime(Task.WhenAll(_test.ScrapeAsync("anna", Cancel), _test.ScrapeAsync("berta", Cancel, lastTry: true)));

        var anna = Assert.IsType<ScrapeResult.Failed>(results[0]);
        Assert.Equal((ScrapeCodes.ProviderError, true), (anna.Code, anna.RetryAlone));
        Assert.True((await LoadAsync(results[1])).PostsPartial);
    }

    [Fact]
    public async Task Posts_are_waited_for_no_longer_than_allowed()
    {
        _apify.OnRun = run =>
        {
            if (run.IsProfile)
                run.Push(FakeRun.Profile("anna", posts: 9)).End("SUCCEEDED");
        };
        var begun = _time.GetUtcNow();
        var scrape = await LoadAsync(await InTime(_test.ScrapeAsync("anna", Cancel)));
        Assert.True(scrape.PostsPartial);
        Assert.InRange((_time.GetUtcNow() - begun).TotalSeconds, 60, 90);
        await InTime(WhenAsync(() => _apify.Runs.All(run => run.Status is "SUCCEEDED" or "ABORTED")));
    }

    [Fact]
    public async Task An_unclear_start_is_adopted_from_the_list_and_not_sent_again()
    {
        _apify.OnRun = Succeed;
        _apify.LoseNextStartAnswer();
        Assert.IsType<ScrapeResult.Scraped>(await InTime(_test.ScrapeAsync("anna", Cancel)));
        Assert.Equal(2, _apify.StartRequests);
    }

    [Fact]
    public async Task A_start_that_did_not_happen_is_looked_for_ten_seconds_and_sent_again()
    {
        _apify.OnRun = Succeed;
        _apify.FailNextStart(HttpStatusCode.InternalServerError, "internal-server-error");
        _apify.FailNextStart(HttpStatusCode.InternalServerError, "internal-server-error");
        var begun = _time.GetUtcNow();
        Assert.IsType<ScrapeResult.Scraped>(await InTime(_test.ScrapeAsync("anna", Cancel)));
        Assert.Single(_apify.Runs, run => run.IsProfile);
        Assert.True(_time.GetUtcNow() - begun >= TimeSpan.FromSeconds(10));
    }

    [Fact]
    public async Task A_full_account_is_waited_for()
    {
        _apify.OnRun = Succeed;
        _apify.FailNextStart(HttpStatusCode.PaymentRequired, "actor-memory-limit-exceeded");
        _apify.FailNextStart(HttpStatusCode.PaymentRequired, "concurrent-runs-limit-exceeded");
        Assert.IsType<ScrapeResult.Scraped>(await InTime(_test.ScrapeAsync("anna", Cancel)));
        Assert.Equal(4, _apify.StartRequests);
    }

    [Theory]
    [InlineData(HttpStatusCode.PaymentRequired, "not-enough-usage-to-run-paid-actor", ScrapeCodes.ProviderLimit, false)]
    [InlineData(HttpStatusCode.Forbidden, "platform-feature-disabled", ScrapeCodes.ProviderLimit, false)]
    [InlineData(HttpStatusCode.Unauthorized, "user-or-token-not-found", ScrapeCodes.ProviderError, false)]
    [InlineData(HttpStatusCode.BadRequest, "invalid-input", ScrapeCodes.ProviderError, true)]
    public async Task A_refused_start_says_why(HttpStatusCode status, string type, string code, bool alone)
    {
        _apify.FailNextStart(status, type);
        _apify.FailNextStart(status, type);
        var failed = Assert.IsType<ScrapeResult.Failed>(await InTime(_test.ScrapeAsync("anna", Cancel)));
        Assert.Equal((code, alone), (failed.Code, failed.RetryAlone));
        Assert.DoesNotContain("secret-token", failed.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_lowest_ranks_go_first_when_slots_are_short()
    {
        await _test.DisposeAsync();
        _test = await New(new ApifyOptions { GatherMilliseconds = 20, MaxConcurrentRuns = 2, UsernamesPerRun = 2 }).StartAsync();
        _apify.OnRun = Succeed;
        await InTime(Task.WhenAll(Enumerable.Range(0, 6).Select(n => _test.ScrapeAsync($"creator{n}", Cancel, rank: 10 - n))));

        Assert.Equal(["creator4,creator5", "creator2,creator3", "creator0,creator1"],
            _apify.Runs.Where(run => run.IsProfile).Select(run => string.Join(',', run.Names)));
    }

    [Fact]
    public async Task While_more_wait_than_free_slots_take_runs_are_longer_but_not_those_of_the_last_slots()
    {
        await _test.DisposeAsync();
        _test = await New(new ApifyOptions { GatherMilliseconds = 20, MaxConcurrentRuns = 6, UsernamesPerRun = 2, MaxUsernamesPerRun = 4 })
            .StartAsync();
        using var leave = new CancellationTokenSource();
        var all = Task.WhenAll(Enumerable.Range(10, 20).Select(n => _test.ScrapeAsync($"creator{n}", leave.Token, rank: n)));
        await InTime(WhenAsync(() => _apify.Runs.Count == 6));
        await leave.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => all);

        Assert.Equal([2, 4, 4], _apify.Runs.Where(run => run.IsProfile).Select(run => run.Names.Length).Order());
        Assert.Contains("creator10,creator11,creator12,creator13", _apify.Runs.Select(run => string.Join(',', run.Names)));
    }

    [Fact]
    public async Task Few_who_wait_are_spread_over_the_free_slots_and_only_as_many_get_longer_runs_as_must()
    {
        await _test.DisposeAsync();
        _test = await New(new ApifyOptions { GatherMilliseconds = 20, MaxConcurrentRuns = 6, UsernamesPerRun = 2, MaxUsernamesPerRun = 60 })
            .StartAsync();
        _apify.OnRun = Succeed;
        await InTime(Task.WhenAll(Enumerable.Range(10, 7).Select(n => _test.ScrapeAsync($"creator{n}", Cancel, rank: n))));

        Assert.Equal([2, 2, 3], _apify.Runs.Where(run => run.IsProfile).Select(run => run.Names.Length).Order());
    }

    [Fact]
    public async Task With_a_single_slot_the_two_runs_follow_each_other()
    {
        await _test.DisposeAsync();
        _test = await New(new ApifyOptions { GatherMilliseconds = 20, MaxConcurrentRuns = 1 }).StartAsync();
        var most = 0;
        _apify.OnRun = run =>
        {
            most = Math.Max(most, _apify.Runs.Count(other => !other.Ended.IsCompleted));
            Succeed(run);
        };
        await InTime(Task.WhenAll(_test.ScrapeAsync("anna", Cancel), _test.ScrapeAsync("berta", Cancel, alone: true)));
        Assert.Equal((4, 1), (_apify.StartRequests, most));
    }

    [Fact]
    public async Task The_next_process_reads_on_what_the_last_one_started_and_starts_nothing()
    {
        var lost = Task.WhenAll(_test.ScrapeAsync("anna", Cancel), _test.ScrapeAsync("berta", Cancel));
        await InTime(WhenAsync(() => _apify.Runs.Count == 2));
        await InTime(WhenAsync(() => Bound() == 2));
        await RestartAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => lost);

        // Anna's item comes at once; Berta's only when the lease of its old process is over, long after the runs have ended.
        var anna = _test.ScrapeAsync("anna", Cancel);
        foreach (var run in _apify.Runs)
            Succeed(run);
        Assert.IsType<ScrapeResult.Scraped>(await InTime(anna));
        await PassAsync(TimeSpan.FromSeconds(60));
        Assert.IsType<ScrapeResult.Scraped>(await InTime(_test.ScrapeAsync("berta", Cancel)));
        Assert.Equal(2, _apify.StartRequests);
    }

    [Fact]
    public async Task Who_asks_while_the_next_process_takes_over_is_not_given_a_second_run()
    {
        var lost = _test.ScrapeAsync("anna", Cancel);
        await InTime(WhenAsync(() => Bound() == 2));
        await _test.DisposeAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => lost);
        await PassAsync(RunRecords.WatchLease * 2);
        _test = New();
        var anna = _test.ScrapeAsync("anna", Cancel);
        await _test.Scraper.RecoverAsync(Cancel);
        await _test.StartAsync();
        foreach (var run in _apify.Runs)
            Succeed(run);

        Assert.IsType<ScrapeResult.Scraped>(await InTime(anna));
        Assert.Equal(2, _apify.StartRequests);
    }

    [Fact]
    public async Task A_start_whose_process_died_before_the_answer_is_adopted()
    {
        var names = new[] { "anna" };
        await _test.Records.IntendAsync(Guid.CreateVersion7(), names, Cancel);
        await StartBehindItsBackAsync("apify/instagram-profile-scraper", """{"usernames":["anna"],"default":1}""");
        await StartBehindItsBackAsync("apify/instagram-post-scraper", """{"username":["anna"],"resultsLimit":50}""");
        await RestartAsync();

        Assert.IsType<ScrapeResult.Scraped>(await InTime(_test.ScrapeAsync("anna", Cancel)));
        Assert.Equal(2, _apify.StartRequests);
    }

    [Fact]
    public async Task What_nobody_comes_back_for_is_aborted_after_the_grace()
    {
        var lost = _test.ScrapeAsync("anna", Cancel);
        await InTime(WhenAsync(() => Bound() == 2));
        await RestartAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => lost);
        await PassAsync(TimeSpan.FromSeconds(60));
        Assert.All(_apify.Runs, run => Assert.Equal("RUNNING", run.Status));

        await PassAsync(CreatorScraper.RecoveryGrace);
        await InTime(WhenAsync(() => _apify.Runs.All(run => run.Status == "ABORTED")));
    }

    [Fact]
    public async Task A_scrape_nobody_read_serves_the_next_and_a_read_one_does_not()
    {
        _apify.OnRun = Succeed;
        var first = await InTime(_test.ScrapeAsync("anna", Cancel));
        Assert.Equal(first, await InTime(_test.ScrapeAsync("anna", Cancel)));
        Assert.Equal(2, _apify.StartRequests);

        await LoadAsync(first);
        Assert.NotEqual(first, await InTime(_test.ScrapeAsync("anna", Cancel)));
        Assert.Equal(4, _apify.StartRequests);
    }

    private async Task StartBehindItsBackAsync(string actor, string input)
    {
        _apify.OnRun = Succeed;
        await _test.Client.Actors.StartAsync(actor, new RunStart(Encoding.UTF8.GetBytes(input), 60, 1024, MaxTotalChargeUsd: 1), Cancel);
    }

    private TestScraper New(ApifyOptions? options = null) => new(_database, new Uri("http://apify.test"), _apify, _time, options);

    private async Task RestartAsync()
    {
        await _test.DisposeAsync();
        _test = await New().StartAsync();
    }

    private int Bound()
    {
        using var db = _database.CreateDbContext();
        return db.Set<ApifyRun>().AsNoTracking().Count(run => run.RunId != null);
    }

    private Task<StoredScrape> LoadAsync(ScrapeResult result) =>
        _test.Scraper.LoadAsync(Assert.IsType<ScrapeResult.Scraped>(result).ScrapeId, Cancel);

    /// <summary>Moves the clock until the task ends.</summary>
    private async Task<T> InTime<T>(Task<T> task)
    {
        await InTime((Task)task);
        return await task;
    }

    private async Task InTime(Task task)
    {
        for (var steps = 0; !task.IsCompleted; steps++)
        {
            Assert.True(steps < 10_000, "It did not end in 500 s of the test's clock.");
            await StepAsync(Step);
        }

        await task;
    }

    private async Task PassAsync(TimeSpan span)
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

    private async Task WhenAsync(Func<bool> condition)
    {
        while (!condition())
            await Task.Delay(TimeSpan.FromMilliseconds(2), TimeProvider.System, Cancel);
    }
}

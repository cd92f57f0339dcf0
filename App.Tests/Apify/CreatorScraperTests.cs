using System.Collections.Concurrent;
using System.Net;
using System.Text;
using CreatorAnalytics.Apify;
using CreatorAnalytics.Storage;
using static CreatorAnalytics.Tests.Apify.FakeRun;

namespace CreatorAnalytics.Tests.Apify;

/// <summary>Scrapes from the request to what is stored, whatever the platform does.</summary>
public sealed class CreatorScraperTests : ScraperTests
{
    [Fact]
    public async Task Two_who_want_the_same_creator_share_its_scrape()
    {
        Platform.OnRun = SucceedWithPosts;
        var both = await InTime(Task.WhenAll(Process.ScrapeAsync("anna", Cancel), Process.ScrapeAsync("anna", Cancel)));

        Assert.Equal(both[0], both[1]);
        Assert.Equal(2, Platform.StartRequests);
    }

    [Fact]
    public async Task What_is_scraped_is_stored_behind_what_somebody_waits_for()
    {
        var inBackground = new ConcurrentQueue<bool>();
        BeforeTransaction = () => inBackground.Enqueue(BackgroundWork.IsCurrent);
        Platform.OnRun = Succeed;
        await InTime(Process.ScrapeAsync("anna", Cancel));

        // What keeps hold of the runs must not wait that long.
        Assert.Contains(true, inBackground);
        Assert.Contains(false, inBackground);
    }

    [Fact]
    public async Task A_creator_is_there_as_soon_as_its_row_is_while_the_run_works_on()
    {
        Platform.OnRun = run => run.Push(run.IsProfile ? [FakeRun.Profile("anna", posts: 1)] : [FakeRun.Post("anna", "p1")]);
        var waiting = Process.ScrapeAsync("berta", Cancel);
        var scrape = await LoadAsync(await InTime(Process.ScrapeAsync("anna", Cancel)));

        Assert.Equal("p1", Assert.Single(scrape.Posts).ShortCode);
        Assert.False(waiting.IsCompleted);
        Assert.Equal("RUNNING", Platform.Runs[0].Status);
    }

    [Fact]
    public async Task Rows_count_in_any_order_case_and_number_and_odd_values_cost_only_themselves()
    {
        Platform.OnRun = run => run.Push(run.IsProfile
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
        var results = await InTime(Task.WhenAll(Process.ScrapeAsync("anna", Cancel), Process.ScrapeAsync("berta", Cancel)));

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
        var anna = Process.ScrapeAsync("anna", leaves.Token);
        var berta = Process.ScrapeAsync("berta", leavesLater.Token);
        await InTime(WhenAsync(() => Platform.Runs.Count == 2));

        await leaves.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => anna);
        Assert.All(Platform.Runs, run => Assert.Equal("RUNNING", run.Status));

        await leavesLater.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => berta);
        await InTime(WhenAsync(() => Platform.Runs.All(run => run.Status == "ABORTED")));
    }

    [Fact]
    public async Task Runs_that_the_platform_has_forgotten_are_not_waited_for()
    {
        var anna = Process.ScrapeAsync("anna", Cancel);
        await InTime(WhenAsync(() => Bound() == 2));
        await Process.DisposeAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => anna);

        Platform.Forget();
        Platform.OnRun = Succeed;
        Process = await New().StartAsync();
        Assert.IsType<ScrapeResult.Scraped>(await InTime(Process.ScrapeAsync("anna", Cancel)));
        Assert.Equal(4, Platform.StartRequests);
    }

    [Fact]
    public async Task Who_leaves_before_the_start_is_not_in_the_run()
    {
        using var leaves = new CancellationTokenSource();
        Platform.OnRun = Succeed;
        var anna = Process.ScrapeAsync("anna", leaves.Token);
        var berta = Process.ScrapeAsync("berta", Cancel);
        await leaves.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => anna);
        await InTime(berta);

        Assert.All(Platform.Runs, run => Assert.Equal(["berta"], run.Names));
    }

    [Theory]
    [InlineData("FAILED", ScrapeCodes.ProviderError)]
    [InlineData("ABORTED", ScrapeCodes.ProviderError)]
    [InlineData("TIMED-OUT", ScrapeCodes.TimedOut)]
    public async Task A_run_that_breaks_off_keeps_its_rows_and_the_others_are_tried_alone(string status, string code)
    {
        Platform.OnRun = run => run.Push(run.IsProfile ? FakeRun.Profile("anna") : "{}").End(status);
        var results = await InTime(Task.WhenAll(Process.ScrapeAsync("anna", Cancel), Process.ScrapeAsync("berta", Cancel)));

        Assert.IsType<ScrapeResult.Scraped>(results[0]);
        var failed = Assert.IsType<ScrapeResult.Failed>(results[1]);
        Assert.Equal((code, true), (failed.Code, failed.RetryAlone));

        Platform.OnRun = Succeed;
        await InTime(Task.WhenAll(Process.ScrapeAsync("berta", Cancel, alone: true), Process.ScrapeAsync("clara", Cancel)));
        Assert.Contains(Platform.Runs, run => run.Names is ["berta"]);
    }

    [Fact]
    public async Task Rows_that_come_after_the_end_are_found()
    {
        Platform.OnRun = run => run.End("SUCCEEDED");
        var anna = Process.ScrapeAsync("anna", Cancel);
        await InTime(WhenAsync(() => Platform.Runs.Count == 2));
        await PassAsync(TimeSpan.FromSeconds(4));
        Assert.False(anna.IsCompleted);

        Platform.Runs.Single(run => run.IsProfile).Push(FakeRun.Profile("anna"));
        Assert.IsType<ScrapeResult.Scraped>(await InTime(anna));
    }

    [Fact]
    public async Task A_posts_run_that_fails_leaves_the_profile_and_says_so()
    {
        Platform.OnRun = run =>
        {
            if (run.IsProfile)
                run.Push("""{"id":"1","username":"anna","postsCount":9,"latestPosts":[{"id":"5","shortCode":"p1"}]}""");
            run.End(run.IsProfile ? "SUCCEEDED" : "FAILED");
        };
        var scrape = await LoadAsync(await InTime(Process.ScrapeAsync("anna", Cancel)));
        Assert.True(scrape.PostsPartial);
        Assert.Equal("p1", Assert.Single(scrape.Posts).ShortCode);
    }

    [Fact]
    public async Task A_posts_run_that_a_neighbour_may_have_broken_is_tried_again_alone_as_long_as_there_is_a_try()
    {
        Platform.OnRun = run =>
        {
            if (run.IsProfile)
                run.Push([.. run.Names.Select(name => FakeRun.Profile(name, posts: 9))]);
            run.End(run.IsProfile ? "SUCCEEDED" : "FAILED");
        };
        var results = await InTime(Task.WhenAll(Process.ScrapeAsync("anna", Cancel), Process.ScrapeAsync("berta", Cancel, lastTry: true)));

        var anna = Assert.IsType<ScrapeResult.Failed>(results[0]);
        Assert.Equal((ScrapeCodes.ProviderError, true), (anna.Code, anna.RetryAlone));
        Assert.True((await LoadAsync(results[1])).PostsPartial);
    }

    [Fact]
    public async Task Posts_are_waited_for_no_longer_than_allowed()
    {
        Platform.OnRun = run =>
        {
            if (run.IsProfile)
                run.Push(FakeRun.Profile("anna", posts: 9)).End("SUCCEEDED");
        };
        await RestartAsync(new ApifyOptions { GatherMilliseconds = 20, PostsWaitSeconds = 60 });
        var begun = Now;
        var scrape = await LoadAsync(await InTime(Process.ScrapeAsync("anna", Cancel)));
        Assert.True(scrape.PostsPartial);
        Assert.InRange((Now - begun).TotalSeconds, 60, 90);
        await InTime(WhenAsync(() => Platform.Runs.All(run => run.Status is "SUCCEEDED" or "ABORTED")));
    }

    [Fact]
    public async Task An_unclear_start_is_adopted_from_the_list_and_not_sent_again()
    {
        Platform.OnRun = SucceedWithPosts;
        Platform.LoseNextStartAnswer();
        Assert.IsType<ScrapeResult.Scraped>(await InTime(Process.ScrapeAsync("anna", Cancel)));
        Assert.Equal(2, Platform.StartRequests);
    }

    [Fact]
    public async Task A_start_that_did_not_happen_is_looked_for_ten_seconds_and_sent_again()
    {
        Platform.OnRun = Succeed;
        Platform.FailNextStart(HttpStatusCode.InternalServerError, "internal-server-error");
        Platform.FailNextStart(HttpStatusCode.InternalServerError, "internal-server-error");
        var begun = Now;
        Assert.IsType<ScrapeResult.Scraped>(await InTime(Process.ScrapeAsync("anna", Cancel)));
        Assert.Single(Platform.Runs, run => run.IsProfile);
        Assert.True(Now - begun >= TimeSpan.FromSeconds(10));
    }

    [Fact]
    public async Task A_full_account_is_waited_for()
    {
        Platform.OnRun = SucceedWithPosts;
        Platform.FailNextStart(HttpStatusCode.PaymentRequired, "actor-memory-limit-exceeded");
        Platform.FailNextStart(HttpStatusCode.PaymentRequired, "concurrent-runs-limit-exceeded");
        Assert.IsType<ScrapeResult.Scraped>(await InTime(Process.ScrapeAsync("anna", Cancel)));
        Assert.Equal(4, Platform.StartRequests);
    }

    [Theory]
    [InlineData(HttpStatusCode.PaymentRequired, "not-enough-usage-to-run-paid-actor", ScrapeCodes.ProviderLimit, false)]
    [InlineData(HttpStatusCode.Forbidden, "platform-feature-disabled", ScrapeCodes.ProviderLimit, false)]
    [InlineData(HttpStatusCode.Unauthorized, "user-or-token-not-found", ScrapeCodes.ProviderError, false)]
    [InlineData(HttpStatusCode.BadRequest, "invalid-input", ScrapeCodes.ProviderError, true)]
    public async Task A_refused_start_says_why(HttpStatusCode status, string type, string code, bool alone)
    {
        Platform.FailNextStart(status, type);
        Platform.FailNextStart(status, type);
        var failed = Assert.IsType<ScrapeResult.Failed>(await InTime(Process.ScrapeAsync("anna", Cancel)));
        Assert.Equal((code, alone), (failed.Code, failed.RetryAlone));
        Assert.DoesNotContain("secret-token", failed.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_next_process_reads_on_what_the_last_one_started_and_starts_nothing()
    {
        var lost = Task.WhenAll(Process.ScrapeAsync("anna", Cancel), Process.ScrapeAsync("berta", Cancel));
        await InTime(WhenAsync(() => Platform.Runs.Count == 2));
        await InTime(WhenAsync(() => Bound() == 2));
        await RestartAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => lost);

        // Anna's item comes at once; Berta's only when the lease of its old process is over, long after the runs have ended.
        var anna = Process.ScrapeAsync("anna", Cancel);
        foreach (var run in Platform.Runs)
            Succeed(run);
        Assert.IsType<ScrapeResult.Scraped>(await InTime(anna));
        await PassAsync(TimeSpan.FromSeconds(60));
        Assert.IsType<ScrapeResult.Scraped>(await InTime(Process.ScrapeAsync("berta", Cancel)));
        Assert.Equal(2, Platform.StartRequests);
    }

    [Fact]
    public async Task Who_asks_while_the_next_process_takes_over_is_not_given_a_second_run()
    {
        var lost = Process.ScrapeAsync("anna", Cancel);
        await InTime(WhenAsync(() => Bound() == 2));
        await Process.DisposeAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => lost);
        await PassAsync(RunRecords.WatchLease * 2);
        Process = New();
        var anna = Process.ScrapeAsync("anna", Cancel);
        await Process.Scraper.RecoverAsync(Cancel);
        await Process.StartAsync();
        foreach (var run in Platform.Runs)
            Succeed(run);

        Assert.IsType<ScrapeResult.Scraped>(await InTime(anna));
        Assert.Equal(2, Platform.StartRequests);
    }

    [Fact]
    public async Task A_start_whose_process_died_before_the_answer_is_adopted()
    {
        var names = new[] { "anna" };
        await Process.Records.IntendAsync(Guid.CreateVersion7(), [(RunKind.Profile, names), (RunKind.Posts, names)], Cancel);
        await StartBehindItsBackAsync("apify/instagram-profile-scraper", """{"usernames":["anna"],"default":1}""");
        await StartBehindItsBackAsync("apify/instagram-post-scraper", """{"username":["anna"],"resultsLimit":50}""");
        await RestartAsync();

        Assert.IsType<ScrapeResult.Scraped>(await InTime(Process.ScrapeAsync("anna", Cancel)));
        Assert.Equal(2, Platform.StartRequests);
    }

    [Fact]
    public async Task What_nobody_comes_back_for_is_aborted_after_the_grace()
    {
        var lost = Process.ScrapeAsync("anna", Cancel);
        await InTime(WhenAsync(() => Bound() == 2));
        await RestartAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => lost);
        await PassAsync(TimeSpan.FromSeconds(60));
        Assert.All(Platform.Runs, run => Assert.Equal("RUNNING", run.Status));

        await PassAsync(CreatorScraper.RecoveryGrace);
        await InTime(WhenAsync(() => Platform.Runs.All(run => run.Status == "ABORTED")));
    }

    [Fact]
    public async Task A_scrape_nobody_read_serves_the_next_and_a_read_one_does_not()
    {
        Platform.OnRun = SucceedWithPosts;
        var first = await InTime(Process.ScrapeAsync("anna", Cancel));
        Assert.Equal(first, await InTime(Process.ScrapeAsync("anna", Cancel)));
        Assert.Equal(2, Platform.StartRequests);

        await LoadAsync(first);
        Assert.NotEqual(first, await InTime(Process.ScrapeAsync("anna", Cancel)));
        Assert.Equal(4, Platform.StartRequests);
    }

    private async Task StartBehindItsBackAsync(string actor, string input)
    {
        Platform.OnRun = Succeed;
        await Process.Client.Actors.StartAsync(actor, new RunStart(Encoding.UTF8.GetBytes(input), 60, 1024, MaxTotalChargeUsd: 1), Cancel);
    }
}

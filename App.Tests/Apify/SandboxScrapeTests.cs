using System.Net.Http.Json;
using System.Text.Json;
using CreatorAnalytics.Apify;
using CreatorAnalytics.Apify.Sandbox;
using CreatorAnalytics.Tests.Support;

namespace CreatorAnalytics.Tests.Apify;

/// <summary>The scraper against the real sandbox server, at a hundredth of the platform's time.</summary>
public sealed class SandboxScrapeTests : IAsyncLifetime
{
    private const double TimeScale = 0.01;

    private readonly TestDatabase _database = new();
    private readonly SocketsHttpHandler _handler = new();
    private readonly SandboxServer _sandbox = new(new SandboxOptions { TimeScale = TimeScale }, TimeProvider.System);
    private TestScraper _test = null!;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        await _sandbox.StartAsync(Cancel);
        _test = await New().StartAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await _test.DisposeAsync();
        await _sandbox.DisposeAsync();
        _handler.Dispose();
        _database.Dispose();
    }

    [Fact]
    public async Task Fifteen_creators_come_back_from_one_pair_of_runs()
    {
        var results = await Task.WhenAll(Enumerable.Range(0, 15).Select(n => _test.ScrapeAsync($"creator{n}", Cancel, n)));

        foreach (var (result, n) in results.Select((result, n) => (result, n)))
        {
            var scrape = await LoadAsync(result);
            Assert.Equal($"creator{n}", scrape.Profile.Username);
            Assert.False(scrape.PostsPartial);
            Assert.True(scrape.Posts.Count >= Math.Min(50, scrape.Profile.PostsCount ?? 0), $"{scrape.Posts.Count} of {scrape.Profile.PostsCount}");
        }

        Assert.Equal(2, await StartedRunsAsync());
    }

    [Theory]
    [InlineData("missing_one", ScrapeCodes.HandleNotFound)]
    [InlineData("restricted_one", ScrapeCodes.RestrictedAccount)]
    public async Task A_final_answer_refuses_the_creator(string username, string code)
    {
        var refused = Assert.IsType<ScrapeResult.Refused>(await _test.ScrapeAsync(username, Cancel));
        Assert.Equal(code, refused.Code);
    }

    [Fact]
    public async Task A_private_account_comes_back_with_its_header_and_without_posts()
    {
        var scrape = await LoadAsync(await _test.ScrapeAsync("private_one", Cancel));
        Assert.True(scrape.Profile.Private);
        Assert.NotNull(scrape.Profile.FollowersCount);
        Assert.Empty(scrape.Posts);
        Assert.False(scrape.PostsPartial);
    }

    [Fact]
    public async Task An_account_without_posts_is_whole()
    {
        var scrape = await LoadAsync(await _test.ScrapeAsync("empty_one", Cancel));
        Assert.Empty(scrape.Posts);
        Assert.False(scrape.PostsPartial);
    }

    [Fact]
    public async Task A_renamed_creator_counts_for_the_name_that_was_asked_for()
    {
        var scrape = await LoadAsync(await _test.ScrapeAsync("renamed_one", Cancel));
        Assert.Equal("renamed_one", scrape.Username);
        Assert.NotEqual("renamed_one", scrape.Profile.Username);
        Assert.NotEmpty(scrape.Posts);
    }

    [Fact]
    public async Task A_creator_without_a_row_is_looked_for_and_then_tried_alone()
    {
        var failed = Assert.IsType<ScrapeResult.Failed>(await _test.ScrapeAsync("absent_one", Cancel));
        Assert.Equal(new ScrapeResult.Failed(ScrapeCodes.NotReturned, failed.Detail, RetryAlone: true), failed);
    }

    [Fact]
    public async Task A_flaky_creator_comes_back_from_the_second_run_with_its_posts()
    {
        var failed = Assert.IsType<ScrapeResult.Failed>(await _test.ScrapeAsync("flaky_one", Cancel));
        Assert.Equal((ScrapeCodes.ProviderError, true), (failed.Code, failed.RetryAlone));

        var scrape = await LoadAsync(await _test.ScrapeAsync("flaky_one", Cancel, alone: true));
        Assert.NotEmpty(scrape.Posts);
    }

    [Fact]
    public async Task A_failing_creator_takes_no_row_from_the_others()
    {
        string[] names = ["before_a", "failing_b", "later_c"];
        var first = await Task.WhenAll(names.Select((name, n) => _test.ScrapeAsync(name, Cancel, n)));
        Assert.IsType<ScrapeResult.Failed>(first[1]);
        foreach (var (name, result) in names.Zip(first).Where(pair => pair.First != "failing_b"))
        {
            var again = result is ScrapeResult.Failed { RetryAlone: true } ? await _test.ScrapeAsync(name, Cancel, alone: true) : result;
            Assert.Equal(name, (await LoadAsync(again)).Profile.Username);
        }

        Assert.IsType<ScrapeResult.Failed>(await _test.ScrapeAsync("failing_b", Cancel, alone: true));
    }

    [Fact]
    public async Task All_faults_in_one_bulk_end_each_for_itself()
    {
        string[] names =
        [
            "missing_x", "private_x", "restricted_x", "empty_x", "absent_x", "renamed_x", "slow_x", "hidden_x", "broken_x", "plain_x",
        ];
        var results = (await Task.WhenAll(names.Select((name, n) => _test.ScrapeAsync(name, Cancel, n)))).Zip(names)
            .ToDictionary(pair => pair.Second, pair => pair.First);

        Assert.IsType<ScrapeResult.Refused>(results["missing_x"]);
        Assert.IsType<ScrapeResult.Refused>(results["restricted_x"]);
        Assert.IsType<ScrapeResult.Failed>(results["absent_x"]);
        Assert.All(
            ["private_x", "empty_x", "renamed_x", "slow_x", "hidden_x", "broken_x", "plain_x"],
            name => Assert.IsType<ScrapeResult.Scraped>(results[name]));
    }

    [Fact]
    public async Task Three_hundred_creators_take_no_more_runs_than_needed_and_all_come_back()
    {
        var results = await Task.WhenAll(Enumerable.Range(0, 300).Select(n => _test.ScrapeAsync($"many{n}", Cancel, n)));
        Assert.All(results, result => Assert.IsType<ScrapeResult.Scraped>(result));
        Assert.InRange(await StartedRunsAsync(), 2, 2 * 300 / 15);
    }

    [Fact]
    public async Task After_a_crash_the_next_process_reads_the_same_runs()
    {
        var running = new TaskCompletionSource();
        var request = new ScrapeRequest("slow_survivor", 0)
        {
            OnStarted = _ =>
            {
                running.TrySetResult();
                return Task.CompletedTask;
            },
        };
        var lost = _test.Scraper.ScrapeAsync(request, Cancel);
        await running.Task.WaitAsync(TimeSpan.FromSeconds(30), Cancel);
        await _test.DisposeAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => lost);

        _test = await New().StartAsync();
        var scrape = await LoadAsync(await _test.ScrapeAsync("slow_survivor", Cancel));

        Assert.Equal("slow_survivor", scrape.Profile.Username);
        Assert.Equal(2, await StartedRunsAsync());
    }

    [Fact]
    public async Task Tasks_give_the_same_results_and_serve_the_same_creators_again()
    {
        await RestartAsync(new ApifyOptions { GatherMilliseconds = 20, StartBy = StartBy.Tasks });
        Assert.Equal("by_task", (await LoadAsync(await _test.ScrapeAsync("by_task", Cancel))).Profile.Username);
        Assert.Equal("by_task", (await LoadAsync(await _test.ScrapeAsync("by_task", Cancel))).Profile.Username);

        var tasks = await _test.Client.Tasks.ListAsync(0, 100, Cancel);
        Assert.Equal(2, tasks.Count);
        Assert.All(tasks, task => Assert.StartsWith("creator-analytics-", task.Name, StringComparison.Ordinal));
        Assert.Equal(4, await StartedRunsAsync());
    }

    [Fact]
    public async Task Over_the_months_limit_no_run_is_started()
    {
        await RestartAsync(new ApifyOptions { GatherMilliseconds = 20, MonthlyUsdLimit = 0.001 });
        var failed = Assert.IsType<ScrapeResult.Failed>(await _test.ScrapeAsync("too_dear", Cancel));
        Assert.Equal(ScrapeCodes.ProviderLimit, failed.Code);
        Assert.Contains("Apify:MonthlyUsdLimit", failed.Detail, StringComparison.Ordinal);
        Assert.Equal(0, await StartedRunsAsync());
    }

    [Fact]
    public async Task Starts_at_the_same_moment_do_not_pass_the_months_limit_together()
    {
        var options = new ApifyOptions { GatherMilliseconds = 20 };
        options.MonthlyUsdLimit = 1.5 * (options.UsdPerProfile + (options.UsdPerPost * options.PostsLimit));
        await RestartAsync(options);

        var results = await Task.WhenAll(Enumerable.Range(0, 6).Select(n => _test.ScrapeAsync($"dear{n}", Cancel, n, alone: true)));

        Assert.All(results.OfType<ScrapeResult.Failed>(), failed => Assert.Equal(ScrapeCodes.ProviderLimit, failed.Code));
        // The money, not the number of runs: one whose bill is read, or that never became a run, leaves room for another creator.
        Assert.InRange(await BilledUsdAsync(), 0, options.MonthlyUsdLimit.Value);
    }

    private async Task RestartAsync(ApifyOptions options)
    {
        await _test.DisposeAsync();
        _test = await New(options).StartAsync();
    }

    private TestScraper New(ApifyOptions? options = null) =>
        new(_database, _sandbox.BaseAddress, _handler, TimeProvider.System, options, TimeScale);

    private Task<StoredScrape> LoadAsync(ScrapeResult result) =>
        _test.Scraper.LoadAsync(Assert.IsType<ScrapeResult.Scraped>(result).ScrapeId, Cancel);

    private async Task<double> BilledUsdAsync()
    {
        using var http = new HttpClient(_handler, disposeHandler: false) { BaseAddress = _sandbox.BaseAddress };
        http.DefaultRequestHeaders.Authorization = new("Bearer", TestScraper.Token);
        var limits = await http.GetFromJsonAsync<JsonElement>("v2/users/me/limits", Cancel);
        return limits.GetProperty("data").GetProperty("current").GetProperty("monthlyUsageUsd").GetDouble();
    }

    private async Task<int> StartedRunsAsync()
    {
        var profile = await _test.Client.Actors.RunsSinceAsync("apify/instagram-profile-scraper", DateTimeOffset.UnixEpoch, 0, 1000, Cancel);
        var posts = await _test.Client.Actors.RunsSinceAsync("apify/instagram-post-scraper", DateTimeOffset.UnixEpoch, 0, 1000, Cancel);
        return profile.Count + posts.Count;
    }
}

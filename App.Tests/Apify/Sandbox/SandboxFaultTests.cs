using System.Net;

namespace CreatorAnalytics.Tests.Apify.Sandbox;

public sealed class SandboxFaultTests
{
    [Fact]
    public async Task A_missing_name_is_an_error_row_of_a_run_that_succeeds()
    {
        await using var sandbox = await SandboxClient.StartAsync();

        var run = await sandbox.CallAsync(SandboxClient.Profiles, SandboxClient.Names("missing_x"));
        var row = Assert.Single(await sandbox.RowsAsync(run))!;

        Assert.Equal("SUCCEEDED", run["status"]!.ToString());
        Assert.Equal(("not_found", "missing_x", null), (row["error"]!.ToString(), row["username"]!.ToString(), row["id"]));
        Assert.Equal("not_found", Assert.Single(await sandbox.ScrapeAsync(SandboxClient.Posts, "missing_x"))!["error"]!.ToString());
    }

    [Fact]
    public async Task A_private_name_is_a_header_without_posts_and_no_items_from_the_posts_actor()
    {
        await using var sandbox = await SandboxClient.StartAsync();

        var row = Assert.Single(await sandbox.ScrapeAsync(SandboxClient.Profiles, "private_x"))!;

        Assert.True(row["private"]!.GetValue<bool>());
        Assert.True(row["followersCount"]!.GetValue<long>() > 0);
        Assert.Empty(row["latestPosts"]!.AsArray());
        Assert.Equal("no_items", Assert.Single(await sandbox.ScrapeAsync(SandboxClient.Posts, "private_x"))!["error"]!.ToString());
    }

    [Fact]
    public async Task A_restricted_name_says_so_and_has_no_id()
    {
        await using var sandbox = await SandboxClient.StartAsync();

        var row = Assert.Single(await sandbox.ScrapeAsync(SandboxClient.Profiles, "restricted_x"))!;

        Assert.True(row["isRestrictedProfile"]!.GetValue<bool>());
        Assert.Null(row["id"]);
    }

    [Fact]
    public async Task An_empty_name_has_followers_and_no_posts()
    {
        await using var sandbox = await SandboxClient.StartAsync();

        var row = Assert.Single(await sandbox.ScrapeAsync(SandboxClient.Profiles, "empty_x"))!;

        Assert.Equal(0, row["postsCount"]!.GetValue<long>());
        Assert.Empty(row["latestPosts"]!.AsArray());
        Assert.False(row["private"]!.GetValue<bool>());
    }

    [Fact]
    public async Task An_absent_name_leaves_no_row_though_the_run_succeeds()
    {
        await using var sandbox = await SandboxClient.StartAsync();

        var run = await sandbox.CallAsync(SandboxClient.Profiles, SandboxClient.Names("absent_x", "mila"));

        Assert.Equal("SUCCEEDED", run["status"]!.ToString());
        Assert.Equal("mila", Assert.Single(await sandbox.RowsAsync(run))!["username"]!.ToString());
    }

    [Fact]
    public async Task A_renamed_name_comes_back_under_another_with_the_id_that_one_has()
    {
        await using var sandbox = await SandboxClient.StartAsync();

        var row = Assert.Single(await sandbox.ScrapeAsync(SandboxClient.Profiles, "renamed_x"))!;
        var direct = Assert.Single(await sandbox.ScrapeAsync(SandboxClient.Profiles, row["username"]!.ToString()))!;

        Assert.Equal("x_official", row["username"]!.ToString());
        Assert.EndsWith("renamed_x", row["inputUrl"]!.ToString(), StringComparison.Ordinal);
        Assert.Equal(direct["id"]!.ToString(), row["id"]!.ToString());
    }

    [Fact]
    public async Task A_failing_name_fails_every_run_that_holds_it_and_the_rows_before_it_stay()
    {
        await using var sandbox = await SandboxClient.StartAsync();

        foreach (var attempt in new[] { 1, 2 })
        {
            var run = await sandbox.CallAsync(SandboxClient.Profiles, SandboxClient.Names($"mila{attempt}", "slow_jonas", "failing_x", "nora"));
            var names = (await sandbox.RowsAsync(run)).Select(row => row!["username"]!.ToString()).ToList();

            Assert.Equal("FAILED", run["status"]!.ToString());
            Assert.Contains($"mila{attempt}", names);
            Assert.Contains("slow_jonas", names);
            Assert.DoesNotContain("failing_x", names);
        }
    }

    [Fact]
    public async Task A_flaky_name_fails_the_first_run_of_each_actor_and_no_later_one()
    {
        await using var sandbox = await SandboxClient.StartAsync();

        var outcomes = new List<string>();
        foreach (var actor in new[] { SandboxClient.Profiles, SandboxClient.Profiles, SandboxClient.Posts, SandboxClient.Posts })
        {
            var input = actor == SandboxClient.Profiles ? SandboxClient.Names("flaky_x") : SandboxClient.PostsOf("flaky_x");
            outcomes.Add((await sandbox.CallAsync(actor, input))["status"]!.ToString());
        }

        Assert.Equal(["FAILED", "SUCCEEDED", "FAILED", "SUCCEEDED"], outcomes);
    }

    [Fact]
    public async Task A_slow_name_takes_at_least_thirty_seconds_of_the_sandboxs_time()
    {
        var time = SandboxClient.Noon();
        await using var sandbox = await SandboxClient.StartAsync(time);
        var run = await sandbox.StartRunAsync(SandboxClient.Profiles, SandboxClient.Names("slow_x"));

        var ended = await sandbox.AdvanceUntilAsync(time, run, (now, _) => now["status"]!.ToString() == "SUCCEEDED");

        Assert.InRange(ended["stats"]!["runTimeSecs"]!.GetValue<double>(), 32, 80);
    }

    [Fact]
    public async Task A_hidden_name_hides_the_likes_of_every_post()
    {
        await using var sandbox = await SandboxClient.StartAsync();

        var posts = await sandbox.ScrapeAsync(SandboxClient.Posts, "hidden_x");

        Assert.Equal(20, posts.Count);
        Assert.All(posts, post => Assert.Equal(-1, post!["likesCount"]!.GetValue<long>()));
    }

    [Fact]
    public async Task Images_are_pictures_and_those_of_a_broken_name_are_gone()
    {
        await using var sandbox = await SandboxClient.StartAsync();
        var fine = (await sandbox.ScrapeAsync(SandboxClient.Profiles, "mila"))[0]!;
        var broken = (await sandbox.ScrapeAsync(SandboxClient.Profiles, "broken_x"))[0]!;

        foreach (var url in new[] { fine["profilePicUrl"]!, fine["latestPosts"]![0]!["displayUrl"]! })
        {
            var image = await sandbox.Http.GetByteArrayAsync(url.ToString(), TestContext.Current.CancellationToken);
            Assert.Equal([0xFF, 0xD8], image[..2]);
        }

        foreach (var url in new[] { broken["profilePicUrl"]!, broken["latestPosts"]![0]!["displayUrl"]! })
        {
            using var answer = await sandbox.Http.GetAsync(url.ToString(), TestContext.Current.CancellationToken);
            Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
        }
    }
}

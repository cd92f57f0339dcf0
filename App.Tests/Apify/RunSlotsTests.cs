using CreatorAnalytics.Apify;
using static CreatorAnalytics.Tests.Apify.FakeRun;

namespace CreatorAnalytics.Tests.Apify;

/// <summary>Who gets a run when there are not enough, and with how many others.</summary>
public sealed class RunSlotsTests : ScraperTests
{
    [Fact]
    public async Task The_lowest_ranks_go_first_when_slots_are_short()
    {
        await RestartAsync(new ApifyOptions { GatherMilliseconds = 20, MaxConcurrentRuns = 2, UsernamesPerRun = 2 });
        Platform.OnRun = Succeed;
        await InTime(Task.WhenAll(Enumerable.Range(0, 6).Select(n => Process.ScrapeAsync($"creator{n}", Cancel, rank: 10 - n))));

        Assert.Equal(["creator4,creator5", "creator2,creator3", "creator0,creator1"],
            Platform.Runs.Where(run => run.IsProfile).Select(run => string.Join(',', run.Names)));
    }

    [Fact]
    public async Task While_more_wait_than_free_slots_take_runs_are_longer_but_not_those_of_the_last_slots()
    {
        await RestartAsync(new ApifyOptions { GatherMilliseconds = 20, MaxConcurrentRuns = 6, UsernamesPerRun = 2, MaxUsernamesPerRun = 4 });
        using var leave = new CancellationTokenSource();
        var all = Task.WhenAll(Enumerable.Range(10, 20).Select(n => Process.ScrapeAsync($"creator{n}", leave.Token, rank: n)));
        await InTime(WhenAsync(() => Platform.Runs.Count == 6));
        await leave.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => all);

        Assert.Equal([2, 4, 4], Platform.Runs.Where(run => run.IsProfile).Select(run => run.Names.Length).Order());
        Assert.Contains("creator10,creator11,creator12,creator13", Platform.Runs.Select(run => string.Join(',', run.Names)));
    }

    [Fact]
    public async Task With_a_single_slot_the_two_runs_follow_each_other()
    {
        await RestartAsync(new ApifyOptions { GatherMilliseconds = 20, MaxConcurrentRuns = 1 });
        var most = 0;
        Platform.OnRun = run =>
        {
            most = Math.Max(most, Platform.Runs.Count(other => !other.Ended.IsCompleted));
            run.Push(run.IsProfile ? FakeRun.Profile(run.Names[0], posts: 1) : FakeRun.Post(run.Names[0], run.Id)).End("SUCCEEDED");
        };
        await InTime(Task.WhenAll(Process.ScrapeAsync("anna", Cancel), Process.ScrapeAsync("berta", Cancel, alone: true)));
        Assert.Equal((4, 1), (Platform.StartRequests, most));
    }

    [Fact]
    public async Task A_posts_run_waits_for_its_slot_and_goes_before_the_next_creators()
    {
        await RestartAsync(new ApifyOptions { GatherMilliseconds = 20, MaxConcurrentRuns = 3, UsernamesPerRun = 1, MaxUsernamesPerRun = 1 });
        var all = Task.WhenAll(Enumerable.Range(0, 3).Select(n => Process.ScrapeAsync($"creator{n}", Cancel, rank: n)));
        await InTime(WhenAsync(() => Platform.Runs.Count == 3));
        Assert.Equal(["creator0", "creator0", "creator1"], Platform.Runs.Select(run => run.Names[0]).Order());

        Succeed(Platform.Runs.First(run => run.IsProfile && run.Names[0] == "creator1"));
        await InTime(WhenAsync(() => Platform.Runs.Count == 4));
        Assert.Equal((false, "creator1"), (Platform.Runs[3].IsProfile, Platform.Runs[3].Names[0]));

        Platform.OnRun = Succeed;
        foreach (var run in Platform.Runs)
            Succeed(run);
        await InTime(all);
        Assert.Equal(6, Platform.StartRequests);
    }

    [Fact]
    public async Task The_wait_for_posts_begins_when_their_run_may()
    {
        await RestartAsync(new ApifyOptions { GatherMilliseconds = 20, MaxConcurrentRuns = 1, PostsWaitSeconds = 5 });
        Platform.OnRun = run =>
        {
            if (run.IsProfile)
                run.Push(FakeRun.Profile("anna", posts: 1));
        };
        var anna = Process.ScrapeAsync("anna", Cancel);
        await PassAsync(TimeSpan.FromSeconds(20));
        Assert.False(anna.IsCompleted);

        Platform.Runs[0].End("SUCCEEDED");
        await InTime(WhenAsync(() => Platform.Runs.Count == 2));
        Platform.Runs[1].Push(FakeRun.Post("anna", "p1")).End("SUCCEEDED");
        Assert.Single((await LoadAsync(await InTime(anna))).Posts);
    }
}

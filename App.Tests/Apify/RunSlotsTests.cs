using CreatorAnalytics.Apify;
using static CreatorAnalytics.Tests.Apify.FakeRun;

namespace CreatorAnalytics.Tests.Apify;

/// <summary>Who gets a run when there are not enough, and with how many others.</summary>
public sealed class RunSlotsTests : ScraperTests
{
    [Fact]
    public async Task The_lowest_ranks_go_first_when_slots_are_short()
    {
        await RestartAsync(new ApifyOptions { GatherMilliseconds = 20, MaxConcurrentRuns = 2, UsernamesPerRun = 2, MaxUsernamesPerRun = 2 });
        Platform.OnRun = Succeed;
        await InTime(Task.WhenAll(Enumerable.Range(0, 6).Select(n => Process.ScrapeAsync($"creator{n}", Cancel, rank: 10 - n))));

        Assert.Equal(["creator4,creator5", "creator2,creator3", "creator0,creator1"],
            Platform.Runs.Where(run => run.IsProfile).Select(run => string.Join(',', run.Names)));
    }

    [Fact]
    public async Task While_more_wait_than_free_slots_take_each_slot_has_one_long_run_and_the_first_are_first_in_each()
    {
        await RestartAsync(new ApifyOptions { GatherMilliseconds = 20, MaxConcurrentRuns = 6, UsernamesPerRun = 2 });
        using var leave = new CancellationTokenSource();
        var all = Task.WhenAll(Enumerable.Range(10, 12).Select(n => Process.ScrapeAsync($"creator{n}", leave.Token, rank: n)));
        await InTime(WhenAsync(() => Platform.Runs.Count == 6));
        await leave.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => all);

        var runs = Platform.Runs.Select(run => (run.IsProfile, string.Join(' ', run.Names.Select(name => name[^2..])))).Order();
        Assert.Equal(
            [
                (false, "10 13 16 19"), (false, "11 14 17 20"), (false, "12 15 18 21"),
                (true, "10 13 16 19"), (true, "11 14 17 20"), (true, "12 15 18 21"),
            ],
            runs);
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
    public async Task Runs_that_another_process_has_taken_over_are_counted_there_and_no_longer_here()
    {
        var anna = Process.ScrapeAsync("anna", Cancel);
        await InTime(WhenAsync(() => Bound() == 2));
        await using var other = await New().StartAsync();
        var annaThere = other.ScrapeAsync("anna", Cancel);
        await InTime(WhenAsync(() => (Process.Slots.Used, other.Slots.Used) == (0, 2)));

        foreach (var run in Platform.Runs)
            Succeed(run);
        await InTime(Task.WhenAll(anna, annaThere));
        Assert.Equal(2, Platform.StartRequests);
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
        await InTime(WhenAsync(() => Platform.Runs.Count == 1));
        await PassAsync(TimeSpan.FromSeconds(20));
        Assert.False(anna.IsCompleted);

        Platform.Runs[0].End("SUCCEEDED");
        await InTime(WhenAsync(() => Platform.Runs.Count == 2));
        Platform.Runs[1].Push(FakeRun.Post("anna", "p1")).End("SUCCEEDED");
        Assert.Single((await LoadAsync(await InTime(anna))).Posts);
    }

    [Fact]
    public async Task Who_may_have_none_of_the_shared_slots_says_how_many_it_wants_and_goes_on_when_it_may()
    {
        Platform.OnRun = Succeed;
        Process.Slots.Share(granted: 0, within: 0, part: 6, ofOthers: 25);
        var all = Task.WhenAll(Enumerable.Range(0, 40).Select(n => Process.ScrapeAsync($"creator{n}", Cancel, rank: n)));
        await PassAsync(TimeSpan.FromSeconds(1));
        await WhenAsync(() => Process.Slots.Ask() == new RunNeed(Used: 0, Asked: 0, Wanted: 6));
        Assert.Equal(0, Platform.StartRequests);

        Process.Slots.Share(granted: 6, within: 6, part: 6, ofOthers: 19);
        await InTime(all);
        await WhenAsync(() => Process.Slots.Ask() == new RunNeed(Used: 0, Asked: 0, Wanted: 0));
    }

    [Fact]
    public async Task Who_gave_up_waiting_for_a_shared_slot_keeps_nobody_else_from_it()
    {
        using var leave = new CancellationTokenSource();
        Process.Slots.Share(granted: 0, within: 1, part: 1, ofOthers: 0);
        var waiting = Process.Slots.TakeAsync(leave.Token);
        Assert.Equal((0, 1), (Process.Slots.Free, Process.Slots.Ask().Asked));

        await leave.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);
        Assert.Equal((1, 0), (Process.Slots.Free, Process.Slots.Ask().Asked));
    }

    [Fact]
    public async Task What_was_left_while_the_question_was_on_its_way_is_not_taken_again_with_the_answer()
    {
        Process.Slots.Share(granted: 1, within: 1, part: 1, ofOthers: 0);
        var first = await Process.Slots.TakeAsync(Cancel);
        var second = Process.Slots.TakeAsync(Cancel);
        Assert.Equal(1, Process.Slots.Ask().Used);

        first.Dispose();
        Process.Slots.Share(granted: 1, within: 1, part: 1, ofOthers: 0);

        Assert.False(second.IsCompleted);
        Assert.Equal(new RunNeed(Used: 0, Asked: 1, Wanted: 1), Process.Slots.Ask());
    }

    [Fact]
    public async Task What_was_granted_and_not_taken_is_given_back_with_the_next_question()
    {
        Process.Slots.Share(granted: 2, within: 2, part: 2, ofOthers: 0);
        using var first = await Process.Slots.TakeAsync(Cancel);

        Assert.Equal(1, Process.Slots.Ask().Used);
        var second = Process.Slots.TakeAsync(Cancel);
        Assert.False(second.IsCompleted);
        Process.Slots.Share(granted: 2, within: 2, part: 2, ofOthers: 0);
        Assert.True(second.IsCompletedSuccessfully);
    }
}

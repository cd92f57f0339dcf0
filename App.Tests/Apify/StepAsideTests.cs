using System.Collections.Concurrent;
using CreatorAnalytics.Apify;
using static CreatorAnalytics.Tests.Apify.FakeRun;

namespace CreatorAnalytics.Tests.Apify;

/// <summary>Long runs that make room for who is new, and what becomes of their rest.</summary>
public sealed class StepAsideTests : ScraperTests
{
    private const int Many = 40;
    private static readonly ApifyOptions Options = new() { GatherMilliseconds = 20, MaxConcurrentRuns = 9, UsernamesPerRun = 2 };

    [Fact]
    public async Task A_newcomer_has_long_profile_runs_step_aside_and_their_rest_goes_on_without_what_they_brought_even_late()
    {
        var many = await BeginManyAsync();
        var brought = Platform.Runs.Where(run => run.IsProfile).Select(run => run.Names[0]).ToHashSet();
        foreach (var run in Platform.Runs.Where(run => run.IsProfile))
            run.Push(Profile(run.Names[0]));
        Platform.OnRun = Succeed;
        await InTime(Process.ScrapeAsync("newcomer", Cancel, rank: Many));
        Assert.DoesNotContain(Platform.Runs, run => !run.IsProfile && run.Status is "ABORTED");

        // Shown late by the dataset's reader.
        var late = Platform.Runs.Where(run => run.Status is "ABORTED").Select(run => run.Push(Profile(run.Names[1])).Names[1]).ToList();
        foreach (var run in Platform.Runs.Where(run => run.Status is "RUNNING"))
            Succeed(run);
        await InTime(many);
        Assert.All(await many, result => Assert.IsType<ScrapeResult.Scraped>(result));
        var again = ProfilesOf(Platform.Runs.Skip(9)).Where(name => name != "newcomer").ToList();
        var aside = ProfilesOf(Platform.Runs.Where(run => run.Status is "ABORTED"));
        Assert.Equal(aside.Except(brought).Except(late).Order(), again.Order());
    }

    [Fact]
    public async Task The_next_process_lets_the_rest_go_on_and_scrapes_no_profile_twice()
    {
        var many = await BeginManyAsync();
        foreach (var run in Platform.Runs.Where(run => run.IsProfile))
            run.Push(Profile(run.Names[0]));
        var newcomers = Task.WhenAll(Enumerable.Range(0, 12).Select(n => Process.ScrapeAsync($"newcomer{n}", Cancel, rank: Many + n)));
        await InTime(WhenAsync(() => Platform.Runs.Count(run => run.Names[0].StartsWith("newcomer", StringComparison.Ordinal)) >= 4));
        await Process.DisposeAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => many);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => newcomers);

        Process = await New(Options).StartAsync();
        Platform.OnRun = Succeed;
        foreach (var run in Platform.Runs)
            Succeed(run);
        var all = Names().Concat(Enumerable.Range(0, 12).Select(n => $"newcomer{n}")).Select((name, n) => Process.ScrapeAsync(name, Cancel, rank: n));
        var results = await InTime(Task.WhenAll(all));

        Assert.All(results, result => Assert.IsType<ScrapeResult.Scraped>(result));
        var asked = ProfilesOf(Platform.Runs).Where(Names().Contains).GroupBy(name => name).ToDictionary(name => name.Key, name => name.Count());
        Assert.All(Names(), name => Assert.InRange(asked[name], 1, 2));
        Assert.Equal(Enumerable.Repeat(1, 5), Names().Take(5).Select(name => asked[name]));
    }

    [Fact]
    public async Task A_stop_while_the_rest_goes_on_leaves_it_to_the_next_process()
    {
        var many = await BeginManyAsync();
        Platform.OnRun = run =>
        {
            if (run.Names[0] == "newcomer")
                Succeed(run);
        };
        await InTime(Process.ScrapeAsync("newcomer", Cancel, rank: Many));
        await InTime(WhenAsync(() => Platform.Runs.Count == 13 && Bound() == 13));
        await Process.DisposeAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => many);
        Assert.All(Platform.Runs.Skip(11), run => Assert.Equal("RUNNING", run.Status));

        Process = await New(Options).StartAsync();
        foreach (var run in Platform.Runs)
            Succeed(run);
        var results = await InTime(Task.WhenAll(Names().Select((name, n) => Process.ScrapeAsync(name, Cancel, rank: n))));
        Assert.All(results, result => Assert.IsType<ScrapeResult.Scraped>(result));
        Assert.Equal(13, Platform.StartRequests);
    }

    [Fact]
    public async Task However_many_newcomers_come_the_rest_goes_on()
    {
        var many = await BeginManyAsync();
        var newcomers = Enumerable.Range(0, 40).Select(n => Process.ScrapeAsync($"newcomer{n:00}", Cancel, rank: Many + n, alone: true)).ToList();
        await InTime(WhenAsync(() => NewcomersRuns().Count >= 4));
        await PassAsync(TimeSpan.FromSeconds(15));
        for (var n = 0; n < 4; n++)
        {
            Succeed(NewcomersRuns().First(run => run.Status is "RUNNING"));
            await InTime(WhenAsync(() => Platform.Runs.Count(run => run.Status is "RUNNING") == Options.MaxConcurrentRuns));
        }

        Assert.Contains(Platform.Runs.Skip(9), run => run.Names[0].StartsWith("creator", StringComparison.Ordinal));

        Platform.OnRun = Succeed;
        foreach (var run in Platform.Runs)
            Succeed(run);
        await InTime(Task.WhenAll([many, .. newcomers]));

        List<FakeRun> NewcomersRuns() => [.. Platform.Runs.Where(run => run.Names[0].StartsWith("newcomer", StringComparison.Ordinal))];
    }

    [Fact]
    public async Task Where_the_platform_refuses_to_end_runs_others_make_room_instead()
    {
        var many = await BeginManyAsync();
        var refused = Platform.Runs.Where(run => run.IsProfile).Take(3).ToList();
        Platform.Refuses = refused.Contains;
        Platform.OnRun = Succeed;
        await InTime(Process.ScrapeAsync("newcomer", Cancel, rank: Many));
        Assert.All(refused, run => Assert.Equal("RUNNING", run.Status));

        foreach (var run in Platform.Runs.Where(run => run.Status is "RUNNING"))
            Succeed(run);
        Assert.All(await InTime(many), result => Assert.IsType<ScrapeResult.Scraped>(result));
    }

    [Fact]
    public async Task Runs_step_aside_for_another_process_whose_part_of_the_slots_they_hold()
    {
        var many = await BeginManyAsync();
        Process.Slots.Share(granted: 9, within: 9, part: 7, ofOthers: 0);
        await InTime(WhenAsync(() => Platform.Runs.Count(run => run.Status is "ABORTED") == 2));
        await PassAsync(TimeSpan.FromSeconds(15));
        Assert.Equal((9, 7), (Platform.Runs.Count, Process.Slots.Used));

        // Dealt while the others are at work: alone, the rest would take more runs than were granted, and nobody asks for more here.
        Process.Slots.Ask();
        Process.Slots.Share(granted: 9, within: 9, part: 9, ofOthers: 0);
        await InTime(WhenAsync(() => Platform.Runs.Count == 11));
        Platform.OnRun = Succeed;
        foreach (var run in Platform.Runs.Where(run => run.Status is "RUNNING"))
            Succeed(run);
        await InTime(many);
    }

    [Fact]
    public async Task Who_is_left_over_for_the_slots_of_short_runs_has_nobody_step_aside()
    {
        await RestartAsync(new ApifyOptions { GatherMilliseconds = 20, MaxConcurrentRuns = 9, UsernamesPerRun = 2, MaxUsernamesPerRun = 18 });
        var first = Enumerable.Range(0, 4).Select(n => Process.ScrapeAsync($"early{n}", Cancel, rank: n)).ToList();
        await InTime(WhenAsync(() => Bound() == 4));
        var many = Enumerable.Range(0, 60).Select(n => Process.ScrapeAsync($"creator{n:00}", Cancel, rank: 4 + n)).ToList();
        await InTime(WhenAsync(() => Bound() == 9));
        var dealt = Platform.Runs.Skip(4).SelectMany(run => run.Names).Distinct().Count();
        await PassAsync(TimeSpan.FromSeconds(15));
        Assert.Equal(9, Platform.Runs.Count);

        foreach (var run in Platform.Runs.Take(4))
            Succeed(run);
        await InTime(WhenAsync(() => Bound() == 13));
        Assert.Equal(60 - dealt, Platform.Runs.Skip(9).SelectMany(run => run.Names).Distinct().Count());
        Assert.InRange(dealt, 30, 50);
        Assert.DoesNotContain(Platform.Runs, run => run.Status is "ABORTED");

        Platform.OnRun = Succeed;
        foreach (var run in Platform.Runs.Skip(4))
            Succeed(run);
        await InTime(Task.WhenAll([.. first, .. many]));
    }

    [Fact]
    public async Task A_burst_beside_short_runs_leaves_some_profiles_for_their_slots_so_that_all_runs_end_together()
    {
        var burst = await BeginBurstBesideShortRunsAsync();
        var later = Names().Except(ProfilesOf(Platform.Runs)).ToList();
        Assert.InRange(later.Count, 8, Many - 8);
        Assert.Equal(Names().TakeLast(later.Count), later);
        await PassAsync(TimeSpan.FromSeconds(10));
        Assert.Equal(9, Platform.Runs.Count);

        foreach (var run in Platform.Runs.Take(4))
            Succeed(run);
        await InTime(WhenAsync(() => ProfilesOf(Platform.Runs.Skip(4)).Count() == Many));
        Assert.Equal(Names(), ProfilesOf(Platform.Runs.Skip(4)).Order());
        Assert.InRange(Platform.Runs.Count, 11, 13);
        Assert.DoesNotContain(Platform.Runs, run => run.Status is "ABORTED");

        Platform.OnRun = Succeed;
        foreach (var run in Platform.Runs)
            Succeed(run);
        Assert.All(await InTime(burst), result => Assert.IsType<ScrapeResult.Scraped>(result));
    }

    [Fact]
    public async Task The_next_process_brings_the_profiles_that_were_left_for_later()
    {
        var burst = await BeginBurstBesideShortRunsAsync();
        await Process.DisposeAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => burst);

        Process = await New(Options).StartAsync();
        Platform.OnRun = Succeed;
        foreach (var run in Platform.Runs)
            Succeed(run);
        var results = await InTime(Task.WhenAll(Names().Select((name, n) => Process.ScrapeAsync(name, Cancel, rank: n))));
        Assert.All(results, result => Assert.IsType<ScrapeResult.Scraped>(result));
        Assert.Equal(Names(), ProfilesOf(Platform.Runs.Skip(4)).Order());
    }

    [Theory]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(8)]
    public async Task Who_is_new_waits_for_slow_creators_no_longer_than_for_others_and_these_come_to_their_end_all_the_same(int slots)
    {
        var options = new ApifyOptions { GatherMilliseconds = 20, MaxConcurrentRuns = slots, UsernamesPerRun = 2 };
        await RestartAsync(options);
        var begun = Now;
        var startedAt = new ConcurrentQueue<DateTimeOffset>();
        Platform.OnRun = run =>
        {
            if (run.Names[0].StartsWith("slow", StringComparison.Ordinal))
                return;
            startedAt.Enqueue(Now);
            Succeed(run);
        };
        var slow = Task.WhenAll(Enumerable.Range(0, slots).Select(n => Process.ScrapeAsync($"slow{n}", Cancel, rank: n)));
        await InTime(WhenAsync(() => Bound() == slots));
        await InTime(Process.ScrapeAsync("newcomer", Cancel, rank: slots));
        Assert.True(startedAt.First() - begun >= RunPlan.HoldOf(creators: 2, options));
        Assert.InRange(Platform.Runs.Count(run => run.Status is "ABORTED"), 1, 3);
        await InTime(WhenAsync(() => Platform.Runs.Count(run => run.Status is "RUNNING") == slots));

        begun = Now;
        await InTime(Process.ScrapeAsync("next", Cancel, rank: slots + 1));
        Assert.InRange(Now - begun, TimeSpan.Zero, TimeSpan.FromSeconds(45));
        Assert.All(
            ProfilesOf(Platform.Runs).Where(name => name.StartsWith("slow", StringComparison.Ordinal)).GroupBy(name => name),
            name => Assert.InRange(name.Count(), 1, 3));

        Platform.OnRun = Succeed;
        foreach (var run in Platform.Runs.Where(run => run.Status is "RUNNING"))
            Succeed(run);
        Assert.All(await InTime(slow), result => Assert.IsType<ScrapeResult.Scraped>(result));
    }

    [Fact]
    public async Task With_two_slots_newcomers_and_the_others_take_turns_by_rank()
    {
        await RestartAsync(new ApifyOptions { GatherMilliseconds = 20, MaxConcurrentRuns = 2, UsernamesPerRun = 2 });
        var many = Task.WhenAll(Enumerable.Range(0, 12).Select(n => Process.ScrapeAsync($"creator{n:00}", Cancel, rank: 2 * n)));
        await InTime(WhenAsync(() => Bound() == 2));
        var newcomer = Process.ScrapeAsync("newcomer", Cancel, rank: 3);

        await PassAsync(TimeSpan.FromSeconds(1));
        Platform.OnRun = Succeed;
        foreach (var run in Platform.Runs)
            Succeed(run);
        await InTime(Task.WhenAll(many, newcomer));

        Assert.Contains("newcomer", Platform.Runs.Where(run => run.IsProfile).ElementAt(1).Names);
        Assert.All(Platform.Runs, run => Assert.InRange(run.Names.Length, 1, 2));
    }

    [Fact]
    public async Task A_rest_that_nobody_waits_for_any_more_is_dropped()
    {
        using var leave = new CancellationTokenSource();
        var many = await BeginAsync(Many, leave.Token);
        var newcomers = Enumerable.Range(0, 2).Select(n => Process.ScrapeAsync($"newcomer{n}", Cancel, rank: Many + n, alone: true)).ToList();
        await InTime(WhenAsync(() => Platform.Runs.Count(run => run.Status is "ABORTED") == 4 && Platform.Runs.Count == 13));
        await leave.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Task.WhenAll(many));

        Platform.OnRun = Succeed;
        foreach (var run in Platform.Runs)
            Succeed(run);
        await InTime(Task.WhenAll(newcomers));
        await PassAsync(TimeSpan.FromSeconds(5));
        Assert.DoesNotContain(Platform.Runs.Skip(9), run => run.Names[0].StartsWith("creator", StringComparison.Ordinal));
    }

    private static List<string> Names() => [.. Enumerable.Range(0, Many).Select(n => $"creator{n:00}")];

    private static IEnumerable<string> ProfilesOf(IEnumerable<FakeRun> runs) => runs.Where(run => run.IsProfile).SelectMany(run => run.Names);

    private async Task<Task<ScrapeResult[]>> BeginManyAsync() => Task.WhenAll(await BeginAsync(Many));

    /// <summary>Four slots have short runs, the others long ones.</summary>
    private async Task<Task<ScrapeResult[]>> BeginBurstBesideShortRunsAsync()
    {
        await RestartAsync(Options);
        var scrapes = Enumerable.Range(0, 4).Select(n => Process.ScrapeAsync($"early{n}", Cancel, rank: n)).ToList();
        await InTime(WhenAsync(() => Bound() == 4));
        scrapes.AddRange(Names().Select((name, n) => Process.ScrapeAsync(name, Cancel, rank: 4 + n)));
        await InTime(WhenAsync(() => Bound() == Options.MaxConcurrentRuns));
        return Task.WhenAll(scrapes);
    }

    /// <summary>So many that all slots have a long run.</summary>
    private async Task<IReadOnlyList<Task<ScrapeResult>>> BeginAsync(int count, CancellationToken? leave = null)
    {
        await RestartAsync(Options);
        var scrapes = Names().Take(count).Select((name, n) => Process.ScrapeAsync(name, leave ?? Cancel, rank: n)).ToList();
        await InTime(WhenAsync(() => Platform.Runs.Count == Options.MaxConcurrentRuns && Bound() == Options.MaxConcurrentRuns));
        return scrapes;
    }
}

using CreatorAnalytics.Apify;

namespace CreatorAnalytics.Tests.Apify;

/// <summary>How creators are dealt into runs, and how long they wait for each other.</summary>
public sealed class RunPlanTests
{
    private const int Limit = 25;
    private static readonly ApifyOptions Options = new();
    private static readonly DateTimeOffset Noon = new(2026, 1, 1, 12, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData(1, 2)]
    [InlineData(15, 2)]
    [InlineData(40, 6)]
    [InlineData(180, 25)]
    public void While_slots_are_there_for_all_a_batch_is_a_short_pair_of_runs(int waiting, int slots) =>
        Assert.Equal(new RunPlan(Math.Min(waiting, 15), 1, 1), Plan(waiting, slots));

    [Theory]
    [InlineData(300)]
    [InlineData(1000)]
    [InlineData(2250)]
    public void A_burst_is_dealt_into_one_run_for_each_free_slot_profiles_and_posts_equally_long(int waiting)
    {
        var plan = Plan(waiting, Limit);
        Assert.Equal(new RunPlan(waiting, 14, 11), plan);
        Assert.InRange(
            waiting / 14.0 * RunPlan.SecondsOf(RunKind.Profile) / (waiting / 11.0 * RunPlan.SecondsOf(RunKind.Posts)), 0.95, 1.1);
    }

    [Fact]
    public void No_run_is_longer_than_allowed() =>
        Assert.Equal(Options.MaxUsernamesPerRun * 11, Plan(10_000, Limit).Creators);

    [Fact]
    public void Who_comes_to_few_free_slots_takes_no_more_than_these_slots_part_of_the_work()
    {
        var busy = 2000 * RunPlan.SecondsOfBoth;
        var plan = RunPlan.Of(500, slots: 4, soon: 0, busy + (500 * RunPlan.SecondsOfBoth), Limit, Options);
        Assert.Equal(2 * RunPlan.MostIn(RunKind.Profile, busy + (500 * RunPlan.SecondsOfBoth), Limit, Options), plan.Creators);
        Assert.Equal(4, plan.ProfileRuns + plan.PostsRuns);
    }

    [Theory]
    [InlineData(2235, 2)]
    [InlineData(2190, 4)]
    [InlineData(1000, 4)]
    [InlineData(700, 6)]
    public void Slots_of_short_runs_that_are_going_join_in_later_and_all_runs_end_at_about_the_same_time(int waiting, int soon)
    {
        var plan = Plan(waiting, Limit - soon, soon: soon);
        Assert.Equal((waiting, Limit - soon), (plan.Creators, plan.ProfileRuns + plan.PostsRuns));
        var profiles = (waiting - plan.Later) / (double)plan.ProfileRuns / 15 * RunPlan.SecondsOf(RunKind.Profile);
        var posts = waiting / (double)plan.PostsRuns / 15 * RunPlan.SecondsOf(RunKind.Posts);
        var later = RunPlan.SecondsOfBoth + (plan.Later / (double)soon / 15 * RunPlan.SecondsOf(RunKind.Profile));
        Assert.InRange(profiles / posts, 0.9, 1.1);
        Assert.InRange(later / profiles, 0.9, 1.1);
    }

    [Fact]
    public void Nothing_is_left_for_slots_that_come_too_late_to_be_worth_a_start() =>
        Assert.Equal(0, Plan(waiting: 200, Limit - 2, soon: 2).Later);

    [Theory]
    [InlineData(10, 10)]
    [InlineData(270, 135)]
    public void What_waits_for_another_run_is_parted_evenly(int rest, int next) =>
        Assert.Equal(next, RunPlan.PartOfRest(rest, 2000 * RunPlan.SecondsOfBoth, Limit, Options));

    [Theory]
    [InlineData(1, 1)]
    [InlineData(2, 1)]
    [InlineData(5, 5)]
    public void Where_few_slots_may_be_had_all_runs_stay_short(int limit, int slots)
    {
        Assert.Equal(new RunPlan(15, 1, 1), Plan(100, slots, limit));
        Assert.Equal(15, RunPlan.MostIn(RunKind.Profile, 100 * RunPlan.SecondsOfBoth, limit, Options));
    }

    [Theory]
    [InlineData(0, 0, 0, 0)]
    [InlineData(1, 0, 0, 2)]
    [InlineData(1, 2, 0, 0)]
    [InlineData(1, 0, 2, 2)]
    [InlineData(1, 0, 4, 0)]
    [InlineData(16, 2, 0, 2)]
    [InlineData(500, 0, 0, 12)]
    [InlineData(500, 12, 0, 0)]
    [InlineData(500, 0, 12, 0)]
    public void Newcomers_are_made_room_for_in_up_to_half_of_the_slots(int waiting, int free, int shortRuns, int stepAside) =>
        Assert.Equal(stepAside, RunPlan.ToStepAside(waiting, free, shortRuns, Limit, Options));

    [Fact]
    public void A_search_on_idle_slots_waits_for_a_moment_and_no_longer_however_many_follow_it() =>
        Assert.Equal(Noon.AddMilliseconds(250), Until(lastCame: Noon.AddMilliseconds(240), waiting: 90, free: Limit));

    [Fact]
    public void A_burst_is_let_in_until_it_pauses() =>
        Assert.Equal(Noon.AddMilliseconds(1050), Until(lastCame: Noon.AddMilliseconds(600), waiting: 1000, free: Limit));

    [Fact]
    public void A_burst_without_end_is_dealt_out_before_the_wait_is_felt() =>
        Assert.Equal(Noon.AddMilliseconds(2250), Until(lastCame: Noon.AddMilliseconds(2000), waiting: 1000, free: Limit));

    [Fact]
    public void Who_has_waited_for_a_slot_waits_for_nobody_else() =>
        Assert.True(Until(lastCame: Noon, waiting: 1000, free: 2) <= Noon.AddSeconds(2.25));

    private static DateTimeOffset Until(DateTimeOffset lastCame, int waiting, int free) =>
        RunPlan.GatherUntil(Noon, lastCame, waiting, free, Limit, Options);

    private static RunPlan Plan(int waiting, int slots, int limit = Limit, int soon = 0) =>
        RunPlan.Of(waiting, slots, soon, waiting * RunPlan.SecondsOfBoth, limit, Options);
}

using CreatorAnalytics.Accounts;
using CreatorAnalytics.Apify;
using CreatorAnalytics.Creators;
using CreatorAnalytics.Credits;
using CreatorAnalytics.Jobs;
using CreatorAnalytics.Storage;
using CreatorAnalytics.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace CreatorAnalytics.Tests.Jobs;

/// <summary>Lists that are refreshed by themselves. The clock starts on 1 March 2026 at noon.</summary>
[Trait("Category", TestDatabase.Category)]
public sealed class ListRefreshTests : IDisposable
{
    private readonly BreakingOutbox _outbox = new();
    private readonly EngineFixture _engine;

    public ListRefreshTests() => _engine = new EngineFixture(rooms: builder => builder.Services.AddSingleton<IJobOutbox>(_outbox));

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private ListRefreshes Refreshes => _engine.Get<ListRefreshes>();

    public void Dispose() => _engine.Dispose();

    [Fact]
    public async Task A_list_is_never_refreshed_unless_somebody_turns_it_on()
    {
        var (caller, list) = await WithListAsync(100, "ada");

        _engine.Time.Advance(TimeSpan.FromDays(400));

        Assert.Equal(0, await RefreshAsync());
        var refresh = await FindAsync(caller, list);
        Assert.Equal((RefreshFrequency.Off, null, null, 5L), (refresh.Frequency, refresh.NextRefreshAt, refresh.CreditCap, refresh.FullPrice));
    }

    [Fact]
    public async Task When_it_is_due_the_list_is_searched_again_in_the_name_of_who_turned_it_on()
    {
        var (caller, list) = await WithListAsync(100, "ada", "bea");
        var due = _engine.Time.GetUtcNow().AddDays(7);
        await TurnOnAsync(caller, list, cap: 50);
        var scraped = _engine.Scraper.Requests.Count;

        _engine.Time.SetUtcNow(due.AddTicks(-1));
        Assert.Equal(0, await RefreshAsync());
        _engine.Time.SetUtcNow(due);
        Assert.Equal(1, await RefreshAsync());
        Assert.Equal(0, await RefreshAsync());

        var job = (await _engine.Get<JobQueries>().TrayAsync(caller, 1, Cancel)).Single();
        Assert.Equal((list, 10L, JobStatus.Processing), (job.ListId!.Value, job.CreditsReserved, job.Status));
        await _engine.WorkAllAsync();
        Assert.Equal(scraped + 2, _engine.Scraper.Requests.Count);
        var refresh = await FindAsync(caller, list);
        Assert.Equal((due.AddDays(7), 10L), (refresh.NextRefreshAt!.Value, refresh.CreditsThisMonth));
        Assert.Equal(new LastRefresh(due, RefreshOutcome.Done, "All 2 creators were searched again.", 2, 0, job.JobId), refresh.Last);
        var log = await new AuditQueries(_engine.Database).RowsAsync(caller, new AuditFilter { Limit = 2 }, Cancel);
        Assert.Equal([AuditKind.ListRefreshed, AuditKind.ListRefreshChanged], log.Select(row => row.Kind));
        Assert.Equal("List: weekly, at most 50 credits a month", log[1].Subject);
        await _engine.AuditAsync();
    }

    [Fact]
    public async Task Processes_that_look_at_once_submit_one_search()
    {
        var (caller, list) = await WithListAsync(500, "ada");
        await TurnOnAsync(caller, list, cap: 500);
        _engine.Time.Advance(TimeSpan.FromDays(7));

        var submitted = await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => Task.Run(RefreshAsync)));

        Assert.Equal(1, submitted.Sum());
        Assert.Equal(5, (await _engine.BalanceAsync(caller)).Reserved);
        await _engine.AuditAsync();
    }

    [Fact]
    public async Task After_weeks_of_downtime_it_is_made_up_for_once_and_goes_on_at_its_usual_moment()
    {
        var (caller, list) = await WithListAsync(500, "ada");
        var start = _engine.Time.GetUtcNow();
        await TurnOnAsync(caller, list, cap: 500);

        _engine.Time.SetUtcNow(start.AddDays(7 * 5 + 3));

        Assert.Equal((1, 0), (await RefreshAsync(), await RefreshAsync()));
        Assert.Equal(start.AddDays(7 * 6), (await FindAsync(caller, list)).NextRefreshAt);
    }

    [Fact]
    public async Task The_months_cap_leaves_out_those_that_were_refreshed_last_and_says_so()
    {
        var (caller, list) = await WithListAsync(500, "ada", "bea", "carl");
        _engine.Time.SetUtcNow(new DateTimeOffset(2026, 3, 17, 23, 59, 59, TimeSpan.Zero));
        await TurnOnAsync(caller, list, cap: 14);

        Assert.Equal(["ada", "bea"], await RefreshedAfterAWeekAsync(caller));
        Assert.Equal(
            (RefreshOutcome.Capped, "2 of 3 creators were searched again; the month's cap of 14 credits is used up.", 2, 1),
            await LastAsync(caller, list));
        Assert.Empty(await RefreshedAfterAWeekAsync(caller));
        Assert.Equal(
            (RefreshOutcome.Capped, "None of 3 creators was searched again; the month's cap of 14 credits is used up.", 0, 3),
            await LastAsync(caller, list));
        Assert.Equal(10, (await FindAsync(caller, list)).CreditsThisMonth);

        // The last second of March is over.
        _engine.Time.SetUtcNow(new DateTimeOffset(2026, 4, 1, 0, 0, 0, TimeSpan.Zero));
        Assert.Equal(0, (await FindAsync(caller, list)).CreditsThisMonth);
        Assert.Equal(["carl", "ada"], await RefreshedAfterAWeekAsync(caller));
        await _engine.AuditAsync();
    }

    [Fact]
    public async Task A_creator_that_has_gone_does_not_take_the_place_of_the_others_for_ever()
    {
        var (caller, list) = await WithListAsync(500, "ada", "bea");
        await TurnOnAsync(caller, list, cap: 5);
        _engine.Scraper.Answer = request => request.Username == "ada" ? new ScrapeResult.Refused(ScrapeCodes.HandleNotFound, "") : null;

        Assert.Equal(["ada"], await RefreshedAfterAWeekAsync(caller));
        Assert.Equal(0, (await FindAsync(caller, list)).CreditsThisMonth);
        Assert.Equal(["bea"], await RefreshedAfterAWeekAsync(caller));
    }

    [Fact]
    public async Task A_refresh_holds_more_creators_than_one_may_type_and_what_failed_can_be_retried()
    {
        var (caller, list) = await WithListAsync(600, [.. Enumerable.Range(0, 16).Select(n => $"creator{n}")]);
        await TurnOnAsync(caller, list, cap: 500);
        _engine.Scraper.Answer = _ => new ScrapeResult.Refused(ScrapeCodes.AccountUnavailable, "");

        Assert.Equal(16, (await RefreshedAfterAWeekAsync(caller)).Count);

        var job = (await _engine.Get<JobQueries>().TrayAsync(caller, 1, Cancel)).Single();
        var retry = Assert.IsType<SubmissionResult.Accepted>(await _engine.Manager.RetryFailedAsync(caller, job.JobId, null, Cancel));
        Assert.Equal((16, null), (retry.Job.TotalCreators, retry.Job.ListId));
    }

    [Theory]
    [InlineData(false, RefreshOutcome.InsufficientCredits, "Nobody was searched again: it needs 10 credits and the team has 0 available. It is tried again a day later.")]
    [InlineData(true, RefreshOutcome.MemberLimit, "Nobody was searched again: it needs 10 credits and 3 of the member's 53 this month are left. It is tried again a day later.")]
    public async Task What_cannot_be_paid_is_not_submitted_and_tried_again_the_next_day(bool isLimit, RefreshOutcome outcome, string message)
    {
        var (caller, list) = await WithListAsync(isLimit ? 500 : 50, "ada", "bea");
        if (isLimit)
            await SetLimitAsync(caller, 53);
        await TurnOnAsync(caller, list, cap: 50);
        _engine.Time.Advance(TimeSpan.FromDays(7));
        var now = _engine.Time.GetUtcNow();

        Assert.Equal((0, 0), (await RefreshAsync(), await RefreshAsync()));

        Assert.Equal((outcome, message, 0, 2), await LastAsync(caller, list));
        Assert.Equal(now.AddDays(1), (await FindAsync(caller, list)).NextRefreshAt);
        Assert.Equal(0, (await _engine.BalanceAsync(caller)).Reserved);
        await SetLimitAsync(caller, null);
        await _engine.Database.WriteAsync((db, token) => _engine.Get<Ledger>().GrantAsync(db, new LedgerSubject(caller.TeamId), 50, "more", "More", token), Cancel);
        _engine.Time.Advance(TimeSpan.FromDays(1));
        Assert.Equal(1, await RefreshAsync());
        Assert.Equal(now.AddDays(7), (await FindAsync(caller, list)).NextRefreshAt);
        await _engine.AuditAsync();
    }

    [Fact]
    public async Task It_is_paused_when_its_member_leaves_until_another_turns_it_on()
    {
        var (caller, list) = await WithListAsync(500, "ada");
        await TurnOnAsync(caller, list, cap: 50);
        var other = await JoinAsync(caller);
        await _engine.Database.WriteAsync((db, token) => db.Set<Membership>().Where(m => m.UserId == caller.UserId).ExecuteDeleteAsync(token), Cancel);
        Assert.True((await FindAsync(other, list)).IsPaused);

        _engine.Time.Advance(TimeSpan.FromDays(7));
        Assert.Equal(0, await RefreshAsync());

        var paused = await FindAsync(other, list);
        Assert.Equal((true, null, RefreshOutcome.MemberLeft), (paused.IsPaused, paused.NextRefreshAt, paused.Last!.Outcome));
        await TurnOnAsync(other, list, cap: 50);
        Assert.False((await FindAsync(other, list)).IsPaused);
        Assert.Equal(["ada"], await RefreshedAfterAWeekAsync(other));
    }

    [Fact]
    public async Task Where_the_transaction_fails_the_refresh_is_neither_lost_nor_done_twice()
    {
        var (caller, list) = await WithListAsync(500, "ada");
        await TurnOnAsync(caller, list, cap: 50);
        _engine.Time.Advance(TimeSpan.FromDays(7));
        var before = await FindAsync(caller, list);

        _outbox.IsBroken = true;
        Assert.Equal(0, await RefreshAsync());
        Assert.Equal(before, await FindAsync(caller, list));
        Assert.Equal(0, (await _engine.BalanceAsync(caller)).Reserved);

        _outbox.IsBroken = false;
        Assert.Equal((1, 0), (await RefreshAsync(), await RefreshAsync()));
        await _engine.AuditAsync();
    }

    [Fact]
    public async Task Another_teams_list_cannot_be_seen_or_scheduled_and_goes_with_its_list()
    {
        var (caller, list) = await WithListAsync(500, "ada");
        var stranger = await _engine.NewTeamAsync(500);
        await TurnOnAsync(caller, list, cap: 50);

        Assert.Null(await Refreshes.FindAsync(stranger, list, Cancel));
        Assert.IsType<RefreshChange.NotFound>(await Refreshes.SetAsync(stranger, list, RefreshFrequency.Off, null, Cancel));
        Assert.Equal(RefreshFrequency.Weekly, (await FindAsync(caller, list)).Frequency);

        Assert.True(await _engine.Get<CreatorLists>().DeleteAsync(caller, list, Cancel));
        _engine.Time.Advance(TimeSpan.FromDays(7));
        Assert.Equal(0, await RefreshAsync());
    }

    [Fact]
    public async Task It_is_not_turned_on_without_a_cap_that_makes_sense()
    {
        var (caller, list) = await WithListAsync(100, "ada");

        foreach (var cap in new long?[] { null, 0, -5, ListRefreshes.HighestCap + 1 })
        {
            var refused = Assert.IsType<RefreshChange.Refused>(await Refreshes.SetAsync(caller, list, RefreshFrequency.Monthly, cap, Cancel));
            Assert.Contains("from 1 to 100,000", refused.Problem, StringComparison.Ordinal);
        }

        Assert.Equal(RefreshFrequency.Off, (await FindAsync(caller, list)).Frequency);
    }

    [Fact]
    public async Task Another_cap_leaves_the_due_moment_and_another_frequency_counts_anew()
    {
        var (caller, list) = await WithListAsync(100, "ada");
        await TurnOnAsync(caller, list, cap: 50);
        var due = (await FindAsync(caller, list)).NextRefreshAt;
        _engine.Time.Advance(TimeSpan.FromDays(3));

        await TurnOnAsync(caller, list, cap: 60);
        Assert.Equal((due, 60L), ((await FindAsync(caller, list)).NextRefreshAt, (await FindAsync(caller, list)).CreditCap!.Value));
        await Refreshes.SetAsync(caller, list, RefreshFrequency.Monthly, 60, Cancel);
        Assert.Equal(_engine.Time.GetUtcNow().AddMonths(1), (await FindAsync(caller, list)).NextRefreshAt);
        await Refreshes.SetAsync(caller, list, RefreshFrequency.Off, null, Cancel);
        Assert.Null((await FindAsync(caller, list)).NextRefreshAt);
    }

    [Theory]
    [InlineData(RefreshFrequency.Monthly, "2026-01-31T08:00Z", "2026-02-28T07:00Z", "2026-02-28T08:00Z")]
    [InlineData(RefreshFrequency.Monthly, "2026-01-31T08:00Z", "2026-02-28T08:00Z", "2026-03-31T08:00Z")]
    [InlineData(RefreshFrequency.Monthly, "2026-01-31T08:00Z", "2027-06-15T00:00Z", "2027-06-30T08:00Z")]
    [InlineData(RefreshFrequency.Monthly, "2026-01-31T08:00Z", "2026-01-31T07:59Z", "2026-02-28T08:00Z")]
    [InlineData(RefreshFrequency.Weekly, "2026-12-28T08:00Z", "2027-01-04T08:00Z", "2027-01-11T08:00Z")]
    [InlineData(RefreshFrequency.Weekly, "2026-12-28T08:00Z", "2026-12-28T07:00Z", "2027-01-04T08:00Z")]
    public void The_next_due_moment_lies_after_the_last_and_keeps_its_day(RefreshFrequency frequency, string since, string moment, string next) =>
        Assert.Equal(At(next), ListRefresh.NextAfter(frequency, At(since), At(moment)));

    private static DateTimeOffset At(string text) => DateTimeOffset.Parse(text, System.Globalization.CultureInfo.InvariantCulture);

    private Task<int> RefreshAsync() => _engine.Get<ListRefresher>().RefreshDueAsync(Cancel);

    private async Task<ListRefreshView> FindAsync(Caller caller, Guid list) => (await Refreshes.FindAsync(caller, list, Cancel))!;

    private async Task<(RefreshOutcome, string, int, int)> LastAsync(Caller caller, Guid list) =>
        (await FindAsync(caller, list)).Last is { } last ? (last.Outcome, last.Message, last.Refreshed, last.LeftOut) : default;

    private async Task TurnOnAsync(Caller caller, Guid list, long cap) =>
        Assert.IsType<RefreshChange.Done>(await Refreshes.SetAsync(caller, list, RefreshFrequency.Weekly, cap, Cancel));

    /// <summary>Whom a refresh a week later searched again, in the order it chose; nobody when it submitted nothing.</summary>
    private async Task<IReadOnlyList<string>> RefreshedAfterAWeekAsync(Caller caller)
    {
        _engine.Time.Advance(TimeSpan.FromDays(7));
        if (await RefreshAsync() == 0)
            return [];
        var job = (await _engine.Get<JobQueries>().TrayAsync(caller, 1, Cancel)).Single();
        await _engine.WorkAllAsync();
        return [.. job.Items.Select(item => item.Username)];
    }

    /// <summary>A team whose credits have bought the reports of these creators, with a list of them.</summary>
    private async Task<(Caller Caller, Guid List)> WithListAsync(long credits, params string[] usernames)
    {
        var caller = await _engine.NewTeamAsync(credits);
        foreach (var some in usernames.Chunk(15))
            await _engine.SubmitAsync(caller, some);
        await _engine.WorkAllAsync();
        var lists = _engine.Get<CreatorLists>();
        var list = Assert.IsType<ListChange.Done>(await lists.CreateAsync(caller, "List", null, Cancel)).List.Id;
        Assert.Equal(usernames.Length, (await lists.AddAsync(caller, list, usernames, Cancel))!.Added.Count);
        return (caller, list);
    }

    private Task SetLimitAsync(Caller caller, long? limit) => _engine.Database.WriteAsync(
        (db, token) => db.Set<Membership>().Where(m => m.UserId == caller.UserId).ExecuteUpdateAsync(set => set.SetProperty(m => m.MonthlyCreditLimit, limit), token),
        Cancel);

    private async Task<Caller> JoinAsync(Caller caller)
    {
        var other = new Caller(Guid.CreateVersion7(), caller.TeamId, TeamRole.Member);
        await _engine.Database.WriteAsync(
            (db, _) =>
            {
                db.Add(new AppUser { Id = other.UserId, UserName = "other@example.org", Email = "other@example.org", ActiveTeamId = other.TeamId });
                db.Add(new Membership { TeamId = other.TeamId, UserId = other.UserId });
                return Task.CompletedTask;
            },
            Cancel);
        return other;
    }

    /// <summary>Stands for whatever can happen between the job's insertion and the commit.</summary>
    private sealed class BreakingOutbox : IJobOutbox
    {
        public bool IsBroken { get; set; }

        public Task WriteAsync(AppDbContext db, IReadOnlyList<JobEvent> events, CancellationToken cancellationToken) =>
            IsBroken ? throw new InvalidOperationException("The process has died.") : Task.CompletedTask;
    }
}

using CreatorAnalytics.Accounts;
using CreatorAnalytics.Credits;
using CreatorAnalytics.Storage;
using CreatorAnalytics.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace CreatorAnalytics.Tests.Credits;

[Trait("Category", TestDatabase.Category)]
public sealed class LowBalanceTests : IDisposable
{
    private readonly Told _told = new();
    private readonly EngineFixture _engine;

    public LowBalanceTests() => _engine = new EngineFixture(rooms: builder => builder.Services.AddSingleton<ILowBalanceOutbox>(_told));

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private LowBalance Low => _engine.Get<LowBalance>();

    public void Dispose() => _engine.Dispose();

    [Fact]
    public async Task Below_a_fifth_of_the_last_grant_it_is_told_once_and_again_after_the_next_grant()
    {
        var team = await _engine.NewTeamAsync(250);
        await _engine.SubmitAsync(team, Names(8));
        Assert.Empty(_told.Notices);

        await _engine.SubmitAsync(team, "low1");
        await _engine.SubmitAsync(team, "low2");
        Assert.Equal((team.TeamId, 25L, 50L), Assert.Single(_told.Notices) is var first ? (first.TeamId, first.Credits.Available, first.Mark) : default);

        await GrantAsync(team, 100);
        Assert.Null(await Low.FindAsync(team, Cancel));
        await _engine.SubmitAsync(team, Names(4, "more"));
        Assert.Equal([50L, 20L], _told.Notices.Select(notice => notice.Mark));
    }

    [Fact]
    public async Task Of_many_searches_at_once_that_cross_the_mark_one_tells_it()
    {
        var team = await _engine.NewTeamAsync(250);

        await Task.WhenAll(Enumerable.Range(0, 10).Select(n => Task.Run(() => _engine.SubmitAsync(team, $"creator{n}"))));

        Assert.Single(_told.Notices);
    }

    [Fact]
    public async Task Credits_that_come_back_end_it_and_the_next_fall_is_told_anew()
    {
        var team = await _engine.NewTeamAsync(125);
        var job = await _engine.SubmitAsync(team, Names(5));
        Assert.NotNull(await Low.FindAsync(team, Cancel));

        await _engine.Manager.CancelAsync(team, job.JobId, Cancel);
        Assert.Null(await Low.FindAsync(team, Cancel));
        await _engine.SubmitAsync(team, Names(5, "more"));

        Assert.Equal(2, _told.Notices.Count);
    }

    [Fact]
    public async Task Less_than_three_average_days_need_is_low_whatever_was_granted()
    {
        var team = await _engine.NewTeamAsync(250);
        await _engine.SubmitAsync(team, Names(4));
        await _engine.WorkAllAsync();
        Assert.Empty(_told.Notices);

        // 100 credits in two days are 50 a day, and 150 are left.
        _engine.Time.Advance(TimeSpan.FromDays(2));
        await Low.RefreshAsync(Cancel);
        await Low.RefreshAsync(Cancel);
        Assert.Empty(_told.Notices);
        await _engine.SubmitAsync(team, "one");

        Assert.Equal((125L, 150L), Assert.Single(_told.Notices) is var notice ? (notice.Credits.Available, notice.Mark) : default);
    }

    [Fact]
    public async Task Taking_credits_back_can_make_them_run_low()
    {
        var team = await _engine.NewTeamAsync(100);

        await _engine.Get<CreditOrders>().CarryOutAsync(by: null, new CreditOrder(team.TeamId, 85, IsTakingBack: true, "Because", "k"), Cancel);

        Assert.Equal(15, Assert.Single(_told.Notices).Credits.Available);
    }

    [Fact]
    public async Task The_notice_is_for_admins_until_each_has_put_it_away_and_no_other_team_sees_it()
    {
        var (team, other) = (await _engine.NewTeamAsync(100), await _engine.NewTeamAsync(100));
        await _engine.SubmitAsync(team, Names(4));
        Assert.Null(await Low.FindAsync(team with { Role = TeamRole.Member }, Cancel));
        Assert.Null(await Low.FindAsync(other, Cancel));

        Assert.Equal(0, (await Low.FindAsync(team, Cancel))!.Credits.Available);
        await Low.DismissAsync(team, Cancel);
        Assert.Null(await Low.FindAsync(team, Cancel));

        _engine.Time.Advance(TimeSpan.FromDays(1));
        await GrantAsync(team, 100);
        await _engine.SubmitAsync(team, Names(4, "more"));
        Assert.NotNull(await Low.FindAsync(team, Cancel));
    }

    [Fact]
    public async Task A_submission_that_is_rolled_back_tells_nothing_that_stays()
    {
        var team = await _engine.NewTeamAsync(100);
        await Assert.ThrowsAsync<InvalidOperationException>(() => _engine.Database.WriteAsync(
            async (db, token) =>
            {
                await _engine.Get<Ledger>().ReserveAsync(db, new LedgerSubject(team.TeamId, JobId: Guid.NewGuid()), 100, token);
                throw new InvalidOperationException();
            },
            Cancel));

        Assert.Null(await _engine.Database.ReadAsync(db => db.Set<Wallet>().Where(w => w.TeamId == team.TeamId).Select(w => w.LowSince).SingleAsync(Cancel), Cancel));
    }

    private static string[] Names(int count, string name = "creator") => [.. Enumerable.Range(0, count).Select(n => $"{name}{n}")];

    private Task GrantAsync(Caller team, long credits) => _engine.Get<CreditOrders>().CarryOutAsync(
        by: null, new CreditOrder(team.TeamId, credits, IsTakingBack: false, "More", $"{Guid.CreateVersion7()}"), Cancel);

    private sealed class Told : ILowBalanceOutbox
    {
        private readonly List<LowBalanceNotice> _notices = [];

        public IReadOnlyList<LowBalanceNotice> Notices => _notices;

        public Task WriteAsync(AppDbContext db, LowBalanceNotice notice, CancellationToken cancellationToken)
        {
            lock (_notices)
                _notices.Add(notice);
            return Task.CompletedTask;
        }
    }
}

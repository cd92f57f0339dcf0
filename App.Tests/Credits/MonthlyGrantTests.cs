using CreatorAnalytics.Credits;
using CreatorAnalytics.Tests.Support;
using Microsoft.Extensions.DependencyInjection;

namespace CreatorAnalytics.Tests.Credits;

[Trait("Category", TestDatabase.Category)]
public sealed class MonthlyGrantTests : IDisposable
{
    private static readonly DateTimeOffset April = new(2026, 4, 1, 0, 0, 0, TimeSpan.Zero);

    private readonly EngineFixture _engine = new(rooms: builder => builder.Services.Configure<CreditsOptions>(options => options.MonthlyGrant = 200));

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose() => _engine.Dispose();

    [Fact]
    public async Task Each_team_is_given_it_once_a_month_however_many_look_at_once()
    {
        var team = await _engine.NewTeamAsync(100);
        Assert.Equal(0, await GrantAsync());
        _engine.Time.SetUtcNow(April.AddTicks(-1));
        Assert.Equal(0, await GrantAsync());

        _engine.Time.SetUtcNow(April);
        var given = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(GrantAsync)));
        Assert.Equal(1, given.Sum());
        _engine.Time.SetUtcNow(April.AddDays(20));
        Assert.Equal(0, await GrantAsync());

        var row = (await _engine.Get<LedgerQueries>().RowsAsync(team, new LedgerFilter(), Cancel))[0];
        Assert.Equal((LedgerKind.Grant, 200L, 300L, "Monthly grant of April 2026"), (row.Kind, row.Amount, row.Balance!.Value, row.Reason));
        await _engine.AuditAsync();
    }

    [Fact]
    public async Task After_a_downtime_the_month_is_made_up_for_and_months_that_are_over_are_not()
    {
        var team = await _engine.NewTeamAsync(100);

        _engine.Time.SetUtcNow(April.AddMonths(2).AddDays(9));

        Assert.Equal(1, await GrantAsync());
        Assert.Equal(300, (await _engine.BalanceAsync(team)).Balance);
    }

    [Fact]
    public async Task A_team_of_this_month_begins_with_the_next()
    {
        _engine.Time.SetUtcNow(April.AddHours(1));
        var team = await _engine.NewTeamAsync(100);

        Assert.Equal(0, await GrantAsync());
        _engine.Time.SetUtcNow(April.AddMonths(1));
        Assert.Equal(1, await GrantAsync());
        Assert.Equal(300, (await _engine.BalanceAsync(team)).Balance);
    }

    private Task<int> GrantAsync() => _engine.Get<MonthlyGrant>().GrantDueAsync(Cancel);
}

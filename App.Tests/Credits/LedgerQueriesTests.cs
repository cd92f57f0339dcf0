using CreatorAnalytics.Accounts;
using CreatorAnalytics.Apify;
using CreatorAnalytics.Credits;
using CreatorAnalytics.Tests.Support;
using Microsoft.EntityFrameworkCore;

namespace CreatorAnalytics.Tests.Credits;

[Trait("Category", TestDatabase.Category)]
public sealed class LedgerQueriesTests : IDisposable
{
    private readonly EngineFixture _engine = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose() => _engine.Dispose();

    [Fact]
    public async Task All_rows_add_up_to_the_balance_and_each_says_what_was_left_after_it()
    {
        var caller = await SpendAsync();

        var rows = await _engine.Get<LedgerQueries>().AllRowsAsync(caller, new LedgerFilter(), Cancel).ToListAsync(Cancel);

        Assert.Equal(450, (await _engine.BalanceAsync(caller)).Balance);
        Assert.Equal(450, rows.Sum(row => row.BalanceChange));
        Assert.Equal(0, rows.Sum(row => row.ReservedChange));
        var balance = 0L;
        foreach (var row in Enumerable.Reverse(rows))
            Assert.Equal(balance += row.BalanceChange, row.Balance);
    }

    [Fact]
    public async Task A_filter_leaves_rows_out_and_the_running_balance_right()
    {
        var caller = await SpendAsync();
        var ledger = _engine.Get<LedgerQueries>();

        var charges = await ledger.RowsAsync(caller, new LedgerFilter { Kind = LedgerKind.Charge }, Cancel);
        var ofAda = await ledger.RowsAsync(caller, new LedgerFilter { CreatorId = charges.Single(row => row.Creator == "ada").CreatorId }, Cancel);

        Assert.Equal([450, 475], charges.Select(row => row.Balance!.Value));
        Assert.All(charges, row => Assert.Equal("ada, bea and 1 more", row.Job));
        Assert.Equal(["ada"], ofAda.Select(row => row.Creator));
    }

    [Fact]
    public async Task Pages_of_the_ledger_hold_every_row_once()
    {
        var caller = await SpendAsync();
        var ledger = _engine.Get<LedgerQueries>();
        List<LedgerRow> all = [];
        while (await ledger.RowsAsync(caller, new LedgerFilter { Limit = 2, Before = all.LastOrDefault()?.Id }, Cancel) is { Count: > 0 } page)
            all.AddRange(page);

        Assert.Equal(5, all.Count);
        Assert.Equal(all.OrderByDescending(row => row.Id), all);
    }

    [Fact]
    public async Task Another_team_and_a_member_who_spent_nothing_see_no_row()
    {
        var caller = await SpendAsync();
        var ledger = _engine.Get<LedgerQueries>();
        var stranger = await _engine.NewTeamAsync(0);
        var member = new Caller(Guid.CreateVersion7(), caller.TeamId, TeamRole.Member);

        Assert.Empty(await ledger.RowsAsync(stranger, new LedgerFilter(), Cancel));
        Assert.Empty(await ledger.RowsAsync(member, new LedgerFilter(), Cancel));
        var own = await ledger.RowsAsync(caller with { Role = TeamRole.Member }, new LedgerFilter(), Cancel);
        Assert.Equal(4, own.Count);
        Assert.All(own, row => Assert.Null(row.Balance));
    }

    [Fact]
    public async Task Usage_tells_new_from_known_and_what_came_back()
    {
        var caller = await SpendAsync();
        await _engine.SubmitAsync(caller, "ada");
        await _engine.WorkAllAsync();
        var day = new DateTimeOffset(_engine.Time.GetUtcNow().UtcDateTime.Date, TimeSpan.Zero);

        var usage = await _engine.Get<UsageQueries>().OfAsync(caller, new UsageFilter(day, day.AddDays(1)), Cancel);

        Assert.Equal(new UsageTotals(Spent: 55, Creators: 3, NewCreators: 2, SpentOnNew: 50, Released: 25), usage.Totals);
        Assert.Equal([("ada", 30L), ("bea", 25L)], usage.Creators.Select(share => (share.Name!, share.Spent)));
        Assert.Equal(55, Assert.Single(usage.Days).Spent);
        Assert.Equal(2, usage.Jobs.Count);
        Assert.Equal(0, (await _engine.Get<UsageQueries>().OfAsync(caller, new UsageFilter(day.AddDays(1), day.AddDays(2)), Cancel)).Totals.Spent);
        Assert.Equal(55, (await _engine.Get<UsageQueries>().OfAsync(caller, new UsageFilter(day.AddDays(1), day.AddDays(2)), Cancel)).Before.Spent);
    }

    [Fact]
    public async Task The_audit_finds_a_wallet_that_is_not_its_ledger()
    {
        var caller = await SpendAsync();
        var audit = _engine.Get<LedgerAudit>();
        Assert.True((await audit.CheckAsync(caller, Cancel)).Agrees);
        Assert.Null(audit.Latest(caller));

        await _engine.Database.WriteAsync(
            (db, token) => db.Set<Wallet>().Where(w => w.TeamId == caller.TeamId).ExecuteUpdateAsync(set => set.SetProperty(w => w.Balance, 999), token), Cancel);

        Assert.Equal((999L, 450L, false), await audit.CheckAsync(caller, Cancel) is var found ? (found.Balance, found.LedgerBalance, found.Agrees) : default);
        Assert.Single(await audit.CheckAllAsync(Cancel), result => !result.Agrees);
        Assert.Equal((999L, _engine.Time.GetUtcNow()), audit.Latest(caller) is { Agrees: false } latest ? (latest.Balance, latest.CheckedAt) : default);
    }

    [Fact]
    public void A_filter_reads_back_from_its_address_and_rubbish_is_left_out()
    {
        var day = new DateTimeOffset(2026, 3, 1, 0, 0, 0, TimeSpan.Zero);
        var filter = new LedgerFilter
        {
            From = day,
            To = day.AddDays(3),
            CreatorId = Guid.CreateVersion7(),
            Kind = LedgerKind.Release,
            IsNew = false,
            IsHeld = true,
            Before = 7,
        };
        var query = Microsoft.AspNetCore.WebUtilities.QueryHelpers.ParseQuery(CreditUrls.Ledger(filter).Split('?')[1]);

        Assert.Equal(filter, CreditUrls.Filter(name => query.TryGetValue(name, out var value) ? value.ToString() : null));
        Assert.Equal(new LedgerFilter(), CreditUrls.Filter(name => name == "to" ? "9999-12-31" : "rubbish"));
    }

    /// <summary>500 granted; three searched, two delivered for 25 each, one missing.</summary>
    private async Task<Caller> SpendAsync()
    {
        _engine.Scraper.Answer = request => request.Username == "gone" ? new ScrapeResult.Refused(ScrapeCodes.HandleNotFound, "") : null;
        var caller = await _engine.NewTeamAsync(500);
        await _engine.SubmitAsync(caller, "ada", "bea", "gone");
        await _engine.WorkAllAsync();
        return caller;
    }
}

using CreatorAnalytics.Accounts;
using CreatorAnalytics.Credits;
using CreatorAnalytics.Jobs;
using CreatorAnalytics.Operations;
using CreatorAnalytics.Tests.Support;
using Microsoft.Extensions.DependencyInjection;

namespace CreatorAnalytics.Tests.Operations;

[Trait("Category", TestDatabase.Category)]
public sealed class TeamCreditsTests : IDisposable
{
    private static readonly Operator By = new(Guid.CreateVersion7(), "ops@example.org");

    private readonly EngineFixture _engine = new(rooms: builder => builder.Services.AddSingleton<TeamCredits>());

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private TeamCredits Teams => _engine.Get<TeamCredits>();

    private CreditOrders Orders => _engine.Get<CreditOrders>();

    public void Dispose() => _engine.Dispose();

    [Fact]
    public async Task Credits_are_given_with_a_reason_that_the_team_reads_in_its_ledger()
    {
        var team = await _engine.NewTeamAsync(100);

        var result = await Orders.CarryOutAsync(By, Give(team, 40, " For the pilot "), Cancel);

        Assert.Equal(new CreditOrderResult.Done(new CreditBalance(140, 0)), result);
        var row = (await _engine.Get<LedgerQueries>().RowsAsync(team, new LedgerFilter(), Cancel))[0];
        Assert.Equal((LedgerKind.Grant, 40L, 140L, "For the pilot", By.UserId), (row.Kind, row.BalanceChange, row.Balance!.Value, row.Reason, row.UserId!.Value));
        await _engine.AuditAsync();
    }

    [Fact]
    public async Task Credits_are_taken_back_as_an_adjustment()
    {
        var team = await _engine.NewTeamAsync(100);

        var result = await Orders.CarryOutAsync(By, TakeBack(team, 100), Cancel);

        Assert.Equal(new CreditOrderResult.Done(new CreditBalance(0, 0)), result);
        var row = (await _engine.Get<LedgerQueries>().RowsAsync(team, new LedgerFilter(), Cancel))[0];
        Assert.Equal((LedgerKind.Adjust, 100L, -100L, 0L), (row.Kind, row.Amount, row.BalanceChange, row.Balance!.Value));
        await _engine.AuditAsync();
    }

    [Fact]
    public async Task What_is_held_for_running_searches_cannot_be_taken_back()
    {
        var team = await _engine.NewTeamAsync(100);
        await _engine.SubmitAsync(team, "ada", "bea");

        Assert.Equal(new CreditOrderResult.NotAvailable(new CreditBalance(100, 50)), await Orders.CarryOutAsync(By, TakeBack(team, 51), Cancel));
        Assert.Equal(new CreditBalance(100, 50), await _engine.BalanceAsync(team));
        Assert.IsType<CreditOrderResult.Done>(await Orders.CarryOutAsync(By, TakeBack(team, 50), Cancel));

        // The searches that were paid for end as if nothing had happened.
        await _engine.WorkAllAsync();
        Assert.Equal(new CreditBalance(0, 0), await _engine.BalanceAsync(team));
        await _engine.AuditAsync();
    }

    [Fact]
    public async Task Submissions_and_taking_back_at_once_never_spend_the_same_credits()
    {
        var team = await _engine.NewTeamAsync(100);

        var taken = Enumerable.Range(0, 6).Select(_ => Task.Run(() => Orders.CarryOutAsync(By, TakeBack(team, 25), Cancel), Cancel)).ToList();
        var submitted = Enumerable.Range(0, 6)
            .Select(n => Task.Run(() => _engine.Manager.SubmitAsync(team, new JobSubmission(JobType.Single, [$"creator{n}"]), Cancel), Cancel))
            .ToList();
        await Task.WhenAll(taken);
        await Task.WhenAll(submitted);

        var done = taken.Count(task => task.Result is CreditOrderResult.Done);
        var accepted = submitted.Count(task => task.Result is SubmissionResult.Accepted);
        Assert.Equal(4, done + accepted);
        Assert.Equal(new CreditBalance(100 - (25 * done), 25 * accepted), await _engine.BalanceAsync(team));
        await _engine.AuditAsync();
    }

    [Theory]
    [InlineData(false, 130)]
    [InlineData(true, 70)]
    public async Task An_order_that_is_sent_twice_is_carried_out_once(bool isTakingBack, long balance)
    {
        var team = await _engine.NewTeamAsync(100);
        var order = Give(team, 30) with { IsTakingBack = isTakingBack };

        await Orders.CarryOutAsync(By, order, Cancel);
        var again = await Orders.CarryOutAsync(By, order, Cancel);

        Assert.Equal(new CreditOrderResult.Done(new CreditBalance(balance, 0), WasBefore: true), again);
        await _engine.AuditAsync();
    }

    [Fact]
    public async Task The_key_of_one_order_carries_out_no_other()
    {
        var (team, other) = (await _engine.NewTeamAsync(100), await _engine.NewTeamAsync(100));
        var order = Give(team, 30);
        await Orders.CarryOutAsync(By, order, Cancel);

        CreditOrder[] others =
            [order with { Credits = 31 }, order with { TeamId = other.TeamId }, order with { IsTakingBack = true }, order with { Reason = "Another" }];
        foreach (var wrong in others)
            Assert.IsType<CreditOrderResult.KeyTaken>(await Orders.CarryOutAsync(By, wrong, Cancel));

        Assert.Equal((130L, 100L), ((await _engine.BalanceAsync(team)).Balance, (await _engine.BalanceAsync(other)).Balance));
    }

    [Fact]
    public async Task An_order_without_a_reason_or_an_amount_or_a_team_changes_nothing()
    {
        var team = await _engine.NewTeamAsync(100);

        await Assert.ThrowsAsync<ArgumentException>(() => Orders.CarryOutAsync(By, Give(team, 10, " "), Cancel));
        await Assert.ThrowsAsync<ArgumentException>(() => Orders.CarryOutAsync(By, Give(team, 0), Cancel));
        await Assert.ThrowsAsync<ArgumentException>(() => Orders.CarryOutAsync(By, Give(team, -5), Cancel));
        await Assert.ThrowsAsync<ArgumentException>(() => Orders.CarryOutAsync(By, Give(team, CreditOrder.MostCredits + 1), Cancel));
        Assert.IsType<CreditOrderResult.NoTeam>(await Orders.CarryOutAsync(By, Give(team, 10) with { TeamId = Guid.CreateVersion7() }, Cancel));

        Assert.Equal(new CreditBalance(100, 0), await _engine.BalanceAsync(team));
    }

    [Fact]
    public async Task Teams_are_found_by_name_and_by_their_owners_address()
    {
        var team = await _engine.NewTeamAsync(100);
        await _engine.NewTeamAsync(7);
        await _engine.Database.WriteAsync(
            async (db, token) =>
            {
                (await db.FindAsync<Team>([team.TeamId], token))!.Name = "Northwind";
                (await db.FindAsync<AppUser>([team.UserId], token))!.Email = "Ada@example.org";
            },
            Cancel);

        foreach (var search in new[] { "northw", " ada@EXAMPLE" })
            Assert.Equal(new TeamBalance(team.TeamId, "Northwind", "Ada@example.org", new CreditBalance(100, 0)), Assert.Single(await Teams.ListAsync(By, search, Cancel)));
        Assert.Equal(2, (await Teams.ListAsync(By, null, Cancel)).Count);
        Assert.Empty(await Teams.ListAsync(By, "100%", Cancel));
    }

    private static CreditOrder Give(Caller team, long credits, string reason = "Because") =>
        new(team.TeamId, credits, IsTakingBack: false, reason, $"{Guid.CreateVersion7()}");

    private static CreditOrder TakeBack(Caller team, long credits) => Give(team, credits) with { IsTakingBack = true };
}

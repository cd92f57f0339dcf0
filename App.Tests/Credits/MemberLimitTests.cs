using CreatorAnalytics.Accounts;
using CreatorAnalytics.Apify;
using CreatorAnalytics.Jobs;
using CreatorAnalytics.Tests.Support;
using Microsoft.EntityFrameworkCore;

namespace CreatorAnalytics.Tests.Credits;

[Trait("Category", TestDatabase.Category)]
public sealed class MemberLimitTests : IDisposable
{
    private readonly EngineFixture _engine = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose() => _engine.Dispose();

    [Fact]
    public async Task A_limit_of_100_stops_the_fifth_new_creator_and_is_named()
    {
        var caller = await WithLimitAsync(100);
        foreach (var name in new[] { "ada", "bea", "carl", "dora" })
            await _engine.SubmitAsync(caller, name);

        var fifth = await SubmitAsync(caller, "emil");

        Assert.Equal(new SubmissionResult.OverMemberLimit(25, 0, 100), fifth);
        Assert.Contains("your 100 this month", JobWords.Refusal(fifth), StringComparison.Ordinal);
        Assert.Equal((500L, 100L), await _engine.BalanceAsync(caller) is var balance ? (balance.Balance, balance.Reserved) : default);
        var quote = await _engine.Manager.QuoteAsync(caller, ["emil"], Cancel);
        Assert.Equal((false, 0L, 100L), (quote.Sufficient, quote.Available, quote.Budget!.Limit));
        await _engine.AuditAsync();
    }

    [Fact]
    public async Task The_limit_is_named_even_where_the_team_has_too_few_as_well()
    {
        var caller = await WithLimitAsync(100, ofTeam: 110);
        await _engine.SubmitAsync(caller, "ada", "bea", "carl", "dora");

        Assert.Equal(new SubmissionResult.OverMemberLimit(25, 0, 100), await SubmitAsync(caller, "emil"));
        Assert.Equal((110L, 100L), await _engine.BalanceAsync(caller) is var balance ? (balance.Balance, balance.Reserved) : default);
        await _engine.AuditAsync();
    }

    [Fact]
    public async Task Who_was_removed_a_moment_ago_spends_nothing()
    {
        var caller = await _engine.NewTeamAsync(500);
        await _engine.Database.WriteAsync((db, token) => db.Set<Membership>().Where(m => m.UserId == caller.UserId).ExecuteDeleteAsync(token), Cancel);

        Assert.IsType<SubmissionResult.OverMemberLimit>(await SubmitAsync(caller, "ada"));

        Assert.Equal(0, (await _engine.BalanceAsync(caller)).Reserved);
        Assert.False((await _engine.Manager.QuoteAsync(caller, ["ada"], Cancel)).Sufficient);
    }

    [Fact]
    public async Task Submissions_at_once_cannot_pass_the_limit_together()
    {
        var caller = await WithLimitAsync(100);

        var results = await Task.WhenAll(Enumerable.Range(0, 12).Select(n => Task.Run(() => SubmitAsync(caller, $"creator{n}"))));

        Assert.Equal(4, results.OfType<SubmissionResult.Accepted>().Count());
        Assert.Equal(8, results.OfType<SubmissionResult.OverMemberLimit>().Count());
        await _engine.AuditAsync();
    }

    [Fact]
    public async Task What_came_back_can_be_spent_again_and_a_new_month_begins_anew()
    {
        _engine.Scraper.Answer = request => request.Username == "gone" ? new ScrapeResult.Refused(ScrapeCodes.HandleNotFound, "") : null;
        var caller = await WithLimitAsync(50);
        await _engine.SubmitAsync(caller, "ada", "gone");
        Assert.IsType<SubmissionResult.OverMemberLimit>(await SubmitAsync(caller, "bea"));
        await _engine.WorkAllAsync();

        await _engine.SubmitAsync(caller, "bea");
        Assert.IsType<SubmissionResult.OverMemberLimit>(await SubmitAsync(caller, "carl"));

        _engine.Time.SetUtcNow(new DateTimeOffset(2026, 4, 1, 0, 0, 0, TimeSpan.Zero));
        await _engine.SubmitAsync(caller, "carl", "dora");
        Assert.IsType<SubmissionResult.OverMemberLimit>(await SubmitAsync(caller, "emil"));
    }

    [Fact]
    public async Task One_members_limit_is_nobody_elses()
    {
        var limited = await WithLimitAsync(0);
        Assert.IsType<SubmissionResult.OverMemberLimit>(await SubmitAsync(limited, "ada"));
        var other = new Caller(Guid.CreateVersion7(), limited.TeamId, TeamRole.Member);
        await _engine.Database.WriteAsync(
            (db, _) =>
            {
                db.Add(new AppUser { Id = other.UserId, UserName = "other@example.org", ActiveTeamId = other.TeamId });
                db.Add(new Membership { TeamId = other.TeamId, UserId = other.UserId });
                return Task.CompletedTask;
            },
            Cancel);

        Assert.IsType<SubmissionResult.Accepted>(await SubmitAsync(other, "ada"));
    }

    private Task<SubmissionResult> SubmitAsync(Caller caller, string username) =>
        _engine.Manager.SubmitAsync(caller, new JobSubmission(JobType.Single, [username]), Cancel);

    private async Task<Caller> WithLimitAsync(long limit, long ofTeam = 500)
    {
        var caller = await _engine.NewTeamAsync(ofTeam);
        await _engine.Database.WriteAsync(
            (db, token) => db.Set<Membership>().Where(m => m.UserId == caller.UserId)
                .ExecuteUpdateAsync(set => set.SetProperty(m => m.MonthlyCreditLimit, limit), token),
            Cancel);
        return caller;
    }
}

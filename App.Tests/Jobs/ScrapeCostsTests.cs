using CreatorAnalytics.Apify;
using CreatorAnalytics.Credits;
using CreatorAnalytics.Jobs;
using CreatorAnalytics.Tests.Support;
using Microsoft.EntityFrameworkCore;

namespace CreatorAnalytics.Tests.Jobs;

[Trait("Category", TestDatabase.Category)]
public sealed class ScrapeCostsTests : IDisposable
{
    private readonly EngineFixture _engine = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose() => _engine.Dispose();

    [Fact]
    public async Task A_team_sees_what_its_own_searches_cost_by_search_creator_and_member()
    {
        var (caller, stranger) = (await _engine.NewTeamAsync(500), await _engine.NewTeamAsync(500));
        await _engine.SubmitAsync(caller, "ada", "bea");
        await _engine.WorkAllAsync();
        await _engine.SubmitAsync(stranger, "carl");
        await _engine.WorkAllAsync();
        await PriceAsync(new() { ["ada"] = 0.10, ["bea"] = 0.04, ["carl"] = 7 });

        var costs = await OfAsync(caller);

        Assert.Equal((0.14, 2, 0), (Math.Round(costs.Usd, 9), costs.Scraped, costs.Unsettled));
        Assert.Equal(0.14, Assert.Single(costs.Jobs).Value, 9);
        Assert.Equal((caller.UserId, 0.14), (Assert.Single(costs.Members).Key, Math.Round(costs.Members[caller.UserId], 9)));
        Assert.Equal([0.04, 0.10], costs.Creators.Values.Select(usd => Math.Round(usd, 9)).Order());
        Assert.Equal(0, (await OfAsync(caller, userId: Guid.CreateVersion7())).Scraped);
        Assert.Equal(0, (await OfAsync(caller, daysLater: 2)).Scraped);
    }

    [Fact]
    public async Task Items_that_shared_a_scrape_share_its_cost_and_one_without_a_bill_is_counted()
    {
        var (caller, other) = (await _engine.NewTeamAsync(500), await _engine.NewTeamAsync(500));
        await _engine.SubmitAsync(caller, "ada", "bea");
        await _engine.SubmitAsync(other, "ada");
        await _engine.WorkAllAsync();
        await PriceAsync(new() { ["ada"] = 0.10 }, shareByName: true);

        var costs = await OfAsync(caller);

        Assert.Equal((0.05, 1), (Math.Round(costs.Usd, 9), costs.Unsettled));
        Assert.Equal(0.05, (await OfAsync(other)).Usd, 9);
    }

    private Task<ProviderCosts> OfAsync(CreatorAnalytics.Accounts.Caller caller, Guid? userId = null, int daysLater = 0)
    {
        var day = new DateTimeOffset(_engine.Time.GetUtcNow().UtcDateTime.Date, TimeSpan.Zero).AddDays(daysLater);
        return new ScrapeCosts(_engine.Database).OfAsync(caller, day, day.AddDays(1), userId, Cancel);
    }

    /// <summary>Stores, for each scrape that the engine's items name, what it has cost.</summary>
    private Task PriceAsync(Dictionary<string, double> prices, bool shareByName = false) => _engine.Database.WriteAsync(
        async (db, token) =>
        {
            var items = await db.Set<JobItem>().AsNoTracking().Where(item => item.ScrapeId != null)
                .Select(item => new { item.Id, item.Username, ScrapeId = item.ScrapeId!.Value }).ToListAsync(token);
            foreach (var group in items.GroupBy(item => shareByName ? item.Username : $"{item.ScrapeId}"))
            {
                var id = group.First().ScrapeId;
                var username = group.First().Username;
                foreach (var item in group)
                    await db.Set<JobItem>().Where(i => i.Id == item.Id).ExecuteUpdateAsync(set => set.SetProperty(i => i.ScrapeId, id), token);
                db.Add(new Scrape
                {
                    Id = id,
                    BatchId = Guid.CreateVersion7(),
                    Username = username,
                    ExternalId = username,
                    ScrapedAt = _engine.Time.GetUtcNow(),
                    PostsPartial = false,
                    Rows = [],
                    CostUsd = prices.TryGetValue(username, out var usd) ? usd : null,
                });
            }
        },
        Cancel);
}

using System.Security.Claims;
using Bunit;
using CreatorAnalytics.Accounts;
using CreatorAnalytics.Credits;
using CreatorAnalytics.Credits.Pages;
using CreatorAnalytics.Jobs;
using CreatorAnalytics.Tests.Support;
using Microsoft.AspNetCore.Components;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace CreatorAnalytics.Tests.Credits;

/// <summary>The page over the real books, with what scrapes cost made up.</summary>
public sealed class UsagePageTests : BunitContext, IAsyncLifetime
{
    private readonly EngineFixture _engine = new();
    private readonly Told _told = new();
    private Caller _caller = null!;

    private static CancellationToken Cancel => Xunit.TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _caller = await _engine.NewTeamAsync(500);
        await _engine.SubmitAsync(_caller, "ada", "bea");
        await _engine.WorkAllAsync();
        Services.AddSingleton<TimeProvider>(_engine.Time);
        Services.AddSingleton(_engine.Get<Wallets>());
        Services.AddSingleton(_engine.Get<UsageQueries>());
        Services.AddSingleton<IProviderCosts>(_told);
        Services.AddSingleton(new CallerResolver(_engine.Database));
        Services.AddScoped<CurrentCaller>();
        AddAuthorization().SetAuthorized("tester").SetClaims(new Claim(ClaimTypes.NameIdentifier, $"{_caller.UserId}"));
        Renderer.SetRendererInfo(new RendererInfo("Server", true));
        var creators = await _engine.Database.ReadAsync(
            db => db.Set<JobItem>().ToDictionaryAsync(item => item.Username, item => item.ProfileId!.Value, Cancel), Cancel);
        _told.Costs = new ProviderCosts(
            12.5, Scraped: 2, Unsettled: 1, new Dictionary<Guid, double> { [_caller.UserId] = 12.5 }, new Dictionary<Guid, double>(),
            new Dictionary<Guid, double> { [creators["ada"]] = 0.0421 });
    }

    public new async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        _engine.Dispose();
    }

    [Fact]
    public void An_admin_sees_what_apify_was_paid_beside_the_credits()
    {
        var page = Render<UsagePage>();

        var paid = page.FindAll(".ca-figures > div").Single(figure => figure.QuerySelector("dt")!.TextContent == "Paid to Apify");
        Assert.Equal("$12.50", paid.QuerySelector(".ca-num")!.TextContent);
        Assert.Equal("2 creators scraped, 1 not billed yet", paid.QuerySelector(".under")!.TextContent);
        Assert.Equal("$12.50", Assert.Single(Column(page, "By member")));
        Assert.Equal(["$0.042", "–"], Column(page, "By creator"));
        Assert.Equal("–", Assert.Single(Column(page, "By search")));
        Assert.Equal(_caller.TeamId, Assert.Single(_told.Asked));
    }

    [Fact]
    public async Task A_member_is_not_told_what_was_paid()
    {
        await _engine.Database.WriteAsync(
            (db, token) => db.Set<Membership>().Where(m => m.UserId == _caller.UserId).ExecuteUpdateAsync(set => set.SetProperty(m => m.Role, TeamRole.Member), token), Cancel);

        var page = Render<UsagePage>();

        Assert.Equal(2, page.FindAll("section.part").Count);
        Assert.DoesNotContain("Apify", page.Markup, StringComparison.Ordinal);
        Assert.Empty(_told.Asked);
    }

    /// <summary>The cells under "Apify, USD", with the row named "@ada" first.</summary>
    private static string[] Column(IRenderedComponent<UsagePage> page, string title)
    {
        var table = page.Find($"section[aria-label='{title}'] table");
        var column = table.QuerySelectorAll("th").Select(th => th.TextContent).ToList().IndexOf("Apify, USD");
        return [.. table.QuerySelectorAll("tbody tr").OrderBy(row => row.Children[0].TextContent, StringComparer.Ordinal).Select(row => row.Children[column].TextContent)];
    }

    private sealed class Told : IProviderCosts
    {
        public ProviderCosts Costs { get; set; } = null!;

        public List<Guid> Asked { get; } = [];

        public Task<ProviderCosts> OfAsync(Caller caller, DateTimeOffset from, DateTimeOffset to, Guid? userId, CancellationToken cancellationToken)
        {
            Asked.Add(caller.TeamId);
            return Task.FromResult(Costs);
        }
    }
}

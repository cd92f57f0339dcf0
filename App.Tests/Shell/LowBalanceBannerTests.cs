using System.Security.Claims;
using Bunit;
using CreatorAnalytics.Accounts;
using CreatorAnalytics.Credits;
using CreatorAnalytics.Jobs;
using CreatorAnalytics.Shell;
using CreatorAnalytics.Tests.Support;
using Microsoft.AspNetCore.Components;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace CreatorAnalytics.Tests.Shell;

/// <summary>The notice on every page over the real books.</summary>
public sealed class LowBalanceBannerTests : BunitContext, IAsyncLifetime
{
    private readonly EngineFixture _engine = new();
    private Caller _caller = null!;

    private static CancellationToken Cancel => Xunit.TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _caller = await _engine.NewTeamAsync(100);
        Services.AddSingleton<TimeProvider>(_engine.Time);
        Services.AddSingleton(_engine.Get<LowBalance>());
        Services.AddSingleton(_engine.Get<JobQueries>());
        Services.AddSingleton(_engine.Get<JobFeed>());
        Services.AddSingleton(new CallerResolver(_engine.Database));
        Services.AddScoped<CurrentCaller>();
        Services.AddScoped<TrayState>();
        AddAuthorization().SetAuthorized("tester").SetClaims(new Claim(ClaimTypes.NameIdentifier, $"{_caller.UserId}"));
        Renderer.SetRendererInfo(new RendererInfo("Server", true));
    }

    public new async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        _engine.Dispose();
    }

    [Fact]
    public async Task It_is_shown_while_credits_run_low_and_stays_away_once_it_is_put_away()
    {
        Assert.Equal("", Render<LowBalanceBanner>().Markup.Trim());
        await _engine.SubmitAsync(_caller, "ada", "bea", "cleo", "dora");

        var banner = Render<LowBalanceBanner>();
        Assert.Contains("Credits run low: 0 are available", banner.Find("aside").TextContent, StringComparison.Ordinal);
        await banner.Find("button").ClickAsync(new());

        Assert.Empty(banner.FindAll("aside"));
        Assert.Empty(Render<LowBalanceBanner>().FindAll("aside"));
    }

    [Fact]
    public async Task Members_are_not_bothered()
    {
        await _engine.Database.WriteAsync(
            (db, token) => db.Set<Membership>().Where(m => m.UserId == _caller.UserId).ExecuteUpdateAsync(set => set.SetProperty(m => m.Role, TeamRole.Member), token), Cancel);
        await _engine.SubmitAsync(_caller, "ada", "bea", "cleo", "dora");

        Assert.Empty(Render<LowBalanceBanner>().FindAll("aside"));
    }
}

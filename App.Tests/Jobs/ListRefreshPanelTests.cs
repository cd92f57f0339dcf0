using System.Security.Claims;
using Bunit;
using CreatorAnalytics.Accounts;
using CreatorAnalytics.Creators;
using CreatorAnalytics.Jobs;
using CreatorAnalytics.Tests.Support;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.DependencyInjection;

namespace CreatorAnalytics.Tests.Jobs;

/// <summary>The schedule in the head of a list.</summary>
public sealed class ListRefreshPanelTests : BunitContext, IAsyncLifetime
{
    private readonly EngineFixture _engine = new();
    private Caller _caller = null!;
    private ListSummary _list = null!;

    private static CancellationToken Cancel => Xunit.TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _caller = await _engine.NewTeamAsync(500);
        _list = Assert.IsType<ListChange.Done>(await _engine.Get<CreatorLists>().CreateAsync(_caller, "Spring", null, Cancel)).List;
        Services.AddSingleton<TimeProvider>(_engine.Time);
        Services.AddSingleton(_engine.Get<ListRefreshes>());
        Services.AddSingleton(new CallerResolver(_engine.Database));
        Services.AddScoped<CurrentCaller>();
        JSInterop.Mode = JSRuntimeMode.Loose;
        AddAuthorization().SetAuthorized("tester").SetClaims(new Claim(ClaimTypes.NameIdentifier, $"{_caller.UserId}"));
        Renderer.SetRendererInfo(new RendererInfo("Server", true));
    }

    public new async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        _engine.Dispose();
    }

    [Fact]
    public void It_is_off_until_a_frequency_and_a_cap_are_kept()
    {
        var panel = Open();
        Assert.Contains("Scheduled refresh: off.", panel.Find(".line").TextContent, StringComparison.Ordinal);

        panel.Find(".line button").Click();
        panel.Find("#refresh-frequency").Change("Weekly");
        panel.Find("form").Submit();
        panel.WaitForAssertion(() => Assert.StartsWith("Set how many credits", panel.Find("[role=alert]").TextContent, StringComparison.Ordinal));
        panel.Find("#refresh-cap").Change("60");
        panel.Find("form").Submit();

        panel.WaitForAssertion(() => Assert.Equal("Scheduled refresh: weekly, at most 60 credits a month.", panel.Find("[role=status]").TextContent));
        Assert.Contains("Next in 7 days", Words(panel), StringComparison.Ordinal);
        Assert.Contains("0 of 60 credits used this month.", Words(panel), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_came_of_it_last_stands_there_and_turning_it_off_needs_no_cap()
    {
        await _engine.Get<ListRefreshes>().SetAsync(_caller, _list.Id, RefreshFrequency.Monthly, 60, Cancel);
        _engine.Time.Advance(TimeSpan.FromDays(31));
        await _engine.Get<ListRefresher>().RefreshDueAsync(Cancel);
        var panel = Open();
        Assert.Contains("Nobody is on the list.", panel.Find(".last").TextContent, StringComparison.Ordinal);

        panel.Find(".line button").Click();
        Assert.Equal("Monthly", panel.Find("#refresh-frequency").GetAttribute("value"));
        panel.Find("#refresh-frequency").Change("Off");
        Assert.Empty(panel.FindAll("#refresh-cap"));
        panel.Find("form").Submit();

        panel.WaitForAssertion(() => Assert.Equal("Scheduled refresh: off.", panel.Find("[role=status]").TextContent));
    }

    private static string Words(IRenderedComponent<ListRefreshPanel> panel) =>
        string.Join(' ', panel.Find(".line").TextContent.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));

    private IRenderedComponent<ListRefreshPanel> Open()
    {
        var panel = Render<ListRefreshPanel>(parameters => parameters.Add(p => p.List, _list));
        panel.WaitForAssertion(() => Assert.NotEmpty(panel.FindAll(".line")));
        return panel;
    }
}

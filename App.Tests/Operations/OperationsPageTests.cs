using System.Security.Claims;
using Bunit;
using CreatorAnalytics.Accounts;
using CreatorAnalytics.Apify;
using CreatorAnalytics.Credits;
using CreatorAnalytics.Jobs;
using CreatorAnalytics.Operations;
using CreatorAnalytics.Operations.Pages;
using CreatorAnalytics.Tests.Support;
using Microsoft.AspNetCore.Components;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace CreatorAnalytics.Tests.Operations;

/// <summary>The operator's page over the real engine.</summary>
public sealed class OperationsPageTests : BunitContext, IAsyncLifetime
{
    private readonly EngineFixture _engine = new(rooms: builder =>
    {
        builder.Services.AddSingleton<RunSlots>();
        builder.Services.AddSingleton<RunRecords>();
        builder.Services.AddSingleton<Spending>();
        builder.Services.AddSingleton(new ApifyRetry(TimeProvider.System, new Random(1)));
        builder.Services.AddSingleton<StartHolds>();
        builder.Services.AddSingleton<RecentFigures>();
        builder.Services.AddSingleton<EngineQueries>();
        builder.Services.AddSingleton<TeamCredits>();
    });

    private Caller _caller = null!;

    private static CancellationToken Cancel => Xunit.TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        DefaultWaitTimeout = TimeSpan.FromSeconds(30);
        _caller = await _engine.NewTeamAsync(500);
        await SetOperatorAsync(true);
        Services.AddSingleton<TimeProvider>(_engine.Time);
        Services.AddSingleton(_engine.Database);
        Services.AddSingleton(_engine.Get<EngineQueries>());
        Services.AddSingleton(_engine.Get<TeamCredits>());
        Services.AddSingleton(_engine.Get<CreditOrders>());
        Services.AddScoped<CurrentOperator>();
        var user = AddAuthorization().SetAuthorized("operator");
        user.SetClaims(new Claim(ClaimTypes.NameIdentifier, $"{_caller.UserId}"));
        Renderer.SetRendererInfo(new RendererInfo("Server", true));
    }

    public new async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        _engine.Dispose();
    }

    [Fact]
    public async Task The_page_follows_the_queue_by_itself_and_stands_still_when_paused()
    {
        var page = Open();
        Assert.Equal("0", Figure(page, "Creators waiting"));

        await _engine.SubmitAsync(_caller, "ada", "bea", "carl");
        _engine.Time.Advance(TimeSpan.FromSeconds(2));
        page.WaitForAssertion(() => Assert.Equal(("3", "1"), (Figure(page, "Creators waiting"), Figure(page, "Searches running"))));
        Assert.Equal("the first for 2 s", Under(page, "Creators waiting"));

        var claims = await _engine.ClaimAsync(3);
        await StartScrapeAsync(claims[0]);
        await StartScrapeAsync(claims[1]);
        _engine.Time.Advance(TimeSpan.FromSeconds(2));
        page.WaitForAssertion(() => Assert.Equal("1", Figure(page, "Creators waiting")));

        await page.FindAll("button").Single(button => button.TextContent == "Pause").ClickAsync(new());
        await StartScrapeAsync(claims[2]);
        _engine.Time.Advance(TimeSpan.FromSeconds(2));
        Assert.Equal("1", Figure(page, "Creators waiting"));
        await page.FindAll("button").Single(button => button.TextContent == "Go on").ClickAsync(new());
        _engine.Time.Advance(TimeSpan.FromSeconds(2));
        page.WaitForAssertion(() => Assert.Equal("0", Figure(page, "Creators waiting")));
    }

    [Fact]
    public async Task The_credits_of_teams_follow_what_is_searched()
    {
        var page = Open();
        page.WaitForAssertion(() => Assert.Equal(["500", "0", "500"], Rows(page, "credits")[0][2..5]));

        await _engine.SubmitAsync(_caller, "ada");
        _engine.Time.Advance(TimeSpan.FromSeconds(2));

        page.WaitForAssertion(() => Assert.Equal(["475", "25", "500"], Rows(page, "credits")[0][2..5]));
    }

    [Fact]
    public async Task What_is_paid_says_that_runs_which_are_going_are_in_it_as_expected()
    {
        await _engine.Database.WriteAsync(
            (db, _) =>
            {
                var now = _engine.Time.GetUtcNow();
                var run = TestRuns.New(now, "run", usernames: string.Join(',', Enumerable.Range(0, 100).Select(n => $"c{n}")));
                (run.Status, run.StartedAt) = ("RUNNING", now);
                db.Add(run);
                return Task.CompletedTask;
            },
            Cancel);

        var page = Open();

        Assert.Equal("$0.26", Figure(page, "Paid to Apify"));
        Assert.Equal("this month, runs not billed yet as expected; no limit set", Under(page, "Paid to Apify"));
    }

    [Fact]
    public void What_keeps_runs_from_starting_stands_above_all_with_what_to_do()
    {
        _engine.Get<StartHolds>().Raise(HoldKind.Usage, "402 not-enough-usage");
        var page = Open();
        Assert.Contains("usage limit is raised", page.Find(".ca-notice").TextContent, StringComparison.Ordinal);

        _engine.Get<StartHolds>().Started();
        _engine.Time.Advance(TimeSpan.FromSeconds(2));
        page.WaitForAssertion(() => Assert.Empty(page.FindAll(".ca-notice")));
    }

    [Fact]
    public async Task Stages_stand_with_how_long_creators_waited_and_were_worked_on()
    {
        var page = Open();
        Assert.Empty(Rows(page, "stages"));
        var held = 0;
        _engine.Scraper.Before = (_, _) =>
        {
            _engine.Time.Advance(TimeSpan.FromSeconds(5 + (20 * held++)));
            return Task.CompletedTask;
        };
        await _engine.SubmitAsync(_caller, "ada", "bea");
        _engine.Time.Advance(TimeSpan.FromSeconds(3));
        foreach (var claim in await _engine.ClaimAsync())
            await _engine.WorkAsync(claim);
        _engine.Time.Advance(TimeSpan.FromSeconds(2));

        page.WaitForAssertion(() => Assert.Equal(["In the queue", "3 s", "3 s", "–", "–"], Rows(page, "stages")[0]));
        Assert.Equal(["Apify", "0 ms", "0 ms", "5 s", "25 s"], Rows(page, "stages")[1]);
        Assert.Equal(["Database", "Pictures", "Analysis", "Settling"], Rows(page, "stages").Skip(2).Select(row => row[0]));
    }

    [Fact]
    public async Task Failures_stand_by_cause_with_what_is_tried_again_and_leave_after_a_day()
    {
        _engine.Scraper.Answer = request => request.Username switch
        {
            "gone" => new ScrapeResult.Refused(ScrapeCodes.HandleNotFound, ""),
            "flaky" => new ScrapeResult.Failed(ScrapeCodes.ProviderError, "", RetryAlone: false),
            _ => null,
        };
        await _engine.SubmitAsync(_caller, "ada", "gone", "flaky");
        await Task.WhenAll((await _engine.ClaimAsync()).Select(_engine.WorkAsync));

        var page = Open();
        Assert.Equal([["No such account", "0", "1", "1"], ["Data provider failed", "1", "0", "0"]], Rows(page, "failures"));
        Assert.Contains("1 were delivered in the last hour", page.Markup, StringComparison.Ordinal);

        _engine.Time.Advance(TimeSpan.FromHours(2));
        page.WaitForAssertion(() => Assert.Equal(["No such account", "0", "0", "1"], Rows(page, "failures")[0]));
        _engine.Time.Advance(TimeSpan.FromHours(23));
        page.WaitForAssertion(() => Assert.Equal([["Data provider failed", "1", "0", "0"]], Rows(page, "failures")));
    }

    [Fact]
    public async Task A_process_that_fell_silent_with_work_in_hand_is_seen()
    {
        await _engine.SubmitAsync(_caller, "ada", "bea");
        await _engine.ClaimAsync();
        await _engine.Database.WriteAsync(
            (db, token) => db.Set<QueueEntry>().ExecuteUpdateAsync(set => set.SetProperty(entry => entry.WorkerId, "box2:17:abc"), token), Cancel);

        var page = Open();
        Assert.Equal(["box2, process 17", "Alive", "2", "1 min 00 s"], Rows(page, "processes")[1]);
        Assert.EndsWith("(this one)", Rows(page, "processes")[0][0], StringComparison.Ordinal);

        _engine.Time.Advance(TimeSpan.FromSeconds(61));
        page.WaitForAssertion(() => Assert.Equal(["box2, process 17", "Silent", "2", "ended"], Rows(page, "processes")[1]));
    }

    [Theory]
    [InlineData("Give credits to Team", "Give 40 credits", 540)]
    [InlineData("Take back credits from Team", "Take back 40 credits", 460)]
    public async Task Credits_move_only_after_the_operator_confirmed(string open, string confirm, long balance)
    {
        var page = Open();

        page.WaitForElement($"[aria-label='{open}']").Click();
        page.Find("#order-credits").Change("40");
        page.Find("form.order").Submit();
        Assert.StartsWith("Say why", page.Find("[role=alert]").TextContent, StringComparison.Ordinal);
        page.Find("#order-reason").Change("For the pilot");
        page.Find("form.order").Submit();
        Assert.Contains($"Team will have {balance} credits available instead of 500", page.Find("form.order p").TextContent, StringComparison.Ordinal);
        Assert.Equal(500, (await _engine.BalanceAsync(_caller)).Balance);
        page.FindAll("button").Single(button => button.TextContent == confirm).Click();

        page.WaitForAssertion(() => Assert.Equal($"Done. Team has {balance} credits available.", page.Find("[role=status]").TextContent.Trim()));
        Assert.Equal(balance, (await _engine.BalanceAsync(_caller)).Balance);
        Assert.Equal($"{balance}", Rows(page, "credits")[0][2]);
    }

    [Fact]
    public async Task More_than_is_available_is_refused_before_and_at_the_confirmation()
    {
        var page = Open();
        page.WaitForElement("[aria-label='Take back credits from Team']").Click();
        page.Find("#order-credits").Change("501");
        page.Find("#order-reason").Change("Mistake");
        page.Find("form.order").Submit();
        Assert.StartsWith("Only 500 credits are available", page.Find("[role=alert]").TextContent, StringComparison.Ordinal);

        page.Find("#order-credits").Change("500");
        page.Find("form.order").Submit();
        await _engine.SubmitAsync(_caller, "ada");
        page.FindAll("button").Single(button => button.TextContent == "Take back 500 credits").Click();

        page.WaitForAssertion(() => Assert.StartsWith("Only 475 credits are available", page.Find("[role=alert]").TextContent, StringComparison.Ordinal));
        Assert.Equal(new CreditBalance(500, 25), await _engine.BalanceAsync(_caller));
    }

    [Fact]
    public async Task Whoever_stops_being_operator_loses_the_open_page_and_can_change_nothing()
    {
        var page = Open();
        await SetOperatorAsync(false);

        _engine.Time.Advance(TimeSpan.FromSeconds(2));

        page.WaitForAssertion(() => Assert.Equal("", page.Markup.Trim()));
    }

    private Task StartScrapeAsync(ItemClaim claim) => _engine.Get<ItemWrites>().ScrapeStartedAsync(claim, Cancel);

    private static string Figure(IRenderedComponent<OperationsPage> page, string name) => Cell(page, name).QuerySelector(".ca-num")!.TextContent;

    private static string Under(IRenderedComponent<OperationsPage> page, string name) => Cell(page, name).QuerySelector(".under")!.TextContent;

    private static AngleSharp.Dom.IElement Cell(IRenderedComponent<OperationsPage> page, string name) =>
        page.FindAll("dl > div").Single(cell => cell.QuerySelector("dt")!.TextContent == name);

    private static string[][] Rows(IRenderedComponent<OperationsPage> page, string section) =>
        [.. page.FindAll($"[aria-labelledby={section}] tbody tr").Select(row => row.Children.Select(cell => cell.TextContent.Trim()).ToArray())];

    private IRenderedComponent<OperationsPage> Open()
    {
        var page = Render<OperationsPage>();
        page.WaitForElement("dl");
        return page;
    }

    private Task SetOperatorAsync(bool isOperator) => _engine.Database.WriteAsync(
        (db, token) => db.Set<AppUser>().Where(user => user.Id == _caller.UserId)
            .ExecuteUpdateAsync(set => set.SetProperty(user => user.IsOperator, isOperator).SetProperty(user => user.Email, "ops@example.org"), token),
        Cancel);
}

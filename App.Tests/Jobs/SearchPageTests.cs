using System.Security.Claims;
using AngleSharp.Dom;
using Bunit;
using CreatorAnalytics.Accounts;
using CreatorAnalytics.Apify;
using CreatorAnalytics.Jobs;
using CreatorAnalytics.Tests.Support;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Forms;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace CreatorAnalytics.Tests.Jobs;

/// <summary>The search page and its tray over the real engine.</summary>
public sealed class SearchPageTests : BunitContext, IAsyncLifetime
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly EngineFixture _engine = new();
    private Caller _caller = null!;

    private static CancellationToken Cancel => Xunit.TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        DefaultWaitTimeout = Patience;
        _caller = await _engine.NewTeamAsync(500);
        Services.AddSingleton<TimeProvider>(_engine.Time);
        Services.AddSingleton(_engine.Manager);
        Services.AddSingleton(_engine.Get<JobQueries>());
        Services.AddSingleton(_engine.Get<JobFeed>());
        Services.AddSingleton(_engine.Get<IOptions<JobsOptions>>());
        Services.AddSingleton(new CallerResolver(_engine.Database));
        Services.AddScoped<CurrentCaller>();
        Services.AddScoped<TrayState>();
        JSInterop.Mode = JSRuntimeMode.Loose;
        JSInterop.SetupModule(_ => true).Mode = JSRuntimeMode.Loose;
        var user = AddAuthorization().SetAuthorized("tester");
        user.SetClaims(new Claim(ClaimTypes.NameIdentifier, _caller.UserId.ToString()));
        Renderer.SetRendererInfo(new RendererInfo("Server", true));
    }

    public new async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        _engine.Dispose();
    }

    [Fact]
    public async Task The_button_is_disabled_until_it_shows_the_price()
    {
        var page = Open();
        await TypeAsync(page, "nasa, @esa, https://instagram.com/jaxa");
        Assert.Equal("Analyse 3 creators", Button(page).TextContent);
        Assert.True(Button(page).HasAttribute("disabled"));

        Wait(page, SearchDraft.PriceAfter, () => !Button(page).HasAttribute("disabled"));

        Assert.Equal("Analyse 3 creators — 75 credits", Button(page).TextContent);
        Assert.Equal("500 available, 425 left after", Words(page.Find(".credits")));
    }

    [Fact]
    public void Usernames_of_the_address_are_put_into_the_box_once()
    {
        Services.GetRequiredService<NavigationManager>().NavigateTo("/?creators=nasa,esa");
        var page = Open();

        Wait(page, SearchDraft.PriceAfter, () => !Button(page).HasAttribute("disabled"));

        Assert.Equal("Analyse 2 creators — 50 credits", Button(page).TextContent);
        Assert.Equal("http://localhost/", Services.GetRequiredService<NavigationManager>().Uri);
    }

    [Fact]
    public async Task Usernames_of_a_file_are_added_from_the_column_that_is_picked()
    {
        var page = Open();
        await TypeAsync(page, "nasa");
        page.FindComponent<InputFile>().UploadFiles(
            InputFileContent.CreateFromText("Name,Handle\nAda Lovelace,ada.l\nNasa,nasa\n", "creators.csv"));
        Wait(page, TimeSpan.Zero, () => page.FindAll(".picker").Count > 0);
        Assert.Equal("Add 2 creators", page.Find(".picker .ca-button--primary").TextContent);

        await page.Find(".picker .ca-button--primary").ClickAsync(new());

        Assert.Equal("nasa, ada.l", page.Find("#usernames").GetAttribute("value"));
    }

    [Fact]
    public void A_file_that_is_no_table_says_what_to_do()
    {
        var page = Open();
        page.FindComponent<InputFile>().UploadFiles(InputFileContent.CreateFromBinary([80, 75, 1, 2], "creators.xlsx"));
        Wait(page, TimeSpan.Zero, () => page.FindAll(".import .ca-notice--bad").Count > 0);
        Assert.Contains("Save it as CSV", page.Find(".import .ca-notice--bad").TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_chip_says_of_each_creator_what_it_is()
    {
        await _engine.SubmitAsync(_caller, "nasa");
        await _engine.WorkAllAsync();
        _engine.Time.Advance(TimeSpan.FromHours(3));
        var page = Open();

        await TypeAsync(page, "nasa, esa, esa, two..dots, https://www.instagram.com/p/Cabc/");
        Wait(page, SearchDraft.PriceAfter, () => !Button(page).HasAttribute("disabled"));

        var chips = page.FindAll(".chip").Select(chip => (chip.QuerySelector(".name")!.TextContent, chip.QuerySelector(".word")!.TextContent, chip.QuerySelector(".price")?.FirstChild?.TextContent));
        Assert.Equal(
            [
                ("two..dots", "Usernames hold no two dots in a row.", null),
                ("https://www.instagram.com/p/Cabc/", "This is the address of a post, not of a profile.", null),
                ("nasa", "known, 3 h ago", "5"),
                ("esa", "new", "25"),
                ("esa", "duplicate, counted once", null),
            ],
            chips);
        Assert.Equal("Analyse 2 creators — 30 credits", Button(page).TextContent);
    }

    [Fact]
    public async Task The_price_of_another_text_is_never_shown()
    {
        var page = Open();
        await TypeAsync(page, "nasa");
        Wait(page, SearchDraft.PriceAfter, () => !Button(page).HasAttribute("disabled"));

        // Another separator changes nothing; another creator does.
        await TypeAsync(page, "nasa, ");
        Assert.Equal("Analyse 1 creator — 25 credits", Button(page).TextContent);
        await TypeAsync(page, "nasa, esa");
        Assert.Equal("Analyse 2 creators", Button(page).TextContent);
        Assert.True(Button(page).HasAttribute("disabled"));

        _engine.Time.Advance(SearchDraft.PriceAfter - TimeSpan.FromMilliseconds(1));
        await TypeAsync(page, "esa");
        _engine.Time.Advance(TimeSpan.FromMilliseconds(1));
        Assert.Equal("Analyse 1 creator", Button(page).TextContent);

        Wait(page, SearchDraft.PriceAfter, () => !Button(page).HasAttribute("disabled"));
        Assert.Equal("Analyse 1 creator — 25 credits", Button(page).TextContent);
    }

    [Fact]
    public async Task Too_few_credits_are_said_with_both_figures()
    {
        var page = Open();
        await TypeAsync(page, string.Join(',', Enumerable.Range(1, 21).Select(n => $"creator{n}")));
        Wait(page, SearchDraft.PriceAfter, () => page.FindAll(".ca-notice--bad").Count > 0);

        Assert.Contains("This needs 525 credits; your team has 500 available.", page.Find(".ca-notice--bad").TextContent, StringComparison.Ordinal);
        Assert.True(Button(page).HasAttribute("disabled"));
    }

    [Fact]
    public async Task The_box_is_cleared_in_the_render_that_shows_the_card()
    {
        var page = Open();
        await TypeAsync(page, "nasa, esa");
        Wait(page, SearchDraft.PriceAfter, () => !Button(page).HasAttribute("disabled"));
        var seen = new List<string?>();
        page.OnMarkupUpdated += (_, _) =>
        {
            if (page.FindAll("article").Count > 0)
                seen.Add(page.Find("textarea").GetAttribute("value"));
        };

        await page.Find("form").SubmitAsync();
        Wait(page, TrayState.MergeFor, () => page.FindAll("article").Count == 1);

        Assert.NotEmpty(seen);
        Assert.All(seen, text => Assert.True(string.IsNullOrEmpty(text)));
        Assert.Equal(450, (await _engine.BalanceAsync(_caller)).Available);
        Assert.Equal(["nasa, Waiting", "esa, Waiting"], page.FindAll("article li").Select(row => row.GetAttribute("aria-label")));
    }

    [Fact]
    public async Task More_than_one_search_holds_becomes_several_and_stops_at_the_one_that_is_refused()
    {
        var page = Open();
        await TypeAsync(page, string.Join(", ", Enumerable.Range(1, 18).Select(n => $"creator{n}")));
        Wait(page, SearchDraft.PriceAfter, () => !Button(page).HasAttribute("disabled"));
        Assert.Equal("Analyse 18 creators as 2 searches — 450 credits", Button(page).TextContent);
        await _engine.SubmitAsync(_caller, "somebody", "spends", "meanwhile");

        await page.Find("form").SubmitAsync();
        page.WaitForAssertion(() => Assert.Contains("1 of 2 searches were started", page.Markup, StringComparison.Ordinal));

        Assert.Contains("This needs 75 credits; your team has 50 available.", page.Markup, StringComparison.Ordinal);
        Assert.Equal("creator16, creator17, creator18", page.Find("textarea").GetAttribute("value"));
    }

    [Fact]
    public async Task Only_the_card_whose_search_changed_is_drawn_again()
    {
        await _engine.SubmitAsync(_caller, "nasa");
        await _engine.WorkAllAsync();
        _engine.Time.Advance(TimeSpan.FromSeconds(1));
        var running = await _engine.SubmitAsync(_caller, "esa", "jaxa");
        var page = Open();
        Wait(page, TrayState.MergeFor, () => page.FindAll("article").Count == 2);
        var cards = page.FindComponents<JobCard>();
        var rows = cards[0].FindComponents<CreatorRow>();
        var (changing, resting) = (cards[0].RenderCount, cards[1].RenderCount);
        var restingRow = rows[1].RenderCount;

        await _engine.Manager.CancelItemAsync(_caller, running.JobId, running.Items[0].ItemId, Cancel);
        Wait(page, TrayState.MergeFor, () => cards[0].Markup.Contains("1 cancelled", StringComparison.Ordinal));

        Assert.True(cards[0].RenderCount > changing);
        Assert.Equal(resting, cards[1].RenderCount);
        Assert.Equal(restingRow, rows[1].RenderCount);
    }

    [Fact]
    public async Task A_search_that_brought_some_and_not_others_says_so_and_looks_so_and_its_results_can_be_had_as_a_file()
    {
        _engine.Scraper.Answer = request => request.Username == "gone" ? new ScrapeResult.Refused(ScrapeCodes.HandleNotFound, "") : null;
        var job = await _engine.SubmitAsync(_caller, "gone", "nasa");
        await _engine.WorkAllAsync();

        var page = Open();
        Wait(page, TrayState.MergeFor, () => page.FindAll("article").Count == 1);

        Assert.Equal("Done, 1 failed", page.Find("article .badge").TextContent);
        Assert.Contains("partial", page.Find("article .badge").ClassList);
        Assert.Contains("partial", page.Find("article .fill").ClassList);
        Assert.Equal($"/exports/searches/{job.JobId}", page.Find("article form").GetAttribute("action"));
        Assert.Contains("engagementRate", page.FindAll("article form input[name=columns]").Select(column => column.GetAttribute("value")));
    }

    [Fact]
    public async Task A_creator_that_waits_for_a_retry_says_why_and_counts_down()
    {
        _engine.Scraper.Answer = _ => new ScrapeResult.Failed(ScrapeCodes.NotReturned, "", RetryAlone: true);
        await _engine.SubmitAsync(_caller, "absent");
        await _engine.WorkAsync(Assert.Single(await _engine.ClaimAsync()));
        var page = Open();
        Wait(page, TrayState.MergeFor, () => page.FindAll("article").Count == 1);
        var first = Seconds(page);
        Assert.Matches(@"^Instagram did not answer; we will try again in \d s \(1 of 3\); nothing was charged\.$", page.Find(".note").TextContent);

        Wait(page, TimeSpan.FromSeconds(1), () => Seconds(page) < first);
    }

    [Fact]
    public async Task A_creator_that_failed_for_good_tells_each_try_and_one_that_failed_at_once_only_why()
    {
        _engine.Scraper.Answer = request => request.Username == "gone"
            ? new ScrapeResult.Refused(ScrapeCodes.HandleNotFound, "")
            : new ScrapeResult.Failed(ScrapeCodes.NotReturned, "", RetryAlone: true);
        await _engine.SubmitAsync(_caller, "absent", "gone");
        await _engine.WorkAllAsync();
        var page = Open();
        Wait(page, TrayState.MergeFor, () => page.FindAll("article").Count == 1);

        var history = Assert.Single(page.FindAll(".row details"));
        Assert.Equal(
            Enumerable.Range(1, 4).Select(n => $"Try {n} of 4: Instagram did not answer."),
            history.QuerySelectorAll("li span").Select(Words));
        Assert.All(history.QuerySelectorAll("li time"), time => Assert.Matches(@"^\d\d:\d\d:\d\d UTC$", time.TextContent));
    }

    [Fact]
    public async Task A_search_that_tries_again_what_failed_and_the_one_it_comes_from_lead_to_each_other()
    {
        _engine.Scraper.Answer = _ => new ScrapeResult.Refused(ScrapeCodes.AccountUnavailable, "");
        var parent = await _engine.SubmitAsync(_caller, "unlucky");
        await _engine.WorkAllAsync();
        var page = Open();
        Wait(page, TrayState.MergeFor, () => page.FindAll("article").Count == 1);

        await page.FindAll(".actions button").First(button => button.TextContent.StartsWith("Retry failed", StringComparison.Ordinal)).ClickAsync();
        Wait(page, TrayState.MergeFor, () => page.FindAll("article").Count == 2);

        Assert.DoesNotContain(page.FindAll(".actions button"), button => button.TextContent.StartsWith("Retry failed", StringComparison.Ordinal));
        var links = page.FindAll("article .line .ca-link").Select(Words);
        Assert.Equal(["the search of 12:00 UTC", "tried again at 12:00 UTC"], links);
        await page.FindAll(".filter")[0].ClickAsync();
        Assert.Single(page.FindAll("article"));
        await page.Find("article .line .ca-link").ClickAsync();
        Assert.Equal(2, page.FindAll("article").Count);
        Assert.Equal($"search-{parent.JobId}", page.FindAll("article")[1].Id);

        await _engine.Manager.DismissAsync(_caller, [parent.JobId], Cancel);
        await page.InvokeAsync(() => page.FindComponents<JobCard>()[1].Instance.OnDismiss.InvokeAsync(parent.JobId));
        page.WaitForAssertion(() => Assert.Contains("an earlier search", page.Find("article .line").TextContent, StringComparison.Ordinal));
    }

    [Fact]
    public async Task The_filter_shows_what_it_says_with_counts()
    {
        _engine.Scraper.Answer = request =>
            request.Username == "gone" ? new ScrapeResult.Refused(ScrapeCodes.HandleNotFound, "") : null;
        await _engine.SubmitAsync(_caller, "gone");
        await _engine.SubmitAsync(_caller, "nasa");
        await _engine.WorkAllAsync();
        await _engine.SubmitAsync(_caller, "esa");
        var page = Open();
        Wait(page, TrayState.MergeFor, () => page.FindAll("article").Count == 3);

        Assert.Equal(["Running 1", "Needs attention 1", "Done 1"], page.FindAll(".filter").Select(Words));
        await page.FindAll(".filter")[1].ClickAsync();

        Assert.Equal("true", page.FindAll(".filter")[1].GetAttribute("aria-pressed"));
        Assert.StartsWith("Search of gone", page.Find("article").GetAttribute("aria-label"), StringComparison.Ordinal);
        Assert.Single(page.FindAll("article"));
    }

    [Fact]
    public async Task A_delivered_creator_links_to_its_report_and_a_cleared_search_is_gone()
    {
        await _engine.SubmitAsync(_caller, "nasa");
        await _engine.WorkAllAsync();
        var page = Open();
        Wait(page, TrayState.MergeFor, () => page.FindAll("article").Count == 1);
        var link = page.Find("article a");
        Assert.Equal(("nasa", "/creators/nasa"), (link.TextContent, link.GetAttribute("href")));

        await page.Find(".clear").ClickAsync();
        page.WaitForAssertion(() => Assert.Empty(page.FindAll("article")));

        Assert.Empty(await _engine.Get<JobQueries>().TrayAsync(_caller, 50, Cancel));
    }

    private IRenderedComponent<SearchPage> Open()
    {
        var page = Render<SearchPage>();
        page.WaitForState(() => !page.Find("textarea").HasAttribute("disabled"));
        page.WaitForState(() => page.FindAll(".skeleton").Count == 0);
        return page;
    }

    private static Task TypeAsync(IRenderedComponent<SearchPage> page, string text) => page.Find("textarea").InputAsync(text);

    private static IElement Button(IRenderedComponent<SearchPage> page) => page.Find("#analyse");

    private static string Words(IElement element) => string.Join(' ', element.TextContent.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));

    private static int Seconds(IRenderedComponent<SearchPage> page) =>
        System.Text.RegularExpressions.Regex.Match(page.Find(".note").TextContent, @"in (\d+) s") is { Success: true } match
            ? int.Parse(match.Groups[1].Value, System.Globalization.CultureInfo.InvariantCulture)
            : 0;

    /// <summary>Lets the clock run, a step at a time, until it is so.</summary>
    private void Wait(IRenderedComponent<SearchPage> page, TimeSpan step, Func<bool> isSo)
    {
        for (var tries = 0; tries < 200; tries++)
        {
            if (page.InvokeAsync(isSo).GetAwaiter().GetResult())
                return;
            _engine.Time.Advance(step);
            Xunit.TestContext.Current.CancellationToken.WaitHandle.WaitOne(TimeSpan.FromMilliseconds(25));
        }

        Assert.Fail($"Waited in vain; the page is: {page.Markup}");
    }
}

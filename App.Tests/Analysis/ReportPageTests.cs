using System.Text.Json.Nodes;
using Bunit;
using CreatorAnalytics.Accounts;
using CreatorAnalytics.Analysis;
using CreatorAnalytics.Analysis.Pages;
using CreatorAnalytics.Analysis.Tables;
using CreatorAnalytics.Creators;
using CreatorAnalytics.Storage;
using CreatorAnalytics.Tests.Creators;
using CreatorAnalytics.Tests.Support;
using Microsoft.AspNetCore.Components;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;

namespace CreatorAnalytics.Tests.Analysis;

public sealed class ReportPageTests : BunitContext
{
    private static readonly Guid TeamId = Guid.CreateVersion7();
    private static readonly Guid UserId = Guid.CreateVersion7();
    private readonly TestDatabase _test = new();

    public ReportPageTests()
    {
        Services.AddSingleton(_test.Database);
        Services.AddSingleton<TeamLibrary>();
        Services.AddSingleton<ReportStore>();
        Services.AddSingleton<CallerResolver>();
        Services.AddSingleton<Readiness>();
        Services.AddSingleton<AuditTrail>();
        Services.AddScoped<CurrentCaller>();
        Services.AddSingleton<TimeProvider>(new FakeTimeProvider(SampleReports.AnalysedAt.AddHours(2)));
        this.AddAuthorization().SetAuthorized("someone").SetClaims(
            new System.Security.Claims.Claim(System.Security.Claims.ClaimTypes.NameIdentifier, UserId.ToString()));
        Renderer.SetRendererInfo(new RendererInfo("Server", true));
    }

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Opening_a_report_is_in_the_audit_log_and_looking_for_one_that_is_not_there_is_not()
    {
        await DeliverAsync(SampleReports.Full);
        Open("nobody");
        Open(SampleReports.Full.Username);
        Open(SampleReports.Full.Username);

        await Services.GetRequiredService<AuditTrail>().WriteAsync(Cancel);

        var row = Assert.Single(await new AuditQueries(_test.Database).RowsAsync(new Caller(UserId, TeamId, TeamRole.Member), new AuditFilter(), Cancel));
        Assert.Equal((AuditKind.ReportOpened, SampleReports.Full.Username), (row.Kind, row.Subject));
    }

    [Fact]
    public async Task A_report_shows_who_it_is_about()
    {
        await DeliverAsync(SampleReports.Full);

        var page = Open("AnnaBakes");

        Assert.Equal("@annabakes", page.Find("h1").TextContent);
        Assert.Contains("Verified", page.Find("header").TextContent, StringComparison.Ordinal);
        Assert.Contains("Mid creator · Food · Business account", page.Find("header").TextContent, StringComparison.Ordinal);
        Assert.Equal("24,500", page.Find("dd .ca-num").GetAttribute("title"));
        Assert.Contains("Sandbox data", page.Find("[role=note]").TextContent, StringComparison.Ordinal);
        Assert.Contains("only the latest posts", page.Find("[aria-label='What is missing']").TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public void A_link_that_is_no_web_page_is_not_shown()
    {
        var header = Render<ReportHeader>(p => p.Add(c => c.Report, SampleReports.Full));

        var link = Assert.Single(header.FindAll("a"));
        Assert.Equal("https://annabakes.example/shop", link.GetAttribute("href"));
        Assert.Equal("noopener noreferrer nofollow", link.GetAttribute("rel"));
    }

    [Fact]
    public void A_figure_shows_what_it_stands_on()
    {
        var card = Card("Engagement rate", SampleReports.Full.Metrics.EngagementRate, SampleReports.Full);

        Assert.Equal("2.48%", card.Find(".value [aria-hidden]").TextContent);
        Assert.Contains("Peers 0.98%", card.Find(".peer").TextContent, StringComparison.Ordinal);
        Assert.Contains("Above average", card.Find(".verdict").TextContent, StringComparison.Ordinal);
        Assert.Equal("12 posts, 20 Feb – 28 Mar 2026 · High confidence", card.Find(".sample").TextContent);
        Assert.Equal("100 × median(likes + comments) ÷ followers", card.Find(".formula").TextContent);
    }

    [Fact]
    public async Task Opening_a_figure_lists_the_posts_used_and_left_out_with_reasons()
    {
        var card = Card("Engagement rate", SampleReports.Full.Metrics.EngagementRate, SampleReports.Full);
        Assert.Empty(card.FindAll("details a"));

        await card.Find("details").TriggerEventAsync("ontoggle", EventArgs.Empty);

        Assert.Equal(12, card.FindAll("ul")[0].Children.Length);
        var text = card.Find("details").TextContent;
        Assert.Contains("Used 12 posts", text, StringComparison.Ordinal);
        Assert.Contains("Left out 1 post, likes hidden", text, StringComparison.Ordinal);
        Assert.Contains("Left out 1 post, younger than a day", text, StringComparison.Ordinal);
        Assert.Contains("Left out 1 post, older than ten months", text, StringComparison.Ordinal);
    }

    [Fact]
    public void A_figure_without_a_value_says_why()
    {
        var report = ReportBuilder.Build(
            SampleReports.FullFacts with { Posts = [.. SampleReports.FullFacts.Posts.Select(post => post with { Likes = null })] },
            [],
            SampleReports.AnalysedAt,
            1,
            ReferenceTables.Delivered);

        var card = Card("Engagement rate", report.Metrics.EngagementRate, report);

        Assert.Equal("Likes hidden on 13 of 13 posts", card.Find(".reason").TextContent);
        Assert.Empty(card.FindAll(".verdict"));
        Assert.DoesNotContain("0%", card.Find(".value").TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public void Every_chart_has_a_table_and_a_description()
    {
        var chart = Render<EngagementChart>(p => p.Add(c => c.Report, SampleReports.Full));
        var bars = Render<TypeChart>(p => p.Add(c => c.Report, SampleReports.Full));

        Assert.Contains("12 posts", chart.Find("[role=img]").GetAttribute("aria-label"), StringComparison.Ordinal);
        Assert.Equal(12, chart.FindAll("tbody tr").Count);
        Assert.Equal(12, chart.FindAll(".dot").Count);
        Assert.Contains("Reels", bars.Find("[role=img]").GetAttribute("aria-label"), StringComparison.Ordinal);
        Assert.Equal(3, bars.FindAll("tbody tr").Count);
        Assert.Single(bars.FindAll("rect"), rect => rect.GetAttribute("width") == "100");
    }

    [Fact]
    public void Posts_show_hidden_likes_as_hidden_and_no_picture_as_none()
    {
        var posts = Render<ReportPosts>(p => p.Add(c => c.Report, SampleReports.Full).Add(c => c.Now, SampleReports.AnalysedAt));

        posts.Find("select").Change("Newest");

        var rows = posts.FindAll("tbody tr");
        Assert.Equal(15, rows.Count);
        Assert.Equal("hidden", rows[4].Children[2].TextContent.Trim());
        Assert.Empty(rows[5].QuerySelectorAll("img"));
        Assert.Equal("https://www.instagram.com/p/code0/", rows[0].QuerySelector("a")!.GetAttribute("href"));
    }

    [Fact]
    public void Top_posts_come_first_and_those_whose_likes_are_hidden_last()
    {
        var posts = Render<ReportPosts>(p => p.Add(c => c.Report, SampleReports.Full).Add(c => c.Now, SampleReports.AnalysedAt));

        Assert.Equal("9,999", Likes()[0]);
        Assert.Equal("hidden", Likes()[^1]);
        posts.Find("select").Change("Plays");
        Assert.Equal("675", Likes()[0]);

        List<string> Likes() => [.. posts.FindAll("tbody tr").Select(row => row.Children[2]).Select(cell => cell.QuerySelector("[title]")?.GetAttribute("title") ?? cell.TextContent.Trim())];
    }

    [Fact]
    public void Growth_is_drawn_from_two_snapshots_on()
    {
        var chart = Growth(SampleReports.Full.Growth!);

        Assert.Contains("Followers in 3 snapshots, 26 Feb – 31 Mar 2026: from 22,000 to 24,500", chart.Find("[role=img]").GetAttribute("aria-label"), StringComparison.Ordinal);
        Assert.Equal(3, chart.FindAll(".dot").Count);
        Assert.Equal(["31 Mar 2026", "24,500", "+500"], chart.FindAll("tbody tr")[^1].Children.Select(cell => cell.TextContent));

        var first = Growth(GrowthFigures.Section([new FollowerCount(SampleReports.AnalysedAt, 24_500)]));
        Assert.Contains("from the second search on", first.Markup, StringComparison.Ordinal);
        Assert.Contains("one: 24,500 on 31 Mar 2026", first.Markup, StringComparison.Ordinal);
        Assert.Empty(first.FindAll("svg"));
        Assert.Contains("from the second search on", Growth(GrowthFigures.Section([])).Markup, StringComparison.Ordinal);
    }

    [Fact]
    public void A_count_that_stayed_is_a_line_in_the_middle()
    {
        var chart = Growth(GrowthFigures.Section([.. Enumerable.Range(0, 2).Select(day => new FollowerCount(SampleReports.AnalysedAt.AddDays(day), 1_234))]));

        Assert.Equal("0,50 1000,50", chart.Find("polyline").GetAttribute("points"));
        Assert.Equal(["1,235", "1,233"], chart.FindAll(".scale span").Select(end => end.TextContent));
    }

    [Fact]
    public void The_address_is_copied_for_the_team_and_what_became_of_it_is_said()
    {
        var copy = JSInterop.SetupVoid("navigator.clipboard.writeText", "http://localhost/creators/annabakes?version=1");
        Services.GetRequiredService<NavigationManager>().NavigateTo(ReportUrls.Of("annabakes", 1));
        var link = Render<CopyLink>();

        Assert.Contains("members of your team only", link.Markup, StringComparison.Ordinal);
        link.Find("button").Click();
        copy.SetVoidResult();
        link.WaitForAssertion(() => Assert.Equal("Copied.", link.Find("[role=status]").TextContent));

        copy.SetException(new Microsoft.JSInterop.JSException("not allowed"));
        link.Find("button").Click();
        link.WaitForAssertion(() => Assert.Contains("copy the address of this page yourself", link.Find("[role=status]").TextContent, StringComparison.Ordinal));
    }

    [Fact]
    public void Languages_and_topics_show_their_share_and_their_evidence()
    {
        var panel = Render<TopicsPanel>(p => p.Add(c => c.Report, SampleReports.Full));

        Assert.Equal(["English", "German"], panel.FindAll("[aria-labelledby=languages] li > span:first-child").Select(name => name.TextContent));
        Assert.Contains("Baking", panel.Find("[aria-labelledby=topics] li").TextContent, StringComparison.Ordinal);
        Assert.Contains("Found: #sourdough ×14, loaf ×9", panel.Find("[aria-labelledby=topics] li").TextContent, StringComparison.Ordinal);
        Assert.DoesNotContain("Travel", panel.Markup, StringComparison.Ordinal);
    }

    [Fact]
    public void Languages_that_could_not_be_told_are_said_to_be_missing()
    {
        var panel = Render<TopicsPanel>(p => p.Add(c => c.Report, SampleReports.Full with { Languages = null, Topics = [] }));

        Assert.Contains("Not in this report", panel.Markup, StringComparison.Ordinal);
        Assert.Contains("none of the topics that we know", panel.Markup, StringComparison.Ordinal);
    }

    [Fact]
    public void Comments_show_how_they_sound_of_how_many()
    {
        var panel = Render<CommentsPanel>(p => p.Add(c => c.Section, SampleReports.Full.Comments!));

        Assert.Contains("33.3% (1)", panel.Find("[aria-labelledby=sentiment]").TextContent, StringComparison.Ordinal);
        Assert.Contains("Scored 3 of 4 comments", panel.Find("details").TextContent, StringComparison.Ordinal);
        Assert.Empty(Render<CommentsPanel>(p => p.Add(c => c.Section, SampleReports.Full.Comments! with { Sentiment = null })).FindAll("details"));
    }

    [Fact]
    public async Task A_creator_without_posts_gets_a_page_too()
    {
        await DeliverAsync(ReportBuilder.Build(SampleReports.FullFacts with { Posts = [] }, [], SampleReports.AnalysedAt, 1, ReferenceTables.Delivered));

        var page = Open("annabakes");

        Assert.Contains("There are no posts that figures could be computed from", page.Markup, StringComparison.Ordinal);
        Assert.Contains("No posts", page.Markup, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Earlier_versions_are_linked_and_open()
    {
        await DeliverAsync(SampleReports.Full with { FullName = "Anna Before" });
        await DeliverAsync(SampleReports.Full);

        var page = Open("annabakes");
        Assert.Equal(["/creators/annabakes?version=2", "/creators/annabakes?version=1"], page.FindAll("nav a").Select(a => a.GetAttribute("href")));
        Assert.Equal("page", page.FindAll("nav a")[0].GetAttribute("aria-current"));

        var before = Open("annabakes", version: 1);
        Assert.Equal("Anna Before", before.Find(".name").TextContent);

        var missing = Open("annabakes", version: 7);
        Assert.Contains("no version 7", missing.Markup, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_later_version_says_what_changed_since_the_one_before()
    {
        var before = SampleReports.Full with { Version = 1, Posts = [.. SampleReports.Full.Posts.Skip(2)], Followers = 24_000, Category = null };
        await DeliverAsync(before);
        await DeliverAsync(SampleReports.Full);

        var changes = Open("annabakes").Find("section[aria-labelledby=changes]");

        Assert.Equal("/creators/annabakes?version=1", changes.QuerySelector("a")!.GetAttribute("href"));
        Assert.Equal("The category was empty.", changes.QuerySelector(".profile")!.TextContent.Trim());
        Assert.Contains("2 new posts", changes.TextContent, StringComparison.Ordinal);
        var row = Assert.Single(changes.QuerySelectorAll("tbody tr"));
        Assert.Equal(["Followers", "24,000", "24,500", "+2.08%"], row.Children.Select(cell => cell.TextContent));
        Assert.Empty(Open("annabakes", version: 1).FindAll("section[aria-labelledby=changes]"));
    }

    [Fact]
    public async Task Looking_again_at_a_creator_where_nothing_happened_says_so()
    {
        await DeliverAsync(SampleReports.Full);
        await DeliverAsync(SampleReports.Full);

        var changes = Open("annabakes").Find("section[aria-labelledby=changes]");

        Assert.Contains("Nothing has changed", changes.TextContent, StringComparison.Ordinal);
        Assert.Empty(changes.QuerySelectorAll("table"));
    }

    [Fact]
    public async Task Another_team_s_creator_looks_like_one_that_nobody_looked_up()
    {
        await DeliverAsync(SampleReports.Full, teamId: Guid.CreateVersion7());

        var theirs = Open("annabakes").Markup;

        Assert.Contains("Your team has no report on @annabakes", theirs, StringComparison.Ordinal);
        Assert.Equal(theirs, Open("nobody").Markup.Replace("nobody", "annabakes", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("report.golden.json")]
    [InlineData("first-report.golden.json")]
    public async Task A_stored_report_of_an_earlier_shape_is_shown_with_what_it_has(string file)
    {
        await DeliverAsync(SampleReports.Full);
        await ReplaceDocumentsAsync(ReportJsonTests.Golden(file));

        Assert.NotEmpty(Open("annabakes").FindAll("table.posts tbody tr"));

        var bare = JsonNode.Parse(ReportJsonTests.Golden(file))!;
        ReportJsonTests.TakeLists(bare);
        await ReplaceDocumentsAsync(bare.ToJsonString());

        var page = Open("annabakes");
        Assert.Equal("@annabakes", page.Find("h1").TextContent);
        Assert.Contains("Engagement", page.Markup, StringComparison.Ordinal);
        Assert.Contains("No posts", page.Markup, StringComparison.Ordinal);
    }

    protected override void Dispose(bool disposing)
    {
        base.Dispose(disposing);
        if (disposing)
            _test.Dispose();
    }

    private IRenderedComponent<ReportPage> Open(string username, int? version = null)
    {
        var navigation = Services.GetRequiredService<NavigationManager>();
        navigation.NavigateTo(ReportUrls.Of(username, version));
        var page = Render<ReportPage>(p => p.Add(c => c.Username, username));
        page.WaitForState(() => page.FindAll(".skeleton").Count == 0);
        return page;
    }

    private IRenderedComponent<GrowthChart> Growth(GrowthSection section) => Render<GrowthChart>(p => p.Add(c => c.Section, section));

    private IRenderedComponent<FigureCard> Card(string name, Figure figure, Report report) =>
        Render<FigureCard>(p => p.Add(c => c.Name, name).Add(c => c.Figure, figure).Add(c => c.Report, report));

    /// <summary>As if the stored reports had been written by an earlier version of the application.</summary>
    private Task ReplaceDocumentsAsync(string document) => _test.Database.WriteAsync(
        (db, token) => db.Set<CreatorReport>().ExecuteUpdateAsync(set => set.SetProperty(report => report.Document, document), token),
        Cancel);

    /// <summary>Stores the report and lets the team see it: the signed-in user's, or another.</summary>
    private async Task DeliverAsync(Report report, Guid? teamId = null)
    {
        var creatorId = await _test.ImportAsync(Scrapes.Profile(report.ExternalId, report.Username), SampleReports.AnalysedAt);
        var store = Services.GetRequiredService<ReportStore>();
        await _test.Database.WriteAsync(
            async (db, token) =>
            {
                var team = teamId ?? TeamId;
                if (await db.FindAsync<Team>([team], token) is null)
                {
                    db.Add(new Team { Id = team, Name = "Team", CreatedAt = SampleReports.AnalysedAt });
                    if (team == TeamId)
                    {
                        db.Add(new AppUser { Id = UserId, UserName = "someone", ActiveTeamId = team });
                        db.Add(new Membership { TeamId = team, UserId = UserId, Role = TeamRole.Member });
                    }

                    await db.SaveChangesAsync(token);
                }

                await CreatorDirectory.ShowToTeamAsync(db, team, creatorId, SampleReports.AnalysedAt, token);
                var reportId = await store.SaveAsync(db, creatorId, report, token);
                await store.GrantToTeamAsync(db, team, creatorId, reportId, Guid.CreateVersion7(), SampleReports.AnalysedAt, token);
            },
            Cancel);
    }
}

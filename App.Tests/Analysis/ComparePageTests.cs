using System.Security.Claims;
using Bunit;
using CreatorAnalytics.Accounts;
using CreatorAnalytics.Analysis;
using CreatorAnalytics.Analysis.Pages;
using CreatorAnalytics.Creators;
using CreatorAnalytics.Tests.Creators;
using CreatorAnalytics.Tests.Support;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;

namespace CreatorAnalytics.Tests.Analysis;

public sealed class ComparePageTests : BunitContext, IAsyncLifetime
{
    private readonly TestDatabase _test = new();
    private readonly Caller _caller = new(Guid.CreateVersion7(), Guid.CreateVersion7(), TeamRole.Member);

    public ComparePageTests()
    {
        Services.AddSingleton(_test.Database);
        Services.AddSingleton<TeamLibrary>();
        Services.AddSingleton<ReportStore>();
        Services.AddSingleton<Comparisons>();
        Services.AddSingleton<CallerResolver>();
        Services.AddScoped<CurrentCaller>();
        Services.AddSingleton<TimeProvider>(new FakeTimeProvider(SampleReports.AnalysedAt.AddHours(2)));
        AddAuthorization().SetAuthorized("someone").SetClaims(new Claim(ClaimTypes.NameIdentifier, $"{_caller.UserId}"));
        Renderer.SetRendererInfo(new RendererInfo("Server", true));
    }

    private static CancellationToken Cancel => Xunit.TestContext.Current.CancellationToken;

    private NavigationManager Navigation => Services.GetRequiredService<NavigationManager>();

    public async ValueTask InitializeAsync()
    {
        await _test.Database.WriteAsync(
            (db, _) =>
            {
                db.Add(new Team { Id = _caller.TeamId, Name = "Team" });
                db.Add(new AppUser { Id = _caller.UserId, UserName = "a@example.org", Email = "a@example.org", ActiveTeamId = _caller.TeamId });
                db.Add(new Membership { TeamId = _caller.TeamId, UserId = _caller.UserId, Role = TeamRole.Member });
                return Task.CompletedTask;
            },
            Cancel);
        await DeliverAsync("1", "ada", 1_000, ["zoe", "yan", "ada"]);
        await DeliverAsync("2", "bea", 9_000, ["zoe", "xia", "wim", "vic"]);
        await DeliverAsync("3", "carl", 5_000, ["uli"]);
    }

    public new async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        _test.Dispose();
    }

    [Fact]
    public void Creators_stand_side_by_side_in_the_order_asked_for()
    {
        var page = Open("/compare?creators=bea,@Ada,carl,bea");

        Assert.Equal(["bea", "ada", "carl"], Columns(page));
        Assert.Equal(["9k", "1k", "5k"], Row(page, "Followers"));
    }

    [Fact]
    public void Pressing_a_figure_ranks_by_it_and_marks_the_ends()
    {
        var page = Open("/compare?creators=ada,bea,carl");

        Press(page, "Followers");
        Assert.Equal(["bea", "carl", "ada"], Columns(page));
        Press(page, "Followers");

        Assert.Equal(["ada", "carl", "bea"], Columns(page));
        var row = page.FindAll("tbody tr").Single(tr => tr.QuerySelector("th button")?.TextContent == "Followers");
        Assert.Equal(["lowest", "", "highest"], row.QuerySelectorAll("td").Select(td => td.QuerySelector(".mark")?.TextContent ?? ""));
    }

    [Fact]
    public void A_creator_whom_the_team_does_not_have_is_named_and_not_shown()
    {
        var page = Open("/compare?creators=ada,stranger");

        Assert.Equal(["ada"], Columns(page));
        Assert.Contains("no report on stranger", page.Find(".ca-notice").TextContent, StringComparison.Ordinal);
        Assert.Equal("/?creators=stranger", page.Find(".ca-notice a").GetAttribute("href"));
    }

    [Fact]
    public void Commenters_in_common_are_a_share_of_the_fewer_without_the_creators_own_answers()
    {
        var page = Open("/compare?creators=ada,bea,carl");

        var pair = Assert.Single(page.FindAll(".pairs tbody tr"));
        Assert.Equal(["ada and bea", "1 of 2", "50%"], pair.QuerySelectorAll("td").Select(td => td.TextContent));
    }

    [Fact]
    public void Leaving_a_creator_out_goes_to_the_address_without_it()
    {
        var page = Open("/compare?creators=ada,bea");

        page.Find("[aria-label='Leave ada out']").Click();

        page.WaitForAssertion(() => Assert.Equal(["bea"], Columns(page)));
        Assert.EndsWith("/compare?creators=bea", Navigation.Uri, StringComparison.Ordinal);
    }

    private static IEnumerable<string> Columns(IRenderedComponent<ComparePage> page) => page.FindAll("thead .who a").Select(link => link.TextContent);

    private static IEnumerable<string> Row(IRenderedComponent<ComparePage> page, string name) =>
        page.FindAll("tbody tr").Single(tr => tr.QuerySelector("th button")?.TextContent == name).QuerySelectorAll("td .ca-num").Select(cell => cell.TextContent);

    private static void Press(IRenderedComponent<ComparePage> page, string name) =>
        page.FindAll(".rank").Single(button => button.TextContent == name).Click();

    private IRenderedComponent<ComparePage> Open(string address)
    {
        Navigation.NavigateTo(address);
        var page = Render<ComparePage>();
        page.WaitForAssertion(() => Assert.NotEmpty(page.FindAll(".sheet")));
        return page;
    }

    private async Task DeliverAsync(string id, string username, long followers, string[] commenters)
    {
        var post = Scrapes.Post($"p{id}") with
        {
            LatestComments = [.. commenters.Select((name, n) => new ImportedComment($"{id}{n}", name, "Nice") { WrittenAt = Scrapes.Day1 })],
        };
        var creatorId = await _test.ImportAsync(Scrapes.Profile(id, username) with { Followers = followers }, Scrapes.Day1, [post]);
        var report = SampleReports.Full with { ExternalId = id, Username = username, Followers = followers };
        await _test.Database.WriteAsync(
            async (db, token) =>
            {
                var store = Services.GetRequiredService<ReportStore>();
                await CreatorDirectory.ShowToTeamAsync(db, _caller.TeamId, creatorId, Scrapes.Day1, token);
                var reportId = await store.SaveAsync(db, creatorId, report, token);
                await store.GrantToTeamAsync(db, _caller.TeamId, creatorId, reportId, Guid.CreateVersion7(), Scrapes.Day1, token);
            },
            Cancel);
    }
}

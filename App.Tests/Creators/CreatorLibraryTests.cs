using System.Security.Claims;
using Bunit;
using CreatorAnalytics.Accounts;
using CreatorAnalytics.Creators;
using CreatorAnalytics.Creators.Pages;
using CreatorAnalytics.Tests.Support;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using static CreatorAnalytics.Tests.Creators.Scrapes;

namespace CreatorAnalytics.Tests.Creators;

public sealed class CreatorLibraryTests : BunitContext, IAsyncLifetime
{
    private readonly TestDatabase _test = new();
    private readonly Caller _caller = new(Guid.CreateVersion7(), Guid.CreateVersion7(), TeamRole.Member);

    public CreatorLibraryTests()
    {
        Services.AddSingleton(_test.Database);
        Services.AddSingleton<TeamLibrary>();
        Services.AddSingleton<CreatorLists>();
        Services.AddSingleton<CallerResolver>();
        Services.AddScoped<CurrentCaller>();
        Services.AddSingleton<TimeProvider>(new FakeTimeProvider(Day2));
        JSInterop.Mode = JSRuntimeMode.Loose;
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
        foreach (var (id, name, followers) in new[] { ("1", "ada", 500L), ("2", "bea", 50_000L), ("3", "carl", 2_000_000L) })
        {
            var creatorId = await _test.ImportAsync(Profile(id, name) with { Followers = followers }, Day1);
            await _test.Database.WriteAsync((db, token) => CreatorDirectory.ShowToTeamAsync(db, _caller.TeamId, creatorId, Day1, token), Cancel);
        }
    }

    public new async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        _test.Dispose();
    }

    [Fact]
    public void The_library_shows_who_the_team_has_looked_up()
    {
        var page = Open(CreatorUrls.Library);

        Assert.Equal(["ada", "bea", "carl"], Names(page).Order());
        Assert.Contains("3 creators", page.Find(".chosen").TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public void Pressing_a_heading_orders_by_it_and_pressing_again_turns_it_round()
    {
        var page = Open(CreatorUrls.Library);

        page.FindAll(".sort").Single(button => button.TextContent.StartsWith("Followers", StringComparison.Ordinal)).Click();
        page.WaitForAssertion(() => Assert.Equal(["carl", "bea", "ada"], Names(page)));
        page.FindAll(".sort").Single(button => button.TextContent.StartsWith("Followers", StringComparison.Ordinal)).Click();

        page.WaitForAssertion(() => Assert.Equal(["ada", "bea", "carl"], Names(page)));
        Assert.EndsWith("/creators?sort=Followers&ascending=true", Navigation.Uri, StringComparison.Ordinal);
        Assert.Equal("ascending", page.FindAll("th").Single(th => th.TextContent.StartsWith("Followers", StringComparison.Ordinal)).GetAttribute("aria-sort"));
    }

    [Fact]
    public void Chosen_creators_can_be_compared_and_searched_again()
    {
        var page = Open("/creators?sort=Username&ascending=true");

        page.Find("[aria-label='Choose carl']").Change(true);
        Assert.DoesNotContain(page.FindAll(".chosen a"), link => link.TextContent == "Compare");
        page.Find("[aria-label='Choose ada']").Change(true);

        var links = page.FindAll(".chosen a").ToDictionary(link => link.TextContent, link => link.GetAttribute("href"));
        Assert.Equal("/compare?creators=carl,ada", links["Compare"]);
        Assert.Equal("/?creators=carl,ada", links["Search again"]);
    }

    [Fact]
    public async Task Creators_are_put_on_a_list_and_given_a_status_there()
    {
        var lists = Services.GetRequiredService<CreatorLists>();
        var list = Assert.IsType<ListChange.Done>(await lists.CreateAsync(_caller, "Spring", null, Cancel)).List;
        var page = Open(CreatorUrls.Library);

        page.Find("[aria-label='Choose bea']").Change(true);
        page.Find("#add-to-list").Change($"{list.Id}");
        page.WaitForAssertion(() => Assert.Contains("1 added to Spring.", page.FindAll("[role=status]").Select(status => status.TextContent)));
        Navigation.NavigateTo($"/creators?list={list.Id}");
        page.WaitForAssertion(() => Assert.Equal(["bea"], Names(page)));
        page.Find("[aria-label='Status of bea']").Change("Agreed");

        var kept = await Services.GetRequiredService<TeamLibrary>().SearchAsync(_caller, new LibraryQuery { ListId = list.Id }, Cancel);
        Assert.Equal(ListStatus.Agreed, Assert.Single(kept.Rows).Entry!.Status);
    }

    [Fact]
    public void A_list_of_nobody_we_know_says_so()
    {
        var page = Open($"/creators?list={Guid.CreateVersion7()}");
        Assert.Equal("No such list", page.Find("h1").TextContent);
    }

    [Fact]
    public void Rubbish_in_the_address_is_left_out()
    {
        var page = Open("/creators?page=-3&sort=Nothing&min=abc&list=x&verified=maybe");
        Assert.Equal(3, Names(page).Count());
    }

    private static IEnumerable<string> Names(IRenderedComponent<CreatorLibrary> page) =>
        page.FindAll("tbody .name a").Select(link => link.TextContent);

    private IRenderedComponent<CreatorLibrary> Open(string address)
    {
        Navigation.NavigateTo(address);
        var page = Render<CreatorLibrary>();
        page.WaitForAssertion(() => Assert.Empty(page.FindAll(".skeleton")));
        return page;
    }
}

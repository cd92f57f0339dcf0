using CreatorAnalytics.E2E.Support;
using Microsoft.Playwright;

namespace CreatorAnalytics.E2E;

/// <summary>The pages around the search, as somebody uses them one after the other.</summary>
[Collection(nameof(Browser))]
public sealed class PagesTests(Browser browser)
{
    [Theory]
    [InlineData(1440, ColorScheme.Light)]
    [InlineData(390, ColorScheme.Dark)]
    public async Task Every_page_is_accessible_fits_the_screen_and_asks_no_other_host(int width, ColorScheme scheme)
    {
        var window = await browser.OpenAsync(width, 844, scheme);
        await window.SignInAsync();
        await window.SearchAsync($"pages_one{width}, pages_two{width}");
        await Assertions.Expect(window.Row($"pages_one{width}").GetByRole(AriaRole.Link)).ToBeVisibleAsync();
        await Assertions.Expect(window.Row($"pages_two{width}").GetByRole(AriaRole.Link)).ToBeVisibleAsync();

        foreach (var (address, settled) in new[]
        {
            ("/creators", $"pages_one{width}"), ($"/compare?creators=pages_one{width},pages_two{width}", "Followers"), ("/credits", "By creator"),
            ("/credits/ledger", "Check the books"), ("/audit", "Rows are never changed"), ("/team", "Members search"), ("/account/forgot", "Back to sign-in"),
            ("/account", "this browser"), ("/account/reset?link=used", "This link cannot be used"), ("/account/keys", "Create key"),
            ("/settings/webhooks", "Add webhook"), ("/operations", "Settling"),
            ($"/creators/pages_two{width}", "Authenticity signals"),
        })
        {
            await window.Page.GotoAsync(address);
            await Assertions.Expect(window.Page.Locator("main").GetByText(settled).First).ToBeVisibleAsync();
            await window.NoViolationsAsync();
            await window.NoSidewaysScrollAsync();
        }

        if (width == 390)
        {
            await window.Page.GetByRole(AriaRole.Button, new() { Name = "Show searches" }).ClickAsync();
            await window.Row("pages_one390").GetByRole(AriaRole.Link).ClickAsync();
            await Assertions.Expect(window.Page.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToContainTextAsync("pages_one390");
            await Assertions.Expect(window.Page.GetByRole(AriaRole.Button, new() { Name = "Show searches" })).ToBeVisibleAsync();
        }

        Assert.Empty(window.ForeignRequests);
        Assert.Empty(window.Complaints);
    }

    [Fact]
    public async Task A_creators_charge_is_three_clicks_from_the_search_page()
    {
        var window = await browser.OpenAsync();
        await window.SignInAsync();
        await window.SearchAsync("charged_creator");
        await Assertions.Expect(window.Row("charged_creator").GetByRole(AriaRole.Link)).ToBeVisibleAsync();

        await window.Page.GetByRole(AriaRole.Link, new() { Name = "Credits", Exact = true }).ClickAsync();
        var row = window.Page.GetByRole(AriaRole.Region, new() { Name = "By creator" }).GetByRole(AriaRole.Row).Filter(new() { HasText = "charged_creator" });
        await Assertions.Expect(window.Page.GetByRole(AriaRole.Region, new() { Name = "By creator" })).ToBeVisibleAsync();
        if (!await row.IsVisibleAsync())
            await window.Page.GetByPlaceholder("Find a creator").FillAsync("charged_creator");
        await row.GetByRole(AriaRole.Link).First.ClickAsync();

        await Assertions.Expect(window.Page.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToHaveTextAsync("Ledger");
        await Assertions.Expect(window.Page.Locator("tbody tr")).ToContainTextAsync(["charged_creator"]);
    }

    [Fact]
    public async Task Somebody_joins_by_a_link_and_their_open_page_ends_when_they_are_removed()
    {
        var owner = await browser.OpenAsync();
        await owner.SignInAsync();
        await owner.Page.GotoAsync("/team");
        await owner.Page.GetByLabel("E-mail address").FillAsync("guest@example.org");
        await owner.Page.GetByRole(AriaRole.Button, new() { Name = "Invite", Exact = true }).ClickAsync();
        var link = await owner.Page.GetByLabel("Invitation link").InputValueAsync();

        var guest = await browser.OpenAsync();
        await guest.Page.GotoAsync(new Uri(link).PathAndQuery);
        await guest.NoViolationsAsync();
        await guest.Page.GetByLabel("Choose a password").FillAsync("a few good words");
        await guest.Page.GetByRole(AriaRole.Button, new() { Name = "Create account and join" }).ClickAsync();
        await Assertions.Expect(guest.Usernames).ToBeEnabledAsync();

        await owner.Page.ReloadAsync();
        await owner.Page.GetByRole(AriaRole.Button, new() { Name = "Remove guest@example.org" }).ClickAsync();
        await owner.Page.GetByRole(AriaRole.Button, new() { Name = "Remove guest@example.org" }).ClickAsync();

        await Assertions.Expect(guest.Page.GetByText("not a member of a team any more")).ToBeVisibleAsync();
    }
}

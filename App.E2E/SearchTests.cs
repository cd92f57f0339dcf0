using CreatorAnalytics.E2E.Support;
using Microsoft.Playwright;

namespace CreatorAnalytics.E2E;

[Collection(nameof(Browser))]
public sealed class SearchTests(Browser browser)
{
    [Fact]
    public async Task Two_searches_started_one_after_the_other_both_finish_on_the_page_without_a_reload_and_survive_one()
    {
        var window = await browser.OpenAsync();
        await window.SignInAsync();

        await window.SearchAsync("first_one, first_two, missing_first");
        await Assertions.Expect(window.Usernames).ToHaveValueAsync("");
        await window.SearchAsync("@second_one, https://www.instagram.com/second_two/");
        await Assertions.Expect(window.Tray.GetByRole(AriaRole.Progressbar).First).ToBeVisibleAsync();

        foreach (var username in (string[])["first_one", "first_two", "second_one", "second_two"])
            await Assertions.Expect(window.Row(username).GetByRole(AriaRole.Link, new() { NameRegex = new(username) })).ToBeVisibleAsync();
        await Assertions.Expect(window.Row("missing_first")).ToContainTextAsync("no account of this name");

        await window.Page.ReloadAsync();
        await Assertions.Expect(window.Row("first_one").GetByRole(AriaRole.Link)).ToBeVisibleAsync();
        await Assertions.Expect(window.Row("second_two").GetByRole(AriaRole.Link)).ToBeVisibleAsync();
        Assert.Empty(window.ForeignRequests);
        Assert.Empty(window.Complaints);
    }

    [Fact]
    public async Task The_report_of_a_finished_creator_opens_and_holds_its_name_and_figures()
    {
        var window = await browser.OpenAsync();
        await window.SignInAsync();
        await window.SearchAsync("reported_creator");

        await window.Row("reported_creator").GetByRole(AriaRole.Link).ClickAsync();

        await Assertions.Expect(window.Page.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToContainTextAsync("reported_creator");
        await Assertions.Expect(window.Page.GetByText("Engagement rate", new() { Exact = true }).First).ToBeVisibleAsync();
        Assert.Empty(window.ForeignRequests);
        Assert.Empty(window.Complaints);
        await window.NoViolationsAsync();
    }

    [Fact]
    public async Task A_running_search_is_cancelled_from_its_card()
    {
        var window = await browser.OpenAsync();
        await window.SignInAsync();
        await window.SearchAsync("slow_cancel_one, slow_cancel_two");

        await window.Cards.First.GetByRole(AriaRole.Button, new() { Name = "Cancel search" }).ClickAsync();

        await Assertions.Expect(window.Row("slow_cancel_one")).ToContainTextAsync("Cancelled");
        await Assertions.Expect(window.Row("slow_cancel_two")).ToContainTextAsync("Cancelled");
    }

    [Fact]
    public async Task What_is_no_username_is_named_and_cannot_be_submitted_alone()
    {
        var window = await browser.OpenAsync();
        await window.SignInAsync();

        await window.Usernames.FillAsync("https://www.instagram.com/p/CqnzfuxpAKL/");

        await Assertions.Expect(window.Page.GetByText("not of a profile")).ToBeVisibleAsync();
        await Assertions.Expect(window.Analyse).ToBeDisabledAsync();
    }

    [Theory]
    [InlineData(1440, ColorScheme.Light)]
    [InlineData(390, ColorScheme.Dark)]
    public async Task Sign_in_and_search_are_accessible_and_fit_the_screen(int width, ColorScheme scheme)
    {
        var window = await browser.OpenAsync(width, 844, scheme);
        await window.Page.GotoAsync("/");
        await window.NoViolationsAsync();
        await window.SignInAsync();
        await window.SearchAsync($"fits_{width}, missing_{width}");
        await Assertions.Expect(window.Row($"fits_{width}").GetByRole(AriaRole.Link)).ToBeVisibleAsync();

        await window.NoViolationsAsync();
        await window.NoSidewaysScrollAsync();
    }
}

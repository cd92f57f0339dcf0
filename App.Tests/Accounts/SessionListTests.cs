using Bunit;
using CreatorAnalytics.Accounts;
using CreatorAnalytics.Accounts.Pages;

namespace CreatorAnalytics.Tests.Accounts;

public sealed class SessionListTests : BunitContext
{
    private static readonly DateTimeOffset Now = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public void Each_other_browser_has_a_button_that_says_which_and_this_one_has_none()
    {
        var other = Guid.CreateVersion7();
        var list = Render<SessionList>(parameters => parameters
            .Add(l => l.Now, Now)
            .Add(l => l.ButtonName, "Ending.Id")
            .Add(l => l.Sessions,
            [
                new SessionRow(Guid.CreateVersion7(), "Firefox on Linux", Now.AddDays(-1), Now, IsThis: true),
                new SessionRow(other, "Safari on iPhone", Now.AddDays(-3), Now.AddHours(-2), IsThis: false),
            ]));

        Assert.Equal(2, list.FindAll("li").Count);
        Assert.Contains("this browser", list.FindAll("li")[0].TextContent, StringComparison.Ordinal);
        var button = Assert.Single(list.FindAll("button"));
        Assert.Equal(("Ending.Id", $"{other}"), (button.GetAttribute("name"), button.GetAttribute("value")));
        Assert.Equal("Sign out Safari on iPhone, signed in 26 Feb 2026, 12:00 UTC", button.GetAttribute("aria-label"));
        Assert.Contains("last seen", list.FindAll("li")[1].TextContent, StringComparison.Ordinal);
    }
}

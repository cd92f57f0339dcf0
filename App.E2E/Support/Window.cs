using System.Collections.Concurrent;
using Microsoft.Playwright;

namespace CreatorAnalytics.E2E.Support;

/// <summary>A page in a window of its own, driven by the names that assistive technology sees.</summary>
public sealed class Window
{
    private readonly ConcurrentQueue<string> _foreignRequests = new();
    private readonly ConcurrentQueue<string> _complaints = new();

    public Window(IPage page, string address)
    {
        Page = page;
        page.Request += (_, request) =>
        {
            var url = new Uri(request.Url);
            if (url.Scheme is "http" or "https" && url.GetLeftPart(UriPartial.Authority) != address)
                _foreignRequests.Enqueue(request.Url);
        };
        page.Console += (_, message) =>
        {
            if (message.Type is "error" or "warning")
                _complaints.Enqueue(message.Text);
        };
        page.PageError += (_, error) => _complaints.Enqueue(error);
    }

    public IPage Page { get; }

    public IReadOnlyCollection<string> ForeignRequests => _foreignRequests;

    public IReadOnlyCollection<string> Complaints => _complaints;

    public ILocator Tray => Page.GetByRole(AriaRole.Region, new() { Name = "Job tray" });

    public ILocator Cards => Tray.GetByRole(AriaRole.Article);

    /// <summary>Signs in as the demo account and waits until the search page can be used.</summary>
    public async Task SignInAsync()
    {
        await Page.GotoAsync("/");
        await Page.GetByLabel("Email").FillAsync(CreatorAnalytics.Accounts.DemoAccount.Email);
        await Page.GetByLabel("Password").FillAsync(CreatorAnalytics.Accounts.DemoAccount.Password);
        await Page.GetByRole(AriaRole.Button, new() { Name = "Sign in", Exact = true }).ClickAsync();
        await Assertions.Expect(Usernames).ToBeEnabledAsync();
    }

    public ILocator Usernames => Page.GetByRole(AriaRole.Textbox, new() { Name = "Usernames" });

    public ILocator Analyse => Page.GetByRole(AriaRole.Button, new() { NameRegex = new("^Analyse") });

    /// <summary>Types usernames, waits for the price, starts the search and waits for its card.</summary>
    public async Task SearchAsync(string usernames)
    {
        var before = await Cards.CountAsync();
        await Usernames.FillAsync(usernames);
        await Assertions.Expect(Analyse).ToBeEnabledAsync();
        await Analyse.ClickAsync();
        await Assertions.Expect(Cards).ToHaveCountAsync(before + 1);
    }

    /// <summary>The row of a creator.</summary>
    public ILocator Row(string username) => Tray.GetByRole(AriaRole.Listitem).Filter(new() { HasText = username });
}

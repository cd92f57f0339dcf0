using System.Security.Claims;
using AngleSharp.Dom;
using Bunit;
using CreatorAnalytics.Accounts;
using CreatorAnalytics.Notifications.Webhooks.Pages;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Http;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace CreatorAnalytics.Tests.Notifications.Webhooks;

/// <summary>The page of webhooks over the real thing and a receiver.</summary>
public sealed class WebhooksPageTests : BunitContext, IAsyncLifetime
{
    private WebhookFixture _hooks = null!;
    private Caller _caller = null!;

    private static CancellationToken Cancel => Xunit.TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        DefaultWaitTimeout = TimeSpan.FromSeconds(30);
        _hooks = await WebhookFixture.StartAsync();
        _caller = await _hooks.Engine.NewTeamAsync(100);
        Services.AddSingleton<TimeProvider>(_hooks.Engine.Time);
        Services.AddSingleton(_hooks.Webhooks);
        Services.AddSingleton(_hooks.Log);
        Services.AddSingleton(new CallerResolver(_hooks.Engine.Database));
        Services.AddScoped<CurrentCaller>();
        AddAuthorization().SetAuthorized("tester").SetClaims(new Claim(ClaimTypes.NameIdentifier, _caller.UserId.ToString()));
        Renderer.SetRendererInfo(new RendererInfo("Server", true));
    }

    public new async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        await _hooks.DisposeAsync();
    }

    [Fact]
    public async Task A_new_webhook_shows_its_secret_once_and_is_listed()
    {
        var page = Open();
        page.WaitForAssertion(() => Assert.Contains("No webhooks yet", page.Markup, StringComparison.Ordinal));

        await page.Find("#webhook-url").ChangeAsync(new() { Value = $"{_hooks.Receiver.Url}/hook" });
        await page.Find("form").SubmitAsync();

        page.WaitForAssertion(() => Assert.StartsWith("whsec_", page.Find("input[aria-label='Signing secret']").GetAttribute("value"), StringComparison.Ordinal));
        Assert.Equal($"{_hooks.Receiver.Url}/hook", page.Find("section.ca-panel h2").TextContent);
        await Button(page, "Done").ClickAsync(new());
        Assert.Empty(page.FindAll("input[aria-label='Signing secret']"));
        Assert.DoesNotContain("whsec_", Open().Markup, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("nowhere")]
    [InlineData("ftp://example.com/")]
    public async Task An_address_that_cannot_be_is_refused_in_words_and_kept_for_correction(string url)
    {
        var page = Open();
        page.WaitForElement("#webhook-url");

        await page.Find("#webhook-url").ChangeAsync(new() { Value = url });
        await page.Find("form").SubmitAsync();

        page.WaitForAssertion(() => Assert.NotEmpty(page.Find("form [role=alert]").TextContent));
        Assert.Equal(url, page.Find("#webhook-url").GetAttribute("value"));
        Assert.Empty(await _hooks.Webhooks.AllAsync(_caller, Cancel));
    }

    [Fact]
    public async Task Without_anything_to_tell_of_none_is_made()
    {
        var page = Open();
        page.WaitForElement("#webhook-url");
        await page.Find("#webhook-url").ChangeAsync(new() { Value = $"{_hooks.Receiver.Url}/hook" });
        await page.Find("fieldset input[checked]").ChangeAsync(new() { Value = false });

        await page.Find("form").SubmitAsync();

        page.WaitForAssertion(() => Assert.Equal("Choose at least one thing to tell of.", page.Find("form [role=alert]").TextContent));
    }

    [Fact]
    public async Task A_test_that_fails_is_seen_with_its_reason_and_delivered_once_sent_again()
    {
        await _hooks.AddAsync(_caller);
        _hooks.Receiver.Answer = http =>
        {
            http.Response.StatusCode = StatusCodes.Status500InternalServerError;
            return Task.CompletedTask;
        };
        var page = Open();
        page.WaitForElement("section.ca-panel");

        await Button(page, "Send a test").ClickAsync(new());
        page.WaitForAssertion(() => Assert.Equal(("webhook.test", "Waiting"), Delivery(page)));
        await _hooks.SendDueAsync();
        await Button(page, "Look again").ClickAsync(new());
        page.WaitForAssertion(() => Assert.StartsWith("Again in", Delivery(page).State, StringComparison.Ordinal));

        _hooks.Receiver.Answer = _ => Task.CompletedTask;
        await Button(page, "Send again").ClickAsync(new());
        await _hooks.SendDueAsync();
        await Button(page, "Look again").ClickAsync(new());
        page.WaitForAssertion(() => Assert.Equal("Delivered", Delivery(page).State));
    }

    [Fact]
    public async Task It_is_switched_off_and_on_gets_a_new_secret_and_is_deleted_only_when_that_is_said_twice()
    {
        var (webhook, secret) = await _hooks.AddAsync(_caller);
        var page = Open();
        page.WaitForElement("section.ca-panel");

        await Button(page, "Switch off").ClickAsync(new());
        page.WaitForAssertion(() => Assert.Equal("The webhook is off.", page.Find("[role=status]").TextContent));
        await Button(page, "Switch on").ClickAsync(new());
        page.WaitForAssertion(() => Assert.Equal("The webhook is on.", page.Find("[role=status]").TextContent));

        await Button(page, "New secret").ClickAsync(new());
        page.WaitForAssertion(() => Assert.NotEqual(secret, page.Find("input[aria-label='Signing secret']").GetAttribute("value")));

        await Button(page, "Delete").ClickAsync(new());
        await Button(page, "Keep").ClickAsync(new());
        Assert.NotNull(await _hooks.Webhooks.FindAsync(_caller, webhook.Id, Cancel));
        await Button(page, "Delete").ClickAsync(new());
        await Button(page, "Delete for good").ClickAsync(new());
        page.WaitForAssertion(() => Assert.Contains("No webhooks yet", page.Markup, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Members_see_whom_to_ask_and_what_somebody_may_no_more_does_nothing()
    {
        await _hooks.AddAsync(_caller);
        var page = Open();
        page.WaitForElement("section.ca-panel");
        await _hooks.Engine.Database.WriteAsync(
            (db, token) => db.Set<Membership>().Where(m => m.UserId == _caller.UserId).ExecuteUpdateAsync(set => set.SetProperty(m => m.Role, TeamRole.Member), token), Cancel);

        await Button(page, "Send a test").ClickAsync(new());

        page.WaitForAssertion(() => Assert.Contains("Only admins and owners manage webhooks", page.Markup, StringComparison.Ordinal));
        Assert.Empty(page.FindAll("form"));
        Assert.Empty(await _hooks.DeliveriesAsync(_caller, Assert.Single(await _hooks.Webhooks.AllAsync(_caller, Cancel)).Id));
    }

    private IRenderedComponent<WebhooksPage> Open() => Render<WebhooksPage>();

    private static IElement Button(IRenderedComponent<WebhooksPage> page, string words) =>
        page.WaitForElements("button").First(button => button.TextContent.Trim() == words);

    private static (string What, string State) Delivery(IRenderedComponent<WebhooksPage> page)
    {
        var cells = page.FindAll("tbody tr").Single().QuerySelectorAll("td");
        return (cells[1].TextContent, cells[2].TextContent);
    }
}

using CreatorAnalytics.Notifications.Webhooks;
using Microsoft.EntityFrameworkCore;

namespace CreatorAnalytics.Tests.Notifications.Webhooks;

/// <summary>What lies behind the firewall cannot be reached through a webhook.</summary>
public sealed class PrivateAddressTests : IAsyncLifetime
{
    private WebhookFixture _fixture = null!;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _fixture = await WebhookFixture.StartAsync(allowPrivate: false);

    public ValueTask DisposeAsync() => _fixture.DisposeAsync();

    [Theory]
    [InlineData("https://127.0.0.1/hook", "private network")]
    [InlineData("https://localhost/hook", "private network")]
    [InlineData("https://[::1]/hook", "private network")]
    [InlineData("https://192.168.0.1/hook", "private network")]
    [InlineData("http://example.com/hook", "https://")]
    [InlineData("ftp://example.com/hook", "https://")]
    [InlineData("https://user:secret@example.com/hook", "user name")]
    [InlineData("hook", "whole address")]
    public async Task Addresses_that_are_plainly_wrong_are_refused_when_they_are_entered(string url, string word)
    {
        var caller = await _fixture.Engine.NewTeamAsync(credits: 100);

        var refused = Assert.IsType<WebhookChange.Refused>(
            await _fixture.Webhooks.CreateAsync(caller, Guid.CreateVersion7(), new WebhookWish(url, WebhookEvents.All), Cancel));

        Assert.Contains(word, refused.Problem, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_name_that_leads_to_this_machine_is_not_connected_to()
    {
        var caller = await _fixture.Engine.NewTeamAsync(credits: 100);
        var wish = new WebhookWish("https://example.com/hook", WebhookEvents.All);
        var webhook = Assert.IsType<WebhookChange.Done>(await _fixture.Webhooks.CreateAsync(caller, Guid.CreateVersion7(), wish, Cancel)).Webhook;

        // As when the name's owner points it here after it was entered.
        var here = _fixture.Receiver.Url.Replace("127.0.0.1", "localhost", StringComparison.Ordinal);
        await _fixture.Engine.Database.WriteAsync(
            (db, token) => db.Set<WebhookEndpoint>().ExecuteUpdateAsync(set => set.SetProperty(e => e.Url, here), token), Cancel);
        await _fixture.Log.SendTestAsync(caller, webhook.Id, Cancel);
        await _fixture.SendDueAsync();

        Assert.Empty(_fixture.Receiver.Got);
        Assert.Contains(
            "private network", Assert.Single(await _fixture.DeliveriesAsync(caller, webhook.Id)).Error, StringComparison.Ordinal);
    }
}

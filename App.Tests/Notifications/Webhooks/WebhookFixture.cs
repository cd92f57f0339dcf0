using CreatorAnalytics.Accounts;
using CreatorAnalytics.Notifications;
using CreatorAnalytics.Notifications.Webhooks;
using CreatorAnalytics.Tests.Support;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.Extensions.DependencyInjection;

namespace CreatorAnalytics.Tests.Notifications.Webhooks;

/// <summary>The engine with its webhooks, over a clock that stands still, and a receiver. Nothing is sent unless a test says so.</summary>
public sealed class WebhookFixture : IAsyncDisposable
{
    private WebhookFixture(Receiver receiver, bool allowPrivate)
    {
        Receiver = receiver;
        Engine = new EngineFixture(rooms: builder =>
        {
            builder.Services.AddSingleton<IDataProtectionProvider, EphemeralDataProtectionProvider>();
            builder.Services.Configure<WebhooksOptions>(options => options.AllowPrivateAddresses = allowPrivate);
            builder.Services.AddSingleton<EmailOutbox>();
            builder.AddNotifications();
            builder.Services.AddSingleton<WebhookDispatcher>();
        });
    }

    public EngineFixture Engine { get; }

    public Receiver Receiver { get; }

    public TeamWebhooks Webhooks => Engine.Get<TeamWebhooks>();

    public WebhookLog Log => Engine.Get<WebhookLog>();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public static async Task<WebhookFixture> StartAsync(bool allowPrivate = true) => new(await Receiver.StartAsync(), allowPrivate);

    /// <summary>An endpoint at the receiver, with its secret.</summary>
    public async Task<(WebhookView Webhook, string Secret)> AddAsync(Caller caller, params string[] events)
    {
        var wish = new WebhookWish($"{Receiver.Url}/hook", events.Length == 0 ? WebhookEvents.All : events);
        var done = Assert.IsType<WebhookChange.Done>(await Webhooks.CreateAsync(caller, Guid.CreateVersion7(), wish, Cancel));
        return (done.Webhook, done.Secret!);
    }

    public Task SendDueAsync() => Engine.Get<WebhookDispatcher>().SendDueAsync(Cancel);

    public Task<IReadOnlyList<WebhookDeliveryView>> DeliveriesAsync(Caller caller, Guid webhookId) =>
        Log.ListAsync(caller, webhookId, status: null, before: null, limit: 100, Cancel);

    public async ValueTask DisposeAsync()
    {
        Engine.Dispose();
        await Receiver.DisposeAsync();
    }
}

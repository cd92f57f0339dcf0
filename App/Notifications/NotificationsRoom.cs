using CreatorAnalytics.Credits;
using CreatorAnalytics.Jobs;
using CreatorAnalytics.Notifications.Webhooks;
using CreatorAnalytics.Storage;

namespace CreatorAnalytics.Notifications;

/// <summary>What Notifications puts into the application.</summary>
public static class NotificationsRoom
{
    public static void AddNotifications(this WebApplicationBuilder builder)
    {
        var services = builder.Services;
        services.AddCheckedOptions<WebhooksOptions>(WebhooksOptions.Section, options => options.Problems());
        services.AddSingleton<WebhookSecrets>();
        services.AddSingleton<TeamWebhooks>();
        services.AddSingleton<WebhookLog>();
        services.AddSingleton<WebhookQueue>();
        services.AddSingleton<WebhookSender>();
        services.AddSingleton<WebhookOutbox>();
        services.AddSingleton<IJobOutbox>(provider => provider.GetRequiredService<WebhookOutbox>());
        services.AddSingleton<ILowBalanceOutbox>(provider => provider.GetRequiredService<WebhookOutbox>());
        services.AddSingleton<ILowBalanceOutbox, LowBalanceMail>();
        services.AddHostedService<WebhookDispatcher>();

        // The limit of time is the sender's own; and addresses may hold secrets of the receiver, which do not belong into the log.
        services.AddHttpClient(WebhookSender.Client, client => client.Timeout = Timeout.InfiniteTimeSpan)
            .ConfigurePrimaryHttpMessageHandler(WebhookSender.CreateHandler)
            .RemoveAllLoggers();
    }
}

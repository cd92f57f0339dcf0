using System.Collections.Concurrent;
using CreatorAnalytics.Storage;
using Microsoft.Extensions.Options;

namespace CreatorAnalytics.Notifications.Webhooks;

/// <summary>Sends what is due, on every process: looks each second, and never waits for one receiver before it turns to another.</summary>
public sealed class WebhookDispatcher(
    WebhookQueue queue,
    WebhookSender sender,
    WebhookSecrets secrets,
    Readiness readiness,
    IOptions<WebhooksOptions> options,
    TimeProvider time,
    ILogger<WebhookDispatcher> logger) : BackgroundService
{
    /// <summary>Messages that are sent to one endpoint at once.</summary>
    private const int PerEndpoint = 8;

    private static readonly TimeSpan LookEvery = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan PurgeEvery = TimeSpan.FromHours(1);

    private readonly ConcurrentDictionary<Guid, (Guid EndpointId, Task Task)> _sending = new();

    /// <summary>Sends all that is due now and waits for it.</summary>
    internal async Task SendDueAsync(CancellationToken cancellationToken)
    {
        while (await StartDueAsync(cancellationToken) > 0)
            await Task.WhenAll(_sending.Values.Select(sending => sending.Task));
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        BackgroundWork.Begin();
        var purgeAt = time.GetUtcNow();
        try
        {
            await readiness.WaitAsync(stoppingToken);
            while (true)
            {
                try
                {
                    if (time.GetUtcNow() >= purgeAt)
                    {
                        await queue.PurgeAsync(stoppingToken);
                        purgeAt = time.GetUtcNow() + PurgeEvery;
                    }

                    if (await StartDueAsync(stoppingToken) > 0)
                        continue;
                }
                catch (Exception exception) when (!stoppingToken.IsCancellationRequested)
                {
                    logger.LogError(exception, "Webhooks could not be read; looking again in {Delay} s", LookEvery.TotalSeconds);
                }

                await Task.Delay(LookEvery, time, stoppingToken);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            await Task.WhenAll(_sending.Values.Select(sending => sending.Task));
        }
    }

    /// <returns>How many were begun.</returns>
    private async Task<int> StartDueAsync(CancellationToken cancellationToken)
    {
        var busy = _sending.Values.CountBy(sending => sending.EndpointId).ToDictionary();
        var full = busy.Where(endpoint => endpoint.Value >= PerEndpoint).Select(endpoint => endpoint.Key).ToList();
        var free = options.Value.MaxConcurrent - _sending.Count;
        if (free <= 0)
            return 0;
        var due = await queue.ClaimAsync(free, endpoint => PerEndpoint - busy.GetValueOrDefault(endpoint), full, cancellationToken);
        foreach (var delivery in due)
        {
            // Entered before it starts, so that its end finds the entry.
            var start = new TaskCompletionSource();
            _sending[delivery.Delivery.Id] = (delivery.Endpoint.Id, SendAsync(delivery, start.Task, cancellationToken));
            start.SetResult();
        }

        return due.Count;
    }

    private async Task SendAsync(DueDelivery due, Task start, CancellationToken cancellationToken)
    {
        await start;
        var begun = time.GetUtcNow();
        var watch = time.GetTimestamp();
        try
        {
            var signWith = secrets.Of(due.Endpoint, begun);
            var outcome = await sender.SendAsync(due.Endpoint.Url, due.Message.Id, due.Message.Payload, signWith, cancellationToken);
            await queue.SettleAsync(due, outcome, begun, time.GetElapsedTime(watch));
        }
        catch (Exception exception)
        {
            if (!cancellationToken.IsCancellationRequested)
                logger.LogError(exception, "Message {MessageId} could not be sent to endpoint {EndpointId}", due.Message.Id, due.Endpoint.Id);
            await GiveBackAsync(due);
        }
        finally
        {
            _sending.TryRemove(due.Delivery.Id, out _);
        }
    }

    private async Task GiveBackAsync(DueDelivery due)
    {
        try
        {
            await queue.GiveBackAsync(due);
        }
        catch (Exception exception)
        {
            logger.LogWarning(exception, "Delivery {DeliveryId} could not be given back; its lease ends by itself", due.Delivery.Id);
        }
    }
}

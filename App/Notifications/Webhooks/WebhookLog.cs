using System.Text.Json.Nodes;
using CreatorAnalytics.Accounts;
using CreatorAnalytics.Storage;
using Microsoft.EntityFrameworkCore;

namespace CreatorAnalytics.Notifications.Webhooks;

/// <summary>A message to an endpoint as pages and API show it.</summary>
/// <param name="MessageId">What receivers see as <c>webhook-id</c>.</param>
/// <param name="StatusCode">The receiver's last answer.</param>
/// <param name="Error">Why the last attempt failed.</param>
public sealed record WebhookDeliveryView(
    Guid Id, string MessageId, string EventType, WebhookDeliveryStatus Status, int Attempts, DateTimeOffset CreatedAt,
    DateTimeOffset? NextAttemptAt, DateTimeOffset? DeliveredAt, int? StatusCode, string? Error);

/// <summary>The same with all its attempts, oldest first, and what is sent.</summary>
public sealed record WebhookDeliveryDetails(WebhookDeliveryView Delivery, string Payload, IReadOnlyList<WebhookAttemptView> Attempts);

/// <summary>One attempt.</summary>
public sealed record WebhookAttemptView(DateTimeOffset At, int DurationMs, int? StatusCode, string? Error, string? Response);

/// <summary>What was sent to a team's endpoints and what came of it; and sends again. Admins only; whoever calls has made sure of that.</summary>
public sealed class WebhookLog(Database database, TimeProvider time)
{
    /// <summary>Deliveries to an endpoint, newest first.</summary>
    public Task<IReadOnlyList<WebhookDeliveryView>> ListAsync(
        Caller caller, Guid endpointId, WebhookDeliveryStatus? status, PageCursor<Guid>? before, int limit, CancellationToken cancellationToken) =>
        database.ReadAsync<IReadOnlyList<WebhookDeliveryView>>(
            async db =>
            {
                var deliveries = OfTeam(db, caller, endpointId);
                if (status is not null)
                    deliveries = deliveries.Where(d => d.Status == status);
                if (before is var (at, id))
                    deliveries = deliveries.Where(d => d.CreatedAt < at || (d.CreatedAt == at && d.Id.CompareTo(id) < 0));
                return await Views(db, deliveries.OrderByDescending(d => d.CreatedAt).ThenByDescending(d => d.Id).Take(limit))
                    .ToListAsync(cancellationToken);
            },
            cancellationToken);

    /// <summary>One delivery; null when the caller's team has no such one.</summary>
    public Task<WebhookDeliveryDetails?> FindAsync(Caller caller, Guid endpointId, Guid deliveryId, CancellationToken cancellationToken) =>
        database.ReadAsync(
            async db =>
            {
                var delivery = OfTeam(db, caller, endpointId).Where(d => d.Id == deliveryId);
                if (await Views(db, delivery).SingleOrDefaultAsync(cancellationToken) is not { } view)
                    return null;
                var payload = await delivery.Join(db.Set<WebhookMessage>(), d => d.MessageId, m => m.Id, (_, m) => m.Payload)
                    .SingleAsync(cancellationToken);
                var attempts = await db.Set<WebhookAttempt>().Where(a => a.DeliveryId == deliveryId).OrderBy(a => a.Id)
                    .Select(a => new WebhookAttemptView(a.At, a.DurationMs, a.StatusCode, a.Error, a.Response)).ToListAsync(cancellationToken);
                return new WebhookDeliveryDetails(view, payload, attempts);
            },
            cancellationToken);

    /// <summary>Sends a delivery again, under the same id, with all its retries. False when the caller's team has no such one.</summary>
    public Task<bool> ReplayAsync(Caller caller, Guid endpointId, Guid deliveryId, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        return database.WriteAsync(
            async (db, token) => await OfTeam(db, caller, endpointId).Where(d => d.Id == deliveryId).ExecuteUpdateAsync(
                set => set
                    .SetProperty(d => d.Status, WebhookDeliveryStatus.Pending)
                    .SetProperty(d => d.Attempts, 0)
                    .SetProperty(d => d.NextAttemptAt, now)
                    .SetProperty(d => d.DeliveredAt, (DateTimeOffset?)null)
                    .SetProperty(d => d.LeaseId, (Guid?)null)
                    .SetProperty(d => d.LeaseUntil, (DateTimeOffset?)null),
                token) == 1,
            cancellationToken);
    }

    /// <summary>Sends a message that says no more than that it is a test. Null when the caller's team has no such endpoint.</summary>
    public Task<Guid?> SendTestAsync(Caller caller, Guid endpointId, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        return database.WriteAsync<Guid?>(
            async (db, token) =>
            {
                if (await TeamWebhooks.OfTeam(db, caller).SingleOrDefaultAsync(e => e.Id == endpointId, token) is not { } endpoint)
                    return null;
                return WebhookOutbox.Put(db, [endpoint], WebhookEvents.Test, now, new JsonObject { ["webhookId"] = endpointId }).Single().Id;
            },
            cancellationToken);
    }

    private static IQueryable<WebhookDelivery> OfTeam(AppDbContext db, Caller caller, Guid endpointId) => db.Set<WebhookDelivery>()
        .Where(d => d.EndpointId == endpointId && db.Set<WebhookEndpoint>().Any(e => e.Id == endpointId && e.TeamId == caller.TeamId));

    private static IQueryable<WebhookDeliveryView> Views(AppDbContext db, IQueryable<WebhookDelivery> deliveries) =>
        from delivery in deliveries
        join message in db.Set<WebhookMessage>() on delivery.MessageId equals message.Id
        let last = db.Set<WebhookAttempt>().Where(a => a.DeliveryId == delivery.Id).OrderByDescending(a => a.Id).FirstOrDefault()
        orderby delivery.CreatedAt descending, delivery.Id descending
        select new WebhookDeliveryView(
            delivery.Id, "msg_" + delivery.MessageId.ToString().Replace("-", "").ToLower(), message.EventType, delivery.Status, delivery.Attempts, delivery.CreatedAt,
            delivery.NextAttemptAt, delivery.DeliveredAt, last == null ? null : last.StatusCode, last == null ? null : last.Error);
}

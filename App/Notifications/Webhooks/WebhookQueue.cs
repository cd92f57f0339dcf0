using CreatorAnalytics.Storage;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace CreatorAnalytics.Notifications.Webhooks;

/// <summary>A delivery that this process is to send now.</summary>
public sealed record DueDelivery(WebhookDelivery Delivery, WebhookMessage Message, WebhookEndpoint Endpoint);

/// <summary>Gives out deliveries that are due, each to one process, and writes how the attempts ended.</summary>
public sealed class WebhookQueue(Database database, IOptions<WebhooksOptions> options, TimeProvider time)
{
    private const int LookAt = 200;
    private const int Gone = 410;

    /// <summary>Longer than an attempt can take.</summary>
    private static readonly TimeSpan Lease = TimeSpan.FromMinutes(2);

    private readonly Random _jitter = new();

    /// <summary>Takes deliveries that are due, the longest due first.</summary>
    /// <param name="count">At most so many.</param>
    /// <param name="roomFor">How many more may be sent to an endpoint at once: one that hangs holds up nobody else.</param>
    public async Task<IReadOnlyList<DueDelivery>> ClaimAsync(int count, Func<Guid, int> roomFor, IReadOnlyCollection<Guid> fullEndpoints, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var due = await database.ReadAsync(
            db => Due(db, now)
                .Where(d => !fullEndpoints.Contains(d.EndpointId)
                    && db.Set<WebhookEndpoint>().Any(e => e.Id == d.EndpointId && e.DisabledAt == null))
                .OrderBy(d => d.NextAttemptAt)
                .Take(LookAt)
                .Select(d => new { d.Id, d.EndpointId })
                .ToListAsync(cancellationToken),
            cancellationToken);
        var ids = due.GroupBy(d => d.EndpointId).SelectMany(of => of.Take(roomFor(of.Key))).Take(count).Select(d => d.Id).ToList();
        if (ids.Count == 0)
            return [];

        var lease = Guid.CreateVersion7(now);
        await database.WriteAsync(
            (db, token) => Due(db, now).Where(d => ids.Contains(d.Id)).ExecuteUpdateAsync(
                set => set.SetProperty(d => d.LeaseId, lease).SetProperty(d => d.LeaseUntil, now + Lease), token),
            cancellationToken);
        return await database.ReadAsync<IReadOnlyList<DueDelivery>>(
            async db => await (
                from delivery in db.Set<WebhookDelivery>().Where(d => d.LeaseId == lease)
                join message in db.Set<WebhookMessage>() on delivery.MessageId equals message.Id
                join endpoint in db.Set<WebhookEndpoint>() on delivery.EndpointId equals endpoint.Id
                orderby delivery.NextAttemptAt
                select new DueDelivery(delivery, message, endpoint)).ToListAsync(cancellationToken),
            cancellationToken);
    }

    /// <summary>Writes an attempt down: delivered, to be sent again, or given up. Nothing if another process has the delivery by now.</summary>
    public Task SettleAsync(DueDelivery due, WebhookOutcome outcome, DateTimeOffset begun, TimeSpan took)
    {
        var now = time.GetUtcNow();
        var attempts = due.Delivery.Attempts + 1;
        var next = outcome.IsDelivered ? null : now + WebhookRetrySchedule.After(attempts, _jitter.NextDouble());
        var status = outcome.IsDelivered ? WebhookDeliveryStatus.Delivered
            : next is null ? WebhookDeliveryStatus.Failed : WebhookDeliveryStatus.Pending;
        return database.WriteAsync(
            async (db, token) =>
            {
                var held = await Held(db, due).ExecuteUpdateAsync(
                    set => set
                        .SetProperty(d => d.Status, status)
                        .SetProperty(d => d.Attempts, attempts)
                        .SetProperty(d => d.NextAttemptAt, next)
                        .SetProperty(d => d.DeliveredAt, outcome.IsDelivered ? now : null)
                        .SetProperty(d => d.LeaseId, (Guid?)null)
                        .SetProperty(d => d.LeaseUntil, (DateTimeOffset?)null),
                    token);
                if (held == 0)
                    return;
                db.Add(new WebhookAttempt
                {
                    DeliveryId = due.Delivery.Id,
                    At = begun,
                    DurationMs = (int)took.TotalMilliseconds,
                    StatusCode = outcome.StatusCode,
                    Error = outcome.Error,
                    Response = outcome.Response,
                });
                await MarkEndpointAsync(db, due.Endpoint.Id, outcome, now, token);
            },
            CancellationToken.None);
    }

    /// <summary>Gives a delivery back that was not sent to the end: another process, or this one after its restart, takes it at once.</summary>
    public Task GiveBackAsync(DueDelivery due) => database.WriteAsync(
        (db, token) => Held(db, due).ExecuteUpdateAsync(
            set => set.SetProperty(d => d.LeaseId, (Guid?)null).SetProperty(d => d.LeaseUntil, (DateTimeOffset?)null), token),
        CancellationToken.None);

    /// <summary>Deletes what is older than <see cref="WebhooksOptions.KeepDays"/>; deliveries and attempts go with their message.</summary>
    public Task PurgeAsync(CancellationToken cancellationToken)
    {
        var oldest = time.GetUtcNow().AddDays(-options.Value.KeepDays);
        return database.WriteAsync(
            (db, token) => db.Set<WebhookMessage>().Where(m => m.CreatedAt < oldest).ExecuteDeleteAsync(token), cancellationToken);
    }

    private async Task MarkEndpointAsync(
        AppDbContext db, Guid endpointId, WebhookOutcome outcome, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var endpoint = db.Set<WebhookEndpoint>().Where(e => e.Id == endpointId);
        if (outcome.IsDelivered)
        {
            await endpoint.Where(e => e.FailingSince != null)
                .ExecuteUpdateAsync(set => set.SetProperty(e => e.FailingSince, (DateTimeOffset?)null), cancellationToken);
            return;
        }

        await endpoint.Where(e => e.FailingSince == null)
            .ExecuteUpdateAsync(set => set.SetProperty(e => e.FailingSince, now), cancellationToken);
        var days = options.Value.DisableAfterDays;
        var longAgo = now.AddDays(-days);
        var reason = outcome.StatusCode is Gone
            ? "The receiver answered 410: it wants no more messages."
            : $"Every message failed for {days} days. The last answer: {outcome.Error}";
        await endpoint.Where(e => e.DisabledAt == null && (e.FailingSince <= longAgo || outcome.StatusCode == Gone))
            .ExecuteUpdateAsync(set => set.SetProperty(e => e.DisabledAt, now).SetProperty(e => e.DisabledReason, reason), cancellationToken);
    }

    private static IQueryable<WebhookDelivery> Due(AppDbContext db, DateTimeOffset now) => db.Set<WebhookDelivery>()
        .Where(d => d.Status == WebhookDeliveryStatus.Pending && d.NextAttemptAt <= now && (d.LeaseUntil == null || d.LeaseUntil < now));

    private static IQueryable<WebhookDelivery> Held(AppDbContext db, DueDelivery due) => db.Set<WebhookDelivery>()
        .Where(d => d.Id == due.Delivery.Id && d.LeaseId == due.Delivery.LeaseId);
}

using System.Text.Json;
using System.Text.Json.Nodes;
using CreatorAnalytics.Credits;
using CreatorAnalytics.Jobs;
using CreatorAnalytics.Storage;
using Microsoft.EntityFrameworkCore;

namespace CreatorAnalytics.Notifications.Webhooks;

/// <summary>
/// Writes messages in the transaction of the change they tell of: a change that is rolled back is never told, one that is committed
/// always is.
/// </summary>
internal sealed class WebhookOutbox : IJobOutbox, ILowBalanceOutbox
{
    private static readonly KeptQuery<Func<AppDbContext, Guid, IAsyncEnumerable<WebhookEndpoint>>> OfJob = new(() => EF.CompileAsyncQuery(
        (AppDbContext db, Guid jobId) => db.Set<Job>()
            .Where(job => job.Id == jobId)
            .Join(db.Set<WebhookEndpoint>().Where(endpoint => endpoint.DisabledAt == null), job => job.TeamId, endpoint => endpoint.TeamId, (_, endpoint) => endpoint)
            .AsNoTracking()));

    public async Task WriteAsync(AppDbContext db, IReadOnlyList<JobEvent> events, CancellationToken cancellationToken)
    {
        var telling = events.Where(change => EventTypeOf(change) is not null).ToList();
        if (telling.Count == 0)
            return;
        await db.SaveChangesAsync(cancellationToken);
        foreach (var ofJob in telling.GroupBy(change => change.JobId))
        {
            var endpoints = await OfJob.On(db)(db, ofJob.Key).ToListAsync(cancellationToken);
            foreach (var change in ofJob)
            {
                var eventType = EventTypeOf(change)!;
                var listening = endpoints.Where(endpoint => endpoint.Events.Contains(eventType)).ToList();
                if (listening.Count > 0)
                    Put(db, listening, eventType, change.At, DataOf(change));
            }
        }
    }

    public async Task WriteAsync(AppDbContext db, LowBalanceNotice notice, CancellationToken cancellationToken)
    {
        var endpoints = await db.Set<WebhookEndpoint>()
            .Where(endpoint => endpoint.TeamId == notice.TeamId && endpoint.DisabledAt == null).AsNoTracking().ToListAsync(cancellationToken);
        var listening = endpoints.Where(endpoint => endpoint.Events.Contains(WebhookEvents.CreditsLow)).ToList();
        if (listening.Count == 0)
            return;
        Put(db, listening, WebhookEvents.CreditsLow, notice.Since, new JsonObject
        {
            ["balance"] = notice.Credits.Balance,
            ["reserved"] = notice.Credits.Reserved,
            ["available"] = notice.Credits.Available,
            ["threshold"] = notice.Mark,
        });
    }

    /// <summary>Adds a message and its delivery to each of the endpoints, due at once.</summary>
    internal static IReadOnlyList<WebhookDelivery> Put(
        AppDbContext db, IReadOnlyList<WebhookEndpoint> endpoints, string eventType, DateTimeOffset at, JsonObject data)
    {
        var message = new WebhookMessage
        {
            Id = Guid.CreateVersion7(at),
            TeamId = endpoints[0].TeamId,
            EventType = eventType,
            CreatedAt = at,
            Payload = new JsonObject
            {
                ["type"] = eventType,
                ["timestamp"] = JsonValue.Create(at.UtcDateTime),
                ["data"] = data,
            }.ToJsonString(),
        };
        var deliveries = endpoints.Select(endpoint => new WebhookDelivery
        {
            Id = Guid.CreateVersion7(at),
            MessageId = message.Id,
            EndpointId = endpoint.Id,
            CreatedAt = at,
            NextAttemptAt = at,
        }).ToList();
        db.Add(message);
        db.AddRange(deliveries);
        return deliveries;
    }

    private static string? EventTypeOf(JobEvent change) => change switch
    {
        { Kind: JobEventKind.JobEnded } => WebhookEvents.JobCompleted,
        { Kind: JobEventKind.ItemEnded, Item.Status: JobStatus.Completed } => WebhookEvents.ItemCompleted,
        { Kind: JobEventKind.ItemEnded, Item.Status: JobStatus.Failed } => WebhookEvents.ItemFailed,
        _ => null,
    };

    private static JsonObject DataOf(JobEvent change)
    {
        var data = new JsonObject { ["jobId"] = change.JobId, ["seq"] = change.Seq };
        if (change.Item is { } item)
            data["item"] = JsonSerializer.SerializeToNode(item, JobsJson.Default.ItemView);
        else
            data["job"] = JsonSerializer.SerializeToNode(change.Job, JobsJson.Default.JobView);
        return data;
    }
}

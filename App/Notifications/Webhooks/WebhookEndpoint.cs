namespace CreatorAnalytics.Notifications.Webhooks;

/// <summary>What a team may be told of.</summary>
public static class WebhookEvents
{
    /// <summary>A job has ended; its status says how.</summary>
    public const string JobCompleted = "job.completed";

    /// <summary>A creator was delivered.</summary>
    public const string ItemCompleted = "item.completed";

    /// <summary>A creator ended without being delivered.</summary>
    public const string ItemFailed = "item.failed";

    /// <summary>The team's credits run low; see <see cref="Credits.LowBalance"/>.</summary>
    public const string CreditsLow = "credits.low";

    /// <summary>Sent by the test button only; nobody subscribes to it.</summary>
    public const string Test = "webhook.test";

    /// <summary>Those to subscribe to.</summary>
    public static IReadOnlyList<string> All { get; } = [JobCompleted, ItemCompleted, ItemFailed, CreditsLow];
}

/// <summary>An address of another system that a team wants told of what happens.</summary>
public sealed class WebhookEndpoint
{
    public const int MaximumUrlLength = 1000;
    public const int MaximumDescriptionLength = 200;

    public Guid Id { get; init; }

    public Guid TeamId { get; init; }

    public required string Url { get; set; }

    /// <summary>What it is for, in the team's words; may be empty.</summary>
    public string Description { get; set; } = "";

    /// <summary>Of <see cref="WebhookEvents.All"/>.</summary>
    public required List<string> Events { get; set; }

    /// <summary>What messages are signed with, encrypted.</summary>
    public required string Secret { get; set; }

    /// <summary>The secret before it, encrypted; messages are signed with both until <see cref="PreviousSecretUntil"/>.</summary>
    public string? PreviousSecret { get; set; }

    public DateTimeOffset? PreviousSecretUntil { get; set; }

    /// <summary>The id of the request that made the present secret, if it had one.</summary>
    public Guid? RotationId { get; set; }

    public Guid CreatedBy { get; init; }

    public DateTimeOffset CreatedAt { get; init; }

    /// <summary>Since when nothing is sent; null while it is on.</summary>
    public DateTimeOffset? DisabledAt { get; set; }

    /// <summary>Why it was disabled, in a sentence; null when somebody switched it off.</summary>
    public string? DisabledReason { get; set; }

    /// <summary>Since when every attempt has failed; null after one that did not.</summary>
    public DateTimeOffset? FailingSince { get; set; }
}

/// <summary>Something that a team is told, written in the transaction in which it came about.</summary>
public sealed class WebhookMessage
{
    public Guid Id { get; init; }

    public Guid TeamId { get; init; }

    public required string EventType { get; init; }

    /// <summary>The body, byte by byte as it is signed and sent.</summary>
    public required string Payload { get; init; }

    public DateTimeOffset CreatedAt { get; init; }
}

/// <summary>How far a delivery is.</summary>
public enum WebhookDeliveryStatus
{
    /// <summary>To be sent at <see cref="WebhookDelivery.NextAttemptAt"/>.</summary>
    Pending,

    /// <summary>The receiver answered with a status of 2xx.</summary>
    Delivered,

    /// <summary>Every attempt failed.</summary>
    Failed,
}

/// <summary>A message on its way to one endpoint.</summary>
public sealed class WebhookDelivery
{
    public Guid Id { get; init; }

    public Guid MessageId { get; init; }

    public Guid EndpointId { get; init; }

    public WebhookDeliveryStatus Status { get; init; }

    /// <summary>Attempts since it was made or replayed.</summary>
    public int Attempts { get; init; }

    public DateTimeOffset CreatedAt { get; init; }

    public DateTimeOffset? NextAttemptAt { get; init; }

    /// <summary>Who is sending it right now; with <see cref="LeaseUntil"/>.</summary>
    public Guid? LeaseId { get; init; }

    public DateTimeOffset? LeaseUntil { get; init; }

    public DateTimeOffset? DeliveredAt { get; init; }
}

/// <summary>One try to send a delivery.</summary>
public sealed class WebhookAttempt
{
    public const int MaximumErrorLength = 300;
    public const int MaximumResponseLength = 500;

    public long Id { get; init; }

    public Guid DeliveryId { get; init; }

    public DateTimeOffset At { get; init; }

    public int DurationMs { get; init; }

    /// <summary>What the receiver answered; null when it did not.</summary>
    public int? StatusCode { get; init; }

    /// <summary>Why it did not count as delivered, in a sentence; null when it did.</summary>
    public string? Error { get; init; }

    /// <summary>The beginning of the receiver's answer.</summary>
    public string? Response { get; init; }
}

using System.Text.Json.Nodes;

namespace CreatorAnalytics.Apify.Sandbox;

/// <summary>Whom to tell about which events of which runs.</summary>
internal sealed class Webhook
{
    private static readonly string[] KnownEvents =
    [
        "ACTOR.RUN.CREATED", "ACTOR.RUN.SUCCEEDED", "ACTOR.RUN.FAILED", "ACTOR.RUN.ABORTED", "ACTOR.RUN.TIMED_OUT", "ACTOR.RUN.RESURRECTED",
        "ACTOR.BUILD.CREATED", "ACTOR.BUILD.SUCCEEDED", "ACTOR.BUILD.FAILED", "ACTOR.BUILD.ABORTED", "ACTOR.BUILD.TIMED_OUT", "TEST",
    ];

    private int _dispatches;

    public string Id { get; } = Ids.New();

    public required DateTimeOffset CreatedAt { get; init; }

    public required DateTimeOffset ModifiedAt { get; set; }

    public required bool IsAdHoc { get; init; }

    public required IReadOnlyList<string> EventTypes { get; set; }

    public required Uri RequestUrl { get; set; }

    public string? ActorId { get; set; }

    public string? TaskId { get; set; }

    public string? RunId { get; set; }

    public string? IdempotencyKey { get; set; }

    public string? PayloadTemplate { get; set; }

    public string? HeadersTemplate { get; set; }

    public string? Description { get; set; }

    public bool DoNotRetry { get; set; }

    public bool InterpolateStrings { get; set; }

    /// <summary>The last event on its way.</summary>
    public WebhookDispatch? LastDispatch { get; private set; }

    public void Count(WebhookDispatch dispatch)
    {
        Interlocked.Increment(ref _dispatches);
        LastDispatch = dispatch;
    }

    public static Webhook From(JsonObject definition, DateTimeOffset now, bool isAdHoc)
    {
        var webhook = new Webhook { CreatedAt = now, ModifiedAt = now, IsAdHoc = isAdHoc, EventTypes = [], RequestUrl = null! };
        webhook.Change(definition, now);
        if (webhook.EventTypes.Count == 0 || webhook.RequestUrl is null)
            throw ApifyFault.Validation(webhook.RequestUrl is null ? "Webhook URL is required." : "Event types are required.");
        if (!isAdHoc && webhook is { ActorId: null, TaskId: null, RunId: null })
            throw ApifyFault.Validation("Webhook condition isn't valid.");
        return webhook;
    }

    /// <summary>Takes over the fields that are there.</summary>
    public void Change(JsonObject definition, DateTimeOffset now)
    {
        if (definition["eventTypes"] is JsonArray events)
        {
            var names = events.Select(name => name!.ToString()).ToList();
            if (names.FirstOrDefault(name => !KnownEvents.Contains(name)) is { } unknown)
                throw ApifyFault.Validation($"{unknown} is not an allowed value");
            EventTypes = names;
        }

        if (definition["requestUrl"] is { } url)
            RequestUrl = Uri.TryCreate(url.ToString(), UriKind.Absolute, out var address) && address.Scheme is "http" or "https"
                ? new Uri(url.ToString())
                : throw ApifyFault.Validation("Webhook URL must be a valid URL.");
        if (definition["condition"] is JsonObject condition)
        {
            ActorId = condition["actorId"] is { } actor ? SandboxActor.Get(actor.ToString()).Id : null;
            TaskId = condition["actorTaskId"]?.ToString();
            RunId = condition["actorRunId"]?.ToString();
        }

        if (definition.TryGetPropertyValue("payloadTemplate", out var payload))
            PayloadTemplate = WebhookTemplate.Checked(payload?.ToString());
        if (definition.TryGetPropertyValue("headersTemplate", out var headers))
            HeadersTemplate = WebhookTemplate.Checked(headers?.ToString());
        IdempotencyKey = definition["idempotencyKey"]?.ToString() ?? IdempotencyKey;
        Description = definition["description"]?.ToString() ?? Description;
        DoNotRetry = definition["doNotRetry"]?.GetValue<bool>() ?? DoNotRetry;
        InterpolateStrings = definition["shouldInterpolateStrings"]?.GetValue<bool>() ?? InterpolateStrings;
        ModifiedAt = now;
    }

    public bool Wants(SandboxRun run, string eventType) =>
        EventTypes.Contains(eventType)
        && (RunId is null || RunId == run.Id)
        && (ActorId is null || ActorId == run.Actor.Id)
        && (TaskId is null || TaskId == run.TaskId)
        && (RunId ?? ActorId ?? TaskId) is not null;

    public JsonObject ToJson(bool inList = false)
    {
        var condition = new JsonObject();
        if (ActorId is not null)
            condition["actorId"] = ActorId;
        if (TaskId is not null)
            condition["actorTaskId"] = TaskId;
        if (RunId is not null)
            condition["actorRunId"] = RunId;
        var json = new JsonObject
        {
            ["id"] = Id,
            ["createdAt"] = Answers.Iso(CreatedAt),
            ["modifiedAt"] = Answers.Iso(ModifiedAt),
            ["userId"] = SandboxAccount.UserId,
            ["isAdHoc"] = IsAdHoc,
            ["shouldInterpolateStrings"] = InterpolateStrings,
            ["eventTypes"] = new JsonArray([.. EventTypes.Select(name => JsonValue.Create(name))]),
            ["condition"] = condition,
            ["ignoreSslErrors"] = false,
            ["doNotRetry"] = DoNotRetry,
            ["requestUrl"] = RequestUrl.OriginalString,
            ["description"] = Description,
            ["lastDispatch"] = LastDispatch?.ToShortJson(),
            ["stats"] = new JsonObject { ["totalDispatches"] = _dispatches },
        };
        if (inList)
            return json;
        json["payloadTemplate"] = PayloadTemplate ?? WebhookTemplate.Default;
        json["headersTemplate"] = HeadersTemplate;
        return json;
    }
}

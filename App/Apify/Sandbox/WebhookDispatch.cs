using System.Text.Json.Nodes;

namespace CreatorAnalytics.Apify.Sandbox;

/// <summary>One event on its way to one webhook, with every call made for it.</summary>
/// <param name="runThen">The run as it was when the event happened.</param>
internal sealed class WebhookDispatch(Webhook webhook, string eventType, SandboxRun? run, JsonObject? runThen, DateTimeOffset createdAt)
{
    private readonly Lock _lock = new();
    private readonly List<JsonObject> _calls = [];
    private string _status = "ACTIVE";
    private DateTimeOffset? _finishedAt;

    public string Id { get; } = Ids.New();

    public Webhook Webhook => webhook;

    public string EventType => eventType;

    public string? RunId => run?.Id;

    public DateTimeOffset CreatedAt => createdAt;

    /// <summary>What templates may name.</summary>
    public JsonObject Values { get; } = new()
    {
        ["userId"] = SandboxAccount.UserId,
        ["createdAt"] = Answers.Iso(createdAt),
        ["eventType"] = eventType,
        ["eventData"] = EventData(run),
        ["resource"] = runThen
            ?? new JsonObject { ["joke"] = "Why do programmers prefer dark mode? Because light attracts bugs." },
        ["globals"] = new JsonObject { ["dateISO"] = Answers.Iso(createdAt), ["dateUnix"] = createdAt.ToUnixTimeMilliseconds() },
    };

    public void AddCall(DateTimeOffset startedAt, DateTimeOffset finishedAt, string? error, int? responseStatus, string? responseBody)
    {
        lock (_lock)
        {
            _calls.Add(new JsonObject
            {
                ["startedAt"] = Answers.Iso(startedAt),
                ["finishedAt"] = Answers.Iso(finishedAt),
                ["errorMessage"] = error,
                ["responseStatus"] = responseStatus,
                ["responseBody"] = responseBody,
            });
        }
    }

    public void End(bool succeeded, DateTimeOffset now)
    {
        lock (_lock)
            (_status, _finishedAt) = (succeeded ? "SUCCEEDED" : "FAILED", now);
    }

    /// <summary>What its webhook tells of it.</summary>
    public JsonObject ToShortJson()
    {
        lock (_lock)
            return new JsonObject { ["status"] = _status, ["finishedAt"] = Answers.Iso(_finishedAt) };
    }

    public JsonObject ToJson()
    {
        lock (_lock)
        {
            return new JsonObject
            {
                ["id"] = Id,
                ["userId"] = SandboxAccount.UserId,
                ["webhookId"] = webhook.Id,
                ["createdAt"] = Answers.Iso(createdAt),
                ["status"] = _status,
                ["eventType"] = eventType,
                ["eventData"] = EventData(run),
                ["webhook"] = webhook.ToJson(inList: true),
                ["calls"] = new JsonArray([.. _calls.Select(call => call.DeepClone())]),
            };
        }
    }

    private static JsonObject? EventData(SandboxRun? run)
    {
        if (run is null)
            return null;
        var data = new JsonObject { ["actorId"] = run.Actor.Id, ["actorRunId"] = run.Id };
        if (run.TaskId is not null)
            data["actorTaskId"] = run.TaskId;
        return data;
    }
}

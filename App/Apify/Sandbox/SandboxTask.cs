using System.Text.Json.Nodes;

namespace CreatorAnalytics.Apify.Sandbox;

/// <summary>A persisted task: an actor with input and options under a name.</summary>
internal sealed class SandboxTask(SandboxActor actor, DateTimeOffset createdAt)
{
    private readonly Lock _lock = new();
    private JsonObject _input = [];
    private int _runs;

    public string Id { get; } = Ids.New();

    public SandboxActor Actor => actor;

    public required string Name { get; set; }

    public string? Title { get; set; }

    public RunOptions Options { get; set; } = RunOptions.From((JsonObject?)null);

    public DateTimeOffset CreatedAt { get; } = createdAt;

    public DateTimeOffset ModifiedAt { get; set; }

    public JsonObject Input
    {
        get
        {
            lock (_lock)
                return (JsonObject)_input.DeepClone();
        }

        set
        {
            lock (_lock)
                _input = (JsonObject)value.DeepClone();
        }
    }

    /// <summary>The task's input with single fields replaced by those of <paramref name="overrides"/>.</summary>
    public JsonObject InputWith(JsonObject overrides)
    {
        var input = Input;
        foreach (var (field, value) in overrides)
            input[field] = value?.DeepClone();
        return input;
    }

    public void CountRun() => Interlocked.Increment(ref _runs);

    public JsonObject ToJson(bool withInput)
    {
        var json = new JsonObject
        {
            ["id"] = Id,
            ["userId"] = SandboxAccount.UserId,
            ["actId"] = actor.Id,
            ["name"] = Name,
            ["username"] = SandboxAccount.Username,
            ["createdAt"] = Answers.Iso(CreatedAt),
            ["modifiedAt"] = Answers.Iso(ModifiedAt),
            ["stats"] = new JsonObject { ["totalRuns"] = _runs },
            ["options"] = Options.ToJson(),
        };
        if (Title is not null)
            json["title"] = Title;
        if (withInput)
            json["input"] = Input;
        else
            json["actName"] = actor.Name;
        return json;
    }
}

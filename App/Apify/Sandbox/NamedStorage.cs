using System.Text.Json.Nodes;

namespace CreatorAnalytics.Apify.Sandbox;

/// <summary>What a dataset, a key-value store and a request queue have in common.</summary>
internal abstract class NamedStorage(string? name, DateTimeOffset createdAt)
{
    public string Id { get; } = Ids.New();

    public string? Name { get; private set; } = name;

    public string? Title { get; private set; }

    public string GeneralAccess { get; private set; } = "FOLLOW_USER_SETTING";

    public string? ActorId { get; init; }

    public string? RunId { get; init; }

    public DateTimeOffset CreatedAt { get; } = createdAt;

    public DateTimeOffset ModifiedAt { get; protected set; } = createdAt;

    /// <summary>Takes over the fields that are there. That the name is free has been seen to.</summary>
    public void Change(JsonObject definition, DateTimeOffset now)
    {
        if (definition.TryGetPropertyValue("name", out var name))
            Name = name?.ToString();
        if (definition.TryGetPropertyValue("title", out var title))
            Title = title?.ToString();
        GeneralAccess = definition["generalAccess"]?.ToString() ?? GeneralAccess;
        ModifiedAt = now;
    }

    public JsonObject ToJson()
    {
        var json = new JsonObject
        {
            ["id"] = Id,
            ["name"] = Name,
            ["userId"] = SandboxAccount.UserId,
            ["username"] = SandboxAccount.Username,
            ["createdAt"] = Answers.Iso(CreatedAt),
            ["modifiedAt"] = Answers.Iso(ModifiedAt),
            ["accessedAt"] = Answers.Iso(ModifiedAt),
            ["actId"] = ActorId,
            ["actRunId"] = RunId,
            ["generalAccess"] = GeneralAccess,
        };
        if (Title is not null)
            json["title"] = Title;
        Describe(json);
        return json;
    }

    /// <summary>Adds what only this kind of storage has.</summary>
    protected abstract void Describe(JsonObject json);
}

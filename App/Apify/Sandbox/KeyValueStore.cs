using System.Collections.Concurrent;
using System.Text.Json.Nodes;

namespace CreatorAnalytics.Apify.Sandbox;

/// <summary>A key-value store; a run's own keeps its input under <c>INPUT</c>.</summary>
internal sealed class KeyValueStore(string? name, DateTimeOffset createdAt)
{
    public const string InputKey = "INPUT";

    public string Id { get; } = Ids.New();

    public string? Name => name;

    public ConcurrentDictionary<string, KeyValueRecord> Records { get; } = new(StringComparer.Ordinal);

    public JsonObject ToJson(string userId) => new()
    {
        ["id"] = Id,
        ["name"] = name,
        ["userId"] = userId,
        ["createdAt"] = Answers.Iso(createdAt),
        ["modifiedAt"] = Answers.Iso(createdAt),
        ["accessedAt"] = Answers.Iso(createdAt),
        ["generalAccess"] = "FOLLOW_USER_SETTING",
        ["stats"] = new JsonObject { ["readCount"] = 0, ["writeCount"] = Records.Count, ["deleteCount"] = 0, ["listCount"] = 0 },
    };
}

internal sealed record KeyValueRecord(string ContentType, byte[] Value);

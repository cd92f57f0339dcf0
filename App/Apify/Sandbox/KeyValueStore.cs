using System.Collections.Concurrent;
using System.Text.Json.Nodes;

namespace CreatorAnalytics.Apify.Sandbox;

/// <summary>A key-value store; a run's own keeps its input under <c>INPUT</c>.</summary>
internal sealed class KeyValueStore(string? name, DateTimeOffset createdAt) : NamedStorage(name, createdAt)
{
    public const string InputKey = "INPUT";

    private readonly ConcurrentDictionary<string, KeyValueRecord> _records = new(StringComparer.Ordinal);

    /// <summary>In the order of their keys.</summary>
    public IEnumerable<KeyValuePair<string, KeyValueRecord>> Records => _records.OrderBy(record => record.Key, StringComparer.Ordinal);

    public KeyValueRecord? Find(string key) => _records.GetValueOrDefault(key);

    public void Put(string key, KeyValueRecord record, DateTimeOffset now)
    {
        _records[key] = record;
        ModifiedAt = now;
    }

    public void Remove(string key) => _records.TryRemove(key, out _);

    protected override void Describe(JsonObject json) =>
        json["stats"] = new JsonObject { ["readCount"] = 0, ["writeCount"] = _records.Count, ["deleteCount"] = 0, ["listCount"] = 0 };
}

internal sealed record KeyValueRecord(string ContentType, byte[] Value)
{
    public static KeyValueRecord Json(byte[] value) => new("application/json; charset=utf-8", value);
}

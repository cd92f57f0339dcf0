using System.Collections.Concurrent;
using System.Text.Json.Nodes;

namespace CreatorAnalytics.Apify.Sandbox;

/// <summary>All storages of one kind that the account has.</summary>
/// <param name="what">Its kind, as errors name it.</param>
internal sealed class StorageShelf<T>(string what, Func<string?, DateTimeOffset, T> make)
    where T : NamedStorage
{
    private readonly Lock _naming = new();
    private readonly ConcurrentDictionary<string, T> _storages = new(StringComparer.Ordinal);

    /// <summary>By id, or by name as <c>~name</c> or <c>username~name</c>.</summary>
    public T Get(string idOrName) =>
        _storages.GetValueOrDefault(idOrName)
        ?? _storages.Values.FirstOrDefault(storage => Names.IsCalled(storage.Name, idOrName))
        ?? throw ApifyFault.NotFound(what);

    /// <summary>Oldest first; those without a name only when asked for.</summary>
    public IReadOnlyList<T> List(bool unnamed) =>
        [.. _storages.Values.Where(storage => unnamed || storage.Name is not null).OrderBy(storage => storage.CreatedAt)];

    /// <summary>The storage of that name, made when there is none; always a new one without a name.</summary>
    public (T Storage, bool IsNew) GetOrCreate(string? name, DateTimeOffset now)
    {
        lock (_naming)
        {
            if (name is not null && _storages.Values.FirstOrDefault(storage => Names.IsCalled(storage.Name, $"~{name}")) is { } known)
                return (known, false);
            var made = make(name, now);
            _storages[made.Id] = made;
            return (made, true);
        }
    }

    /// <exception cref="ApifyFault">The new name is another's.</exception>
    public void Change(T storage, JsonObject definition, DateTimeOffset now)
    {
        lock (_naming)
        {
            if (definition["name"]?.ToString() is { } name
                && _storages.Values.Any(other => other != storage && Names.IsCalled(other.Name, $"~{name}")))
                throw new ApifyFault(409, "storage-name-not-unique", $"{what} name \"{name}\" is not unique");
            storage.Change(definition, now);
        }
    }

    public void Add(T storage) => _storages[storage.Id] = storage;

    public void Remove(T storage) => _storages.TryRemove(storage.Id, out _);
}

/// <summary>How the platform reads names in paths.</summary>
internal static class Names
{
    /// <summary>Whether <paramref name="asked"/>, such as <c>~name</c> or <c>username~name</c>, means the one with that name.</summary>
    public static bool IsCalled(string? name, string asked) =>
        name is not null && asked.IndexOf('~', StringComparison.Ordinal) is >= 0 and var mark
        && (mark == 0 || asked[..mark].Equals(SandboxAccount.Username, StringComparison.OrdinalIgnoreCase) || asked[..mark] == SandboxAccount.UserId)
        && name.Equals(asked[(mark + 1)..], StringComparison.OrdinalIgnoreCase);
}

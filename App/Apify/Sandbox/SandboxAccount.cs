using System.Collections.Concurrent;
using System.Text.Json.Nodes;

namespace CreatorAnalytics.Apify.Sandbox;

/// <summary>Everything the sandbox's one account has: runs, storages, tasks, webhooks. In memory, and bounded.</summary>
internal sealed class SandboxAccount(SandboxOptions options)
{
    public const string UserId = "sandboxUser000001";
    public const string Username = "sandbox";

    private readonly Lock _admission = new();
    private readonly Lock _order = new();
    private readonly List<SandboxRun> _runs = [];
    private readonly ConcurrentDictionary<string, SandboxRun> _runsById = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, Dataset> _datasets = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, KeyValueStore> _stores = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<(string ActorId, string Name), bool> _flakyMet = new();

    public SandboxOptions Options => options;

    public ConcurrentDictionary<string, SandboxTask> Tasks { get; } = new(StringComparer.Ordinal);

    public ConcurrentDictionary<string, Webhook> Webhooks { get; } = new(StringComparer.Ordinal);

    public ConcurrentDictionary<string, WebhookDispatch> Dispatches { get; } = new(StringComparer.Ordinal);

    /// <summary>All runs remembered, oldest first.</summary>
    public IReadOnlyList<SandboxRun> Runs
    {
        get
        {
            lock (_order)
                return [.. _runs];
        }
    }

    public SandboxRun Run(string id) => _runsById.TryGetValue(id, out var run) ? run : throw ApifyFault.NotFound("Actor run");

    public SandboxRun? FindRun(string id) => _runsById.GetValueOrDefault(id);

    /// <summary>By id, or by name as <c>~name</c> or <c>username~name</c>.</summary>
    public Dataset Dataset(string idOrName) =>
        _datasets.GetValueOrDefault(idOrName)
        ?? _datasets.Values.FirstOrDefault(dataset => IsNamed(dataset.Name, idOrName))
        ?? throw ApifyFault.NotFound("Dataset");

    public IReadOnlyList<Dataset> NamedDatasets => [.. _datasets.Values.Where(dataset => dataset.Name is not null)];

    public IReadOnlyList<Dataset> Datasets => [.. _datasets.Values];

    public KeyValueStore Store(string idOrName) =>
        _stores.GetValueOrDefault(idOrName)
        ?? _stores.Values.FirstOrDefault(store => IsNamed(store.Name, idOrName))
        ?? throw ApifyFault.NotFound("Key-value store");

    /// <summary>The dataset of that name, made when there is none; always a new one without a name.</summary>
    public (Dataset Dataset, bool IsNew) GetOrCreateDataset(string? name, DateTimeOffset now)
    {
        lock (_order)
        {
            if (name is not null && _datasets.Values.FirstOrDefault(dataset => IsNamed(dataset.Name, $"~{name}")) is { } known)
                return (known, false);
            var made = new Dataset(name, now);
            _datasets[made.Id] = made;
            return (made, true);
        }
    }

    public (KeyValueStore Store, bool IsNew) GetOrCreateStore(string? name, DateTimeOffset now)
    {
        lock (_order)
        {
            if (name is not null && _stores.Values.FirstOrDefault(store => IsNamed(store.Name, $"~{name}")) is { } known)
                return (known, false);
            var made = new KeyValueStore(name, now);
            _stores[made.Id] = made;
            return (made, true);
        }
    }

    public void RemoveDataset(Dataset dataset) => _datasets.TryRemove(dataset.Id, out _);

    public void RemoveStore(KeyValueStore store) => _stores.TryRemove(store.Id, out _);

    /// <summary>The task with that id or name.</summary>
    public SandboxTask Task(string idOrName) =>
        Tasks.GetValueOrDefault(idOrName)
        ?? Tasks.Values.FirstOrDefault(task => IsNamed(task.Name, idOrName))
        ?? throw ApifyFault.NotFound("Actor task");

    /// <summary>Takes a run in when the plan's limits have room for it; they are checked here and nowhere else, as on the platform.</summary>
    public void Admit(SandboxRun run)
    {
        lock (_admission)
        {
            var (count, memory) = InUse();
            var limit = options.MaxMemoryGbytes * 1024;
            if (memory + run.Options.MemoryMbytes > limit)
                throw new ApifyFault(402, "actor-memory-limit-exceeded",
                    $"By launching this job you will exceed the memory limit of {limit}MB for all your Actor runs and builds (currently used: "
                    + $"{memory}MB, requested: {run.Options.MemoryMbytes}MB). Please consider upgrading or purchasing extra memory as an add-on.");
            if (count + 1 > options.MaxConcurrentRuns)
                throw new ApifyFault(402, "concurrent-runs-limit-exceeded",
                    $"By launching this job you will exceed your limit of {options.MaxConcurrentRuns} concurrent Actor runs. Please consider "
                    + "upgrading or purchasing an increase to concurrent Actor runs as an add-on.");
            Add(run);
        }
    }

    /// <summary>How many runs are going, and the memory they have, in MB.</summary>
    public (int Count, int MemoryMbytes) InUse()
    {
        lock (_order)
        {
            var going = _runs.Where(run => !run.IsFinal).ToList();
            return (going.Count, going.Sum(run => run.Options.MemoryMbytes));
        }
    }

    /// <summary>True for the first run of an actor that holds the name, and for no later one.</summary>
    public bool IsFirstWith(string actorId, string name) => _flakyMet.TryAdd((actorId, name), true);

    public void Remove(SandboxRun run)
    {
        lock (_order)
            _runs.Remove(run);
        Forget(run);
    }

    public JsonObject UserJson() => new()
    {
        ["id"] = UserId,
        ["username"] = Username,
        ["email"] = "sandbox@example.com",
        ["profile"] = new JsonObject { ["name"] = "Sandbox" },
        ["proxy"] = new JsonObject { ["password"] = "sandbox", ["groups"] = new JsonArray() },
        ["plan"] = new JsonObject
        {
            ["id"] = "SANDBOX",
            ["tier"] = "BUSINESS",
            ["description"] = "Sandbox",
            ["isEnabled"] = true,
            ["monthlyBasePriceUsd"] = 0,
            ["monthlyUsageCreditsUsd"] = 1000,
            ["maxMonthlyUsageUsd"] = 1000,
            ["maxActorMemoryGbytes"] = options.MaxMemoryGbytes,
            ["maxConcurrentActorRuns"] = options.MaxConcurrentRuns,
            ["dataRetentionDays"] = 7,
        },
        ["effectivePlatformFeatures"] = new JsonObject { ["ACTORS"] = new JsonObject { ["isEnabled"] = true, ["disabledReason"] = null } },
        ["createdAt"] = "2026-01-01T00:00:00.000Z",
        ["isPaying"] = true,
    };

    private static bool IsNamed(string? name, string asked) =>
        name is not null && asked.IndexOf('~', StringComparison.Ordinal) is >= 0 and var mark
        && (mark == 0 || asked[..mark].Equals(Username, StringComparison.OrdinalIgnoreCase) || asked[..mark] == UserId)
        && name.Equals(asked[(mark + 1)..], StringComparison.OrdinalIgnoreCase);

    private void Add(SandboxRun run)
    {
        _datasets[run.Dataset.Id] = run.Dataset;
        _stores[run.Store.Id] = run.Store;
        _runsById[run.Id] = run;
        List<SandboxRun> forgotten = [];
        lock (_order)
        {
            _runs.Add(run);
            for (var i = 0; i < _runs.Count && _runs.Count > options.MaxFinishedRuns + options.MaxConcurrentRuns;)
            {
                if (!_runs[i].IsFinal)
                {
                    i++;
                    continue;
                }

                forgotten.Add(_runs[i]);
                _runs.RemoveAt(i);
            }
        }

        forgotten.ForEach(Forget);
    }

    private void Forget(SandboxRun run)
    {
        _runsById.TryRemove(run.Id, out _);
        _datasets.TryRemove(run.Dataset.Id, out _);
        _stores.TryRemove(run.Store.Id, out _);
        foreach (var webhook in Webhooks.Values.Where(webhook => webhook.IsAdHoc && webhook.RunId == run.Id))
            Webhooks.TryRemove(webhook.Id, out _);
        foreach (var dispatch in Dispatches.Values.Where(dispatch => dispatch.RunId == run.Id))
            Dispatches.TryRemove(dispatch.Id, out _);
        run.Dispose();
    }
}

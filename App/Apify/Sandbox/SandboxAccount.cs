using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using CreatorAnalytics.Storage;

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
    private readonly ConcurrentDictionary<(string ActorId, string Name), bool> _flakyMet = new();

    public SandboxOptions Options => options;

    public StorageShelf<Dataset> Datasets { get; } = new("Dataset", (name, now) => new Dataset(name, now));

    public StorageShelf<KeyValueStore> Stores { get; } = new("Key-value store", (name, now) => new KeyValueStore(name, now));

    /// <summary>What the owner lets the account spend in a month; over it no run is started.</summary>
    public double MaxMonthlyUsageUsd { get; set; } = 1000;

    public int DataRetentionDays { get; set; } = 7;

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

    /// <summary>The task with that id or name.</summary>
    public SandboxTask Task(string idOrName) =>
        Tasks.GetValueOrDefault(idOrName)
        ?? Tasks.Values.FirstOrDefault(task => Names.IsCalled(task.Name, idOrName))
        ?? throw ApifyFault.NotFound("Actor task");

    /// <summary>Takes a run in when the plan's limits have room for it; they are checked here and nowhere else, as on the platform.</summary>
    public void Admit(SandboxRun run)
    {
        lock (_admission)
        {
            if (SpentIn(run.StartedAt) >= MaxMonthlyUsageUsd)
                throw new ApifyFault(403, "platform-feature-disabled", "Monthly usage hard limit exceeded");
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

    /// <summary>The runs that were started in the month (UTC) of a moment.</summary>
    public IEnumerable<SandboxRun> RunsIn(DateTimeOffset moment) => Runs.Where(run => UtcMonth.StartOf(run.StartedAt) == UtcMonth.StartOf(moment));

    /// <summary>What the runs of a month have cost, in US dollars.</summary>
    public double SpentIn(DateTimeOffset moment) => RunsIn(moment).Sum(run => run.CostUsd);

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
            ["maxMonthlyUsageUsd"] = MaxMonthlyUsageUsd,
            ["maxActorMemoryGbytes"] = options.MaxMemoryGbytes,
            ["maxConcurrentActorRuns"] = options.MaxConcurrentRuns,
            ["dataRetentionDays"] = DataRetentionDays,
        },
        ["effectivePlatformFeatures"] = new JsonObject { ["ACTORS"] = new JsonObject { ["isEnabled"] = true, ["disabledReason"] = null } },
        ["createdAt"] = "2026-01-01T00:00:00.000Z",
        ["isPaying"] = true,
    };

    private void Add(SandboxRun run)
    {
        Datasets.Add(run.Dataset);
        Stores.Add(run.Store);
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
        Datasets.Remove(run.Dataset);
        Stores.Remove(run.Store);
        foreach (var webhook in Webhooks.Values.Where(webhook => webhook.IsAdHoc && webhook.RunId == run.Id))
            Webhooks.TryRemove(webhook.Id, out _);
        foreach (var dispatch in Dispatches.Values.Where(dispatch => dispatch.RunId == run.Id))
            Dispatches.TryRemove(dispatch.Id, out _);
        run.Dispose();
    }
}

using System.Text;
using System.Text.Json.Nodes;

namespace CreatorAnalytics.Apify.Sandbox;

/// <summary>The platform's words for where a run is.</summary>
internal static class RunStatus
{
    public const string Ready = "READY";
    public const string Running = "RUNNING";
    public const string Succeeded = "SUCCEEDED";
    public const string Failed = "FAILED";
    public const string TimedOut = "TIMED-OUT";
    public const string Aborting = "ABORTING";
    public const string Aborted = "ABORTED";

    public static bool IsFinal(string status) => status is Succeeded or Failed or TimedOut or Aborted;
}

/// <summary>One run of an actor: its state, its storages and its bill. Safe to use from any thread.</summary>
internal sealed class SandboxRun : IDisposable
{
    private readonly Lock _lock = new();
    private readonly StringBuilder _log = new();
    private readonly HashSet<string> _done = new(StringComparer.Ordinal);
    private TaskCompletionSource _finished = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _rows;
    private int _resurrections;

    public SandboxRun(SandboxActor actor, ScrapePlan plan, RunOptions options, int inputLength, DateTimeOffset now)
    {
        Actor = actor;
        Plan = plan;
        Options = options;
        InputLength = inputLength;
        StartedAt = now;
        Dataset = new Dataset(null, now) { ActorId = actor.Id, RunId = Id };
        Store = new KeyValueStore(null, now);
    }

    public string Id { get; } = Ids.New();

    public SandboxActor Actor { get; }

    public ScrapePlan Plan { get; }

    public RunOptions Options { get; }

    public int InputLength { get; }

    public string? TaskId { get; init; }

    public string? UserAgent { get; init; }

    public DateTimeOffset StartedAt { get; }

    public DateTimeOffset? FinishedAt { get; private set; }

    public string Status { get; private set; } = RunStatus.Ready;

    public string? StatusMessage { get; private set; }

    public Dataset Dataset { get; }

    public KeyValueStore Store { get; }

    /// <summary>Names whose turn makes the run fail, decided when it started (see <see cref="NameFault"/>).</summary>
    public IReadOnlySet<string> FailsOn { get; set; } = new HashSet<string>();

    /// <summary>Cancelled to stop the work at once.</summary>
    public CancellationTokenSource Stop { get; private set; } = new();

    /// <summary>Cancelled to stop taking up names, while those begun may end.</summary>
    public CancellationTokenSource Wind { get; private set; } = new();

    public bool IsFinal => RunStatus.IsFinal(Status);

    /// <summary>Completes when the run has ended.</summary>
    public Task Finished
    {
        get
        {
            lock (_lock)
                return _finished.Task;
        }
    }

    public double CostUsd
    {
        get
        {
            lock (_lock)
                return SandboxActor.StartPriceUsd + _rows * Actor.PricePerRowUsd;
        }
    }

    public bool IsDone(string target)
    {
        lock (_lock)
            return _done.Contains(target);
    }

    /// <summary>Writes the rows of one name as far as the run's budget goes; false when it did not reach for all of them.</summary>
    public bool Push(string target, int count, Func<IReadOnlyList<byte[]>> rows, DateTimeOffset now)
    {
        lock (_lock)
        {
            if (IsFinal)
                return true;
            var affordable = Options.MaxTotalChargeUsd is { } most
                ? (int)Math.Floor((most - SandboxActor.StartPriceUsd) / Actor.PricePerRowUsd - _rows + 1e-9)
                : int.MaxValue;
            var written = Math.Clamp(affordable, 0, count);
            if (written > 0)
                Dataset.Append(written, rows, now);
            _rows += written;
            _done.Add(target);
            return written == count;
        }
    }

    public void SetRunning(string message)
    {
        lock (_lock)
        {
            if (Status is not RunStatus.Ready)
                return;
            (Status, StatusMessage) = (RunStatus.Running, message);
        }
    }

    public void Report(string message)
    {
        lock (_lock)
        {
            if (!IsFinal)
                StatusMessage = message;
        }
    }

    /// <summary>Begins an abort; false when the run has ended already.</summary>
    public bool SetAborting(string message)
    {
        lock (_lock)
        {
            if (IsFinal)
                return false;
            (Status, StatusMessage) = (RunStatus.Aborting, message);
            return true;
        }
    }

    /// <summary>Ends the run; false when it had ended already.</summary>
    public bool Finish(string status, string message, DateTimeOffset now)
    {
        lock (_lock)
        {
            if (IsFinal)
                return false;
            (Status, StatusMessage, FinishedAt) = (status, message, now);
            _log.Append(Answers.Iso(now)).Append(' ').AppendLine(message);
            return true;
        }
    }

    /// <summary>Lets those who wait for the end go on; called once everything that belongs to the end is done.</summary>
    public void AnnounceEnd()
    {
        lock (_lock)
            _finished.TrySetResult();
    }

    /// <summary>Makes an ended run run again over the names it has no answer for; false when it has not ended.</summary>
    public bool Resurrect()
    {
        lock (_lock)
        {
            if (!IsFinal)
                return false;
            (Status, StatusMessage, FinishedAt) = (RunStatus.Running, "Actor is running again", null);
            _finished = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            (Stop, Wind) = (new CancellationTokenSource(), new CancellationTokenSource());
            _resurrections++;
            return true;
        }
    }

    public void Log(string line, DateTimeOffset now)
    {
        lock (_lock)
            _log.Append(Answers.Iso(now)).Append(' ').AppendLine(line);
    }

    public string ReadLog()
    {
        lock (_lock)
            return _log.ToString();
    }

    public void Dispose()
    {
        Stop.Dispose();
        Wind.Dispose();
    }

    /// <summary>The run as lists show it.</summary>
    public JsonObject ToShortJson(string userId)
    {
        lock (_lock)
        {
            var json = new JsonObject { ["id"] = Id, ["actId"] = Actor.Id, ["userId"] = userId };
            if (TaskId is not null)
                json["actorTaskId"] = TaskId;
            json["status"] = Status;
            json["startedAt"] = Answers.Iso(StartedAt);
            json["finishedAt"] = Answers.Iso(FinishedAt);
            json["buildId"] = $"b{Actor.Id[1..]}";
            json["buildNumber"] = "0.0.1";
            json["meta"] = Meta();
            json["usageTotalUsd"] = CostUsd;
            json["defaultKeyValueStoreId"] = Store.Id;
            json["defaultDatasetId"] = Dataset.Id;
            json["defaultRequestQueueId"] = Id;
            return json;
        }
    }

    /// <summary>The whole run.</summary>
    public JsonObject ToJson(string userId, DateTimeOffset now)
    {
        lock (_lock)
        {
            var json = ToShortJson(userId);
            var took = ((FinishedAt ?? now) - StartedAt).TotalSeconds;
            json["statusMessage"] = StatusMessage;
            json["isStatusMessageTerminal"] = IsFinal ? true : null;
            json["exitCode"] = Status switch { RunStatus.Succeeded => 0, RunStatus.Failed => 91, _ => null };
            json["stats"] = new JsonObject
            {
                ["inputBodyLen"] = InputLength,
                ["migrationCount"] = 0,
                ["rebootCount"] = 0,
                ["restartCount"] = 0,
                ["resurrectCount"] = _resurrections,
                ["durationMillis"] = (long)(took * 1000),
                ["runTimeSecs"] = took,
                ["metamorph"] = 0,
                ["computeUnits"] = took / 3600 * Options.MemoryMbytes / 1024,
                ["memAvgBytes"] = 84_371_463,
                ["memMaxBytes"] = 95_518_720,
                ["memCurrentBytes"] = 0,
                ["cpuAvgUsage"] = 5.1,
                ["cpuMaxUsage"] = 93.2,
                ["cpuCurrentUsage"] = 0,
                ["netRxBytes"] = 140_000L * _rows,
                ["netTxBytes"] = 75_000L * _rows,
            };
            json["options"] = Options.ToJson();
            json["storageIds"] = new JsonObject
            {
                ["datasets"] = new JsonObject { ["default"] = Dataset.Id },
                ["keyValueStores"] = new JsonObject { ["default"] = Store.Id },
                ["requestQueues"] = new JsonObject { ["default"] = Id },
            };
            json["pricingInfo"] = Actor.PricingInfo();
            json["chargedEventCounts"] = new JsonObject { [SandboxActor.StartEvent] = 1, [SandboxActor.RowEvent] = _rows };
            json["platformUsageBillingModel"] = "DEVELOPER";
            json["generalAccess"] = "FOLLOW_USER_SETTING";
            json["containerUrl"] = $"https://{Id.ToLowerInvariant()}.runs.apify.net";
            json["consoleUrl"] = $"https://console.apify.com/view/runs/{Id}";
            return json;
        }
    }

    private JsonObject Meta()
    {
        var meta = new JsonObject { ["origin"] = "API" };
        if (UserAgent is not null)
            meta["userAgent"] = UserAgent;
        return meta;
    }
}

using System.Globalization;
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
    private readonly RunBill _bill = new();
    private readonly HashSet<string> _chargeKeys = new(StringComparer.Ordinal);
    private int _rows;
    private (int Resurrections, int Reboots, int Metamorphs) _counts;
    private bool? _isMessageTerminal;

    public SandboxRun(SandboxActor actor, ScrapePlan plan, RunOptions options, int inputLength, DateTimeOffset now)
    {
        Actor = actor;
        Plan = plan;
        Options = options;
        InputLength = inputLength;
        StartedAt = now;
        Dataset = new Dataset(null, now) { ActorId = actor.Id, RunId = Id };
        Store = new KeyValueStore(null, now) { ActorId = actor.Id, RunId = Id };
        Work = new RunWork(TimeLeft(now));
        _bill.Add(SandboxActor.StartEvent, 1, SandboxActor.StartPriceUsd, now);
    }

    public string Id { get; } = Ids.New();

    public SandboxActor Actor { get; private set; }

    public ScrapePlan Plan { get; private set; }

    public RunOptions Options { get; private set; }

    public int InputLength { get; private set; }

    public string? TaskId { get; init; }

    public string? UserAgent { get; init; }

    public DateTimeOffset StartedAt { get; }

    public DateTimeOffset? FinishedAt { get; private set; }

    public string Status { get; private set; } = RunStatus.Ready;

    public string? StatusMessage { get; private set; }

    public Dataset Dataset { get; }

    public KeyValueStore Store { get; }

    public string GeneralAccess { get; set; } = "FOLLOW_USER_SETTING";

    /// <summary>Names whose turn makes the run fail, decided when it started (see <see cref="NameFault"/>).</summary>
    public IReadOnlySet<string> FailsOn { get; set; } = new HashSet<string>();

    /// <summary>What is being done for the run now.</summary>
    public RunWork Work { get; private set; }

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
                return _bill.Usd;
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
            if (IsFinal || _done.Contains(target))
                return true;
            var written = Math.Min(Affordable(Actor.PricePerRowUsd), count);
            if (written > 0)
                Dataset.Append(written, rows, now);
            _rows += written;
            _bill.Add(SandboxActor.RowEvent, written, Actor.PricePerRowUsd, now);
            _done.Add(target);
            return written == count;
        }
    }

    /// <summary>Charges for an event of the actor, once per <paramref name="key"/> where one is given, as far as the budget goes.</summary>
    public void Charge(string eventName, int count, string? key, DateTimeOffset now)
    {
        lock (_lock)
        {
            if (IsFinal)
                throw ApifyFault.JobFinished();
            var price = Actor.PriceOf(eventName)
                ?? throw new ApifyFault(400, "invalid-value", $"The event \"{eventName}\" is not configured in the Actor.");
            if (key is null || _chargeKeys.Add(key))
                _bill.Add(eventName, Math.Min(Affordable(price), count), price, now);
        }
    }

    public void SetRunning(string message)
    {
        lock (_lock)
        {
            if (Status is not RunStatus.Ready)
                return;
            Status = RunStatus.Running;
            if (_isMessageTerminal is not true)
                StatusMessage = message;
        }
    }

    public void Report(string message)
    {
        lock (_lock)
        {
            if (!IsFinal && _isMessageTerminal is not true)
                StatusMessage = message;
        }
    }

    /// <summary>Takes over what the run says of itself.</summary>
    public void Say(string message, bool? isTerminal)
    {
        lock (_lock)
            (StatusMessage, _isMessageTerminal) = (message, isTerminal);
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
            (Status, FinishedAt) = (status, now);
            if (_isMessageTerminal is not true)
                StatusMessage = message;
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
    public bool Resurrect(RunOptions options)
    {
        lock (_lock)
        {
            if (!IsFinal)
                return false;
            (Options, Status, StatusMessage, FinishedAt) = (options, RunStatus.Running, "Actor is running again", null);
            _isMessageTerminal = null;
            _finished = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            Work = new RunWork(Options.TimeoutSecs == 0 ? Timeout.InfiniteTimeSpan : TimeSpan.FromSeconds(Options.TimeoutSecs));
            _counts.Resurrections++;
            return true;
        }
    }

    /// <summary>Puts the run into a new container; returns the work that the old one was at, to be stopped.</summary>
    /// <exception cref="ApifyFault">The run has ended, or is about to.</exception>
    public RunWork Reboot(DateTimeOffset now)
    {
        lock (_lock)
        {
            if (Status is not (RunStatus.Ready or RunStatus.Running))
                throw ApifyFault.JobFinished();
            _counts.Reboots++;
            return Renew(now);
        }
    }

    /// <summary>Makes the run one of another actor with another input, in the same storages; returns the work to be stopped.</summary>
    /// <exception cref="ApifyFault">The run has ended, or is about to.</exception>
    public RunWork Metamorph(SandboxActor actor, ScrapePlan plan, byte[] input, DateTimeOffset now)
    {
        lock (_lock)
        {
            if (Status is not (RunStatus.Ready or RunStatus.Running))
                throw ApifyFault.JobFinished();
            (Actor, Plan, InputLength) = (actor, plan, input.Length);
            _done.Clear();
            _counts.Metamorphs++;
            Store.Put(string.Create(CultureInfo.InvariantCulture, $"INPUT-METAMORPH-{_counts.Metamorphs}"), KeyValueRecord.Json(input), now);
            return Renew(now);
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
        Work.Dispose();
    }

    /// <summary>The run as lists show it.</summary>
    public JsonObject ToShortJson(string userId, SandboxClock clock)
    {
        lock (_lock)
        {
            var settled = clock.Ago(RunBill.Lag);
            var json = new JsonObject { ["id"] = Id, ["actId"] = Actor.Id, ["userId"] = userId };
            if (TaskId is not null)
                json["actorTaskId"] = TaskId;
            json["status"] = Status;
            json["startedAt"] = Answers.Iso(StartedAt);
            json["finishedAt"] = Answers.Iso(FinishedAt);
            json["buildId"] = Actor.BuildId;
            json["buildNumber"] = SandboxActor.BuildNumber;
            json["meta"] = Meta();
            json["usageTotalUsd"] = _bill.UsdAt(settled);
            json["defaultKeyValueStoreId"] = Store.Id;
            json["defaultDatasetId"] = Dataset.Id;
            json["defaultRequestQueueId"] = Id;
            return json;
        }
    }

    /// <summary>The whole run.</summary>
    public JsonObject ToJson(string userId, SandboxClock clock)
    {
        lock (_lock)
        {
            var json = ToShortJson(userId, clock);
            var took = ((FinishedAt ?? clock.Now) - StartedAt).TotalSeconds;
            json["statusMessage"] = StatusMessage;
            json["isStatusMessageTerminal"] = IsFinal ? true : _isMessageTerminal;
            json["exitCode"] = Status switch { RunStatus.Succeeded => 0, RunStatus.Failed => 91, _ => null };
            json["stats"] = new JsonObject
            {
                ["inputBodyLen"] = InputLength,
                ["migrationCount"] = 0,
                ["rebootCount"] = _counts.Reboots,
                ["restartCount"] = 0,
                ["resurrectCount"] = _counts.Resurrections,
                ["durationMillis"] = (long)(took * 1000),
                ["runTimeSecs"] = took,
                ["metamorph"] = _counts.Metamorphs,
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
            json["chargedEventCounts"] = _bill.CountsAt(clock.Ago(RunBill.Lag));
            json["platformUsageBillingModel"] = "DEVELOPER";
            json["generalAccess"] = GeneralAccess;
            json["containerUrl"] = $"https://{Id.ToLowerInvariant()}.runs.apify.net";
            json["consoleUrl"] = $"https://console.apify.com/view/runs/{Id}";
            return json;
        }
    }

    // How many events of that price the run's budget still has room for.
    private int Affordable(double priceUsd) => Options.MaxTotalChargeUsd is { } most && priceUsd > 0
        ? (int)Math.Clamp(Math.Floor((most - _bill.Usd) / priceUsd + 1e-9), 0, int.MaxValue)
        : int.MaxValue;

    private TimeSpan TimeLeft(DateTimeOffset now)
    {
        if (Options.TimeoutSecs == 0)
            return Timeout.InfiniteTimeSpan;
        var left = StartedAt + TimeSpan.FromSeconds(Options.TimeoutSecs) - now;
        return left > TimeSpan.Zero ? left : TimeSpan.Zero;
    }

    private RunWork Renew(DateTimeOffset now)
    {
        var old = Work;
        Work = new RunWork(TimeLeft(now));
        Status = RunStatus.Running;
        return old;
    }

    private JsonObject Meta()
    {
        var meta = new JsonObject { ["origin"] = "API" };
        if (UserAgent is not null)
            meta["userAgent"] = UserAgent;
        return meta;
    }
}

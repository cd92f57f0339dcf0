using System.Diagnostics;
using System.Diagnostics.Metrics;
using CreatorAnalytics.Storage;
using Microsoft.Extensions.Options;

namespace CreatorAnalytics.Jobs;

/// <summary>What waits in the queue, over all processes.</summary>
/// <param name="Waiting">Creators that are due and for whom no run has started yet, whether a process has them in hand or not.</param>
/// <param name="OldestWait">How long the first of them has been waiting.</param>
public sealed record QueueDepth(int Waiting, TimeSpan OldestWait);

/// <summary>
/// The engine in figures and traces: the meter and the source <c>CreatorAnalytics.Jobs</c>; and a line of log for each creator that
/// ended. Counts and durations are those of this process. docs/operations.md lists them.
/// </summary>
public sealed class JobsTelemetry : IDisposable
{
    public const string MeterName = "CreatorAnalytics.Jobs";
    public const string StageWait = "jobs.stage.wait";
    public const string StageDuration = "jobs.stage.duration";
    public const string LeasesLost = "jobs.leases.lost";
    public const string StageTag = "job.stage";

    private const string ErrorTag = "error.type";

    private static readonly string[] StageNames =
        [.. Enum.GetValues<Stage>().Select(stage => stage is Jobs.Stage.Done ? "settle" : stage.ToString().ToLowerInvariant())];

    // OpenTelemetry's own are meant for milliseconds.
    private static readonly InstrumentAdvice<double> Seconds = new()
    {
        HistogramBucketBoundaries = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 20, 30, 60, 120, 300, 600],
    };

    private readonly TimeProvider _time;
    private readonly ILogger<JobsTelemetry> _logger;
    private readonly Meter _meter;
    private readonly Counter<long> _ended;
    private readonly Counter<long> _retries;
    private readonly Counter<long> _leasesLost;
    private readonly Histogram<double> _duration;
    private readonly Histogram<double> _stageWait;
    private readonly Histogram<double> _stageDuration;

    public JobsTelemetry(
        IMeterFactory meters,
        RunningItems running,
        JobFeed feed,
        IOptions<JobsOptions> options,
        TimeProvider time,
        ILogger<JobsTelemetry> logger,
        WriteGate? gate = null)
    {
        (_time, _logger) = (time, logger);
        _meter = meters.Create(MeterName);
        _ended = _meter.CreateCounter<long>("jobs.items.ended", "{creator}", "Creators that ended, by status and error code.");
        _retries = _meter.CreateCounter<long>("jobs.items.retried", "{creator}", "Tries that failed and will be repeated, by error code.");
        _leasesLost = _meter.CreateCounter<long>(LeasesLost, "{creator}", "Creators that another worker took over from this one.");
        _duration = Histogram("jobs.items.duration", "From a creator's first start to its end, by status.");
        _stageWait = Histogram(StageWait, "From when a stage could begin to when it did, by stage.");
        _stageDuration = Histogram(StageDuration, "From when a stage began to its end, by stage.");
        _meter.CreateObservableGauge("jobs.items.running", () => running.Count, "{creator}", "Slots taken.");
        _meter.CreateObservableGauge("jobs.items.limit", () => options.Value.MaxConcurrentItems, "{creator}", "Slots.");
        _meter.CreateObservableGauge("jobs.items.waiting", () => Depth.Waiting, "{creator}", "Creators for whom no run has started yet.");
        _meter.CreateObservableGauge("jobs.items.oldest_wait", () => Depth.OldestWait.TotalSeconds, "s", "How long the first of them has been due.");
        _meter.CreateObservableGauge("jobs.feed.subscribers", () => feed.Subscribers, "{subscriber}", "Pages and streams that listen.");
        _meter.CreateObservableGauge("storage.writes.waiting", () => gate?.Waiting ?? 0, "{write}", "Writes that wait for their turn (SQLite).");
    }

    /// <summary>Where the spans of submissions and creators begin.</summary>
    internal static ActivitySource Source { get; } = new(MeterName);

    /// <summary>The queue when the sweep looked last.</summary>
    public QueueDepth Depth { get; set; } = new(0, TimeSpan.Zero);

    /// <summary>The name of a stage in figures and traces; the last one is that in which the end is written down.</summary>
    internal static string NameOf(Stage stage) => StageNames[(int)stage];

    /// <summary>Begins to watch a try at an item.</summary>
    public ItemWatch Watch(ItemClaim claim)
    {
        Stage(Jobs.Stage.Queued, TimeSpan.FromMilliseconds(claim.WaitedMs), worked: null);
        return new ItemWatch(this, _time, claim);
    }

    /// <summary>Counts what was committed, and logs what ended.</summary>
    public void Record(IReadOnlyList<JobEvent> events)
    {
        foreach (var change in events.Where(change => change.Kind is JobEventKind.ItemEnded))
        {
            var item = change.Item!;

            // The ids stand in the line itself: what is cancelled is ended by a request, not by whoever works on it.
            _logger.LogInformation(
                "Creator {Username} ended after {Seconds} s: {Outcome} (item {ItemId} of job {JobId} of user {UserId})",
                item.Username, item.ProcessingDurationMs / 1000.0 ?? 0, item.Error?.Code ?? "delivered", item.ItemId, change.JobId, change.UserId);
            var status = new KeyValuePair<string, object?>("job.item.status", item.Status.ToString().ToLowerInvariant());
            if (item.Error is { } error)
                _ended.Add(1, status, new(ErrorTag, error.Code));
            else
                _ended.Add(1, status);
            if (item.ProcessingDurationMs is { } milliseconds)
                _duration.Record(milliseconds / 1000.0, status);
        }

        foreach (var item in events.Select(change => change.Item).Where(item => item?.NextAttemptAt is not null))
            _retries.Add(1, new KeyValuePair<string, object?>(ErrorTag, item!.Error?.Code));
    }

    /// <summary>Another worker holds the item now, and what was done here is dropped.</summary>
    public void LeaseLost() => _leasesLost.Add(1);

    /// <summary>A stage is over.</summary>
    /// <param name="worked">Null when it never began.</param>
    internal void Stage(Stage stage, TimeSpan waited, TimeSpan? worked)
    {
        var tag = new KeyValuePair<string, object?>(StageTag, NameOf(stage));
        _stageWait.Record(waited.TotalSeconds, tag);
        if (worked is { } duration)
            _stageDuration.Record(duration.TotalSeconds, tag);
    }

    public void Dispose() => _meter.Dispose();

    private Histogram<double> Histogram(string name, string description) => _meter.CreateHistogram(name, "s", description, tags: null, Seconds);
}

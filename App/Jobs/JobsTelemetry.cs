using System.Diagnostics.Metrics;
using CreatorAnalytics.Storage;

namespace CreatorAnalytics.Jobs;

/// <summary>What waits in the queue, over all processes.</summary>
/// <param name="Waiting">Creators that could be claimed and are not.</param>
/// <param name="OldestWait">How long the first of them has been waiting.</param>
public sealed record QueueDepth(int Waiting, TimeSpan OldestWait);

/// <summary>The engine in figures: the meter <c>CreatorAnalytics.Jobs</c>. Counts and durations are those of this process.</summary>
public sealed class JobsTelemetry : IDisposable
{
    public const string MeterName = "CreatorAnalytics.Jobs";

    private readonly Meter _meter;
    private readonly Counter<long> _ended;
    private readonly Counter<long> _retries;
    private readonly Counter<long> _claimsLost;
    private readonly Histogram<double> _duration;

    public JobsTelemetry(IMeterFactory meters, RunningItems running, JobFeed feed, WriteGate? gate = null)
    {
        _meter = meters.Create(MeterName);
        _ended = _meter.CreateCounter<long>("jobs.items.ended", "{creator}", "Creators that ended, by status and error code.");
        _retries = _meter.CreateCounter<long>("jobs.items.retried", "{creator}", "Tries that failed and will be repeated, by error code.");
        _claimsLost = _meter.CreateCounter<long>("jobs.claims.lost", "{creator}", "Creators whose result was dropped, since another worker had taken over.");
        _duration = _meter.CreateHistogram<double>("jobs.items.duration", "s", "From a creator's first start to its end, by status.");
        _meter.CreateObservableGauge("jobs.items.running", () => running.Count, "{creator}", "Slots taken.");
        _meter.CreateObservableGauge("jobs.items.waiting", () => Depth.Waiting, "{creator}", "Creators that could be claimed and are not.");
        _meter.CreateObservableGauge("jobs.items.oldest_wait", () => Depth.OldestWait.TotalSeconds, "s", "How long the first of them waits.");
        _meter.CreateObservableGauge("jobs.feed.subscribers", () => feed.Subscribers, "{subscriber}", "Pages and streams that listen.");
        _meter.CreateObservableGauge("storage.writes.waiting", () => gate?.Waiting ?? 0, "{write}", "Writes that wait for their turn (SQLite).");
    }

    /// <summary>The queue when the sweep looked last.</summary>
    public QueueDepth Depth { get; set; } = new(0, TimeSpan.Zero);

    /// <summary>Counts what was committed.</summary>
    public void Record(IReadOnlyList<JobEvent> events)
    {
        foreach (var item in events.Where(change => change.Kind is JobEventKind.ItemEnded).Select(change => change.Item!))
        {
            var status = new KeyValuePair<string, object?>("status", item.Status.ToString().ToLowerInvariant());
            _ended.Add(1, status, new("code", item.Error?.Code));
            if (item.ProcessingDurationMs is { } milliseconds)
                _duration.Record(milliseconds / 1000.0, status);
        }

        foreach (var item in events.Select(change => change.Item).Where(item => item?.NextAttemptAt is not null))
            _retries.Add(1, new KeyValuePair<string, object?>("code", item!.Error?.Code));
    }

    /// <summary>A result was dropped.</summary>
    public void ClaimLost() => _claimsLost.Add(1);

    public void Dispose() => _meter.Dispose();
}

using System.Diagnostics.Metrics;
using CreatorAnalytics.Apify;
using CreatorAnalytics.Jobs;

namespace CreatorAnalytics.Operations;

/// <summary>
/// Listens to this process's own meters and keeps what the operator's page shows of them, so that it shows what a collector would get,
/// and needs none.
/// </summary>
internal sealed class RecentFigures : IHostedService, IDisposable
{
    /// <summary>How many of the latest creators a stage's times are taken from.</summary>
    public const int Creators = 200;

    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);

    private readonly TimeProvider _time;
    private readonly Lock _lock = new();
    private readonly MeterListener _listener = new();
    private readonly Dictionary<(string Instrument, string Stage), Queue<double>> _stages = [];
    private readonly Queue<(DateTimeOffset At, bool Failed)> _requests = new();
    private long _leasesLost;

    public RecentFigures(IMeterFactory meters, TimeProvider time)
    {
        _time = time;
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (instrument.Meter.Scope == meters
                && instrument.Name is JobsTelemetry.StageWait or JobsTelemetry.StageDuration or JobsTelemetry.LeasesLost or ApifyTelemetry.RequestDuration)
                listener.EnableMeasurementEvents(instrument);
        };
        _listener.SetMeasurementEventCallback<double>((instrument, value, tags, _) => Take(instrument.Name, value, tags));
        _listener.SetMeasurementEventCallback<long>((_, value, _, _) => Interlocked.Add(ref _leasesLost, value));
        _listener.Start();
    }

    /// <summary>Creators that other processes took over from this one.</summary>
    public long LeasesLost => Interlocked.Read(ref _leasesLost);

    /// <summary>Requests to Apify within the last minute.</summary>
    public Requests ApifyRequests
    {
        get
        {
            lock (_lock)
            {
                Forget();
                return new Requests(_requests.Count, _requests.Count(request => request.Failed));
            }
        }
    }

    /// <summary>The times of the latest creators, by stage, in the order of the stages.</summary>
    public IReadOnlyList<StageTimes> Stages
    {
        get
        {
            lock (_lock)
            {
                return
                [
                    .. from stage in Enum.GetValues<Stage>()
                       let waited = Of(JobsTelemetry.StageWait, stage)
                       where waited is not null
                       select new StageTimes(stage, waited, Of(JobsTelemetry.StageDuration, stage)),
                ];
            }
        }
    }

    /// <summary>It has listened since it was made.</summary>
    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public void Dispose() => _listener.Dispose();

    private void Take(string instrument, double value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        lock (_lock)
        {
            if (instrument is ApifyTelemetry.RequestDuration)
            {
                _requests.Enqueue((_time.GetUtcNow(), Tag(tags, ApifyTelemetry.ErrorTag) is not null));
                Forget();
                return;
            }

            var key = (instrument, Tag(tags, JobsTelemetry.StageTag)!);
            if (!_stages.TryGetValue(key, out var latest))
                _stages[key] = latest = new Queue<double>(Creators);
            if (latest.Count == Creators)
                latest.Dequeue();
            latest.Enqueue(value);
        }
    }

    private void Forget()
    {
        var since = _time.GetUtcNow() - Minute;
        while (_requests.TryPeek(out var oldest) && oldest.At <= since)
            _requests.Dequeue();
    }

    private Times? Of(string instrument, Stage stage)
    {
        if (!_stages.TryGetValue((instrument, JobsTelemetry.NameOf(stage)), out var latest))
            return null;
        double[] sorted = [.. latest.Order()];
        return new Times(TimeSpan.FromSeconds(sorted[(sorted.Length - 1) / 2]), TimeSpan.FromSeconds(sorted[((sorted.Length * 19) - 1) / 20]));
    }

    private static string? Tag(ReadOnlySpan<KeyValuePair<string, object?>> tags, string name)
    {
        foreach (var tag in tags)
        {
            if (tag.Key == name)
                return tag.Value?.ToString();
        }

        return null;
    }
}

using System.Diagnostics;

namespace CreatorAnalytics.Jobs;

/// <summary>
/// Watches one try at an item: a span for it and one below for each stage, and how long each stage waited and worked. The span is linked
/// to that of the submission, which may have been on another process. Costs next to nothing while nobody listens.
/// </summary>
public sealed class ItemWatch : IDisposable
{
    private readonly JobsTelemetry _telemetry;
    private readonly TimeProvider _time;
    private readonly Activity? _span;
    private Activity? _stageSpan;
    private Stage _stage = Stage.Queued;
    private long _entered;
    private long? _began;

    internal ItemWatch(JobsTelemetry telemetry, TimeProvider time, ItemClaim claim)
    {
        (_telemetry, _time) = (telemetry, time);

        // A trace of its own: whatever queued it has nothing to do with it.
        Activity.Current = null;
        _span = JobsTelemetry.Source.StartActivity("process creator", ActivityKind.Consumer);
        _span?.SetTag("job.id", claim.JobId)
            .SetTag("job.item.id", claim.ItemId)
            .SetTag("user.id", claim.UserId)
            .SetTag("job.item.retry_count", claim.RetryCount);
    }

    /// <summary>Links the span to the submission's.</summary>
    /// <param name="traceParent">As <see cref="Job.TraceParent"/> keeps it.</param>
    public void LinkTo(string? traceParent)
    {
        if (_span is not null && ActivityContext.TryParse(traceParent, null, isRemote: true, out var submission))
            _span.AddLink(new ActivityLink(submission));
    }

    /// <summary>Ends the stage before and begins to wait for this one.</summary>
    public void Enter(Stage stage)
    {
        Leave();
        (_stage, _entered, _began) = (stage, _time.GetTimestamp(), null);
        _stageSpan = _span is null ? null : JobsTelemetry.Source.StartActivity(JobsTelemetry.NameOf(stage));
    }

    /// <summary>What the stage waited for is there; only the first time counts.</summary>
    public void Begin()
    {
        if (_began is not null)
            return;
        _began = _time.GetTimestamp();
        _stageSpan?.AddEvent(new ActivityEvent("begun"));
    }

    /// <summary>Notes how the try ended.</summary>
    /// <param name="error">One of <see cref="ItemErrors"/>; null when the creator was delivered.</param>
    public void End(string? error)
    {
        if (error is null)
            return;
        _span?.SetStatus(ActivityStatusCode.Error, error).SetTag("error.type", error);
        _stageSpan?.SetStatus(ActivityStatusCode.Error, error);
    }

    public void Dispose()
    {
        Leave();
        _span?.Dispose();
    }

    private void Leave()
    {
        if (_stage is Stage.Queued)
            return;
        var now = _time.GetTimestamp();
        _telemetry.Stage(_stage, _time.GetElapsedTime(_entered, _began ?? now), _began is { } began ? _time.GetElapsedTime(began, now) : null);
        _stageSpan?.Dispose();
    }
}

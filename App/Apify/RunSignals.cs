namespace CreatorAnalytics.Apify;

/// <summary>Wakes whoever watches a run in this process. A signal says nothing but "look now".</summary>
internal sealed class RunSignals
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, TaskCompletionSource> _watched = new(StringComparer.Ordinal);

    /// <summary>The next signal for the run, as long as <see cref="Forget"/> is not called.</summary>
    public Task NextAsync(string runId)
    {
        lock (_lock)
        {
            if (!_watched.TryGetValue(runId, out var signal) || signal.Task.IsCompleted)
                _watched[runId] = signal = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            return signal.Task;
        }
    }

    /// <summary>Signals; a run that nobody watches here is passed over.</summary>
    public void Signal(string runId)
    {
        lock (_lock)
            _watched.GetValueOrDefault(runId)?.TrySetResult();
    }

    public void Forget(string runId)
    {
        lock (_lock)
            _watched.Remove(runId);
    }
}

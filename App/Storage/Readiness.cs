namespace CreatorAnalytics.Storage;

/// <summary>
/// Whether start-up is done. Background work waits for it, and /health/ready answers by it; the server listens before, so that an
/// orchestrator can tell "starting" from "dead".
/// </summary>
public sealed class Readiness
{
    private readonly TaskCompletionSource _ready = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>True once migrations, bootstrap and the warm-ups are done; it never becomes false again.</summary>
    public bool IsReady => _ready.Task.IsCompletedSuccessfully;

    /// <summary>What start-up waits for, in words for the operator; null when nothing is wrong.</summary>
    public string? WaitingFor { get; internal set; }

    /// <summary>Completes when the application is ready.</summary>
    public Task WaitAsync(CancellationToken cancellationToken) => _ready.Task.WaitAsync(cancellationToken);

    internal void SetReady()
    {
        WaitingFor = null;
        _ready.TrySetResult();
    }
}

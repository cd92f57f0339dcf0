namespace CreatorAnalytics.Apify.Sandbox;

/// <summary>One container's work on a run: a reboot, a metamorphosis and a resurrection each begin another.</summary>
/// <param name="timeLeft">After which the platform ends the run.</param>
internal sealed class RunWork(TimeSpan timeLeft) : IDisposable
{
    public TimeSpan TimeLeft => timeLeft;

    /// <summary>Cancelled to stop the work at once.</summary>
    public CancellationTokenSource Stop { get; } = new();

    /// <summary>Cancelled to stop taking up names, while those begun may end.</summary>
    public CancellationTokenSource Wind { get; } = new();

    public void Dispose()
    {
        Stop.Dispose();
        Wind.Dispose();
    }
}

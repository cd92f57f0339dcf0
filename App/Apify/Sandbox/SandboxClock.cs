namespace CreatorAnalytics.Apify.Sandbox;

/// <summary>The sandbox's time: the real time of day, and waits that are <paramref name="scale"/> times as long as on the platform.</summary>
internal sealed class SandboxClock(TimeProvider time, double scale)
{
    public DateTimeOffset Now => time.GetUtcNow();

    /// <summary>The provider behind the clock, for what a client asked for in seconds of its own (a run's time-out).</summary>
    public TimeProvider Time => time;

    /// <summary>The moment that lies as far back as <paramref name="onThePlatform"/> would take.</summary>
    public DateTimeOffset Ago(TimeSpan onThePlatform) => Now - onThePlatform * scale;

    /// <summary>Waits for what takes <paramref name="onThePlatform"/> there.</summary>
    public Task DelayAsync(TimeSpan onThePlatform, CancellationToken cancellationToken) =>
        Task.Delay(onThePlatform * scale, time, cancellationToken);
}

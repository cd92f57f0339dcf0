namespace CreatorAnalytics.Jobs;

/// <summary>The chance in retries, seeded by whoever makes it, for many threads.</summary>
public sealed class RetryJitter(Random random)
{
    private readonly Lock _lock = new();

    /// <summary>A number from 0 to 1.</summary>
    public double Next()
    {
        lock (_lock)
            return random.NextDouble();
    }
}

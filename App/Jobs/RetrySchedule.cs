namespace CreatorAnalytics.Jobs;

/// <summary>When a creator is tried again.</summary>
public static class RetrySchedule
{
    private const double Jitter = 0.2;

    /// <summary>Whether no try follows the one after so many retries.</summary>
    public static bool IsLastTry(int retriesDone, JobsOptions options) => retriesDone >= options.MaxRetries;

    /// <summary>
    /// The wait before the next try, or null when there is none left: the base, doubling with each retry (4, 8, 16 s), give or take a
    /// fifth so that creators that failed together do not come back together.
    /// </summary>
    /// <param name="retriesDone">Retries so far, from 0.</param>
    /// <param name="random">A number from 0 to 1.</param>
    public static TimeSpan? Next(int retriesDone, JobsOptions options, double random)
    {
        if (IsLastTry(retriesDone, options))
            return null;
        var seconds = options.RetryBaseSeconds * Math.Pow(2, retriesDone);
        return TimeSpan.FromSeconds(seconds * (1 + (Jitter * ((2 * random) - 1))));
    }
}

namespace CreatorAnalytics.Jobs;

/// <summary>When a creator is tried again.</summary>
public static class RetrySchedule
{
    /// <summary>
    /// After how many lost workers an item is still worked on. It uses up no retry, but what takes its process down each time, or can
    /// never be settled, must end too, or it would go on taking down one process after the other.
    /// </summary>
    public const int MostLeasesLost = 5;

    private const double Jitter = 0.2;

    /// <summary>Whether no try follows the one under this claim.</summary>
    public static bool IsLastTry(ItemClaim claim) => claim.RetryCount >= claim.MaxRetries;

    /// <summary>
    /// The wait before the next try, or null when there is none left: the base, doubling with each retry (4, 8, 16 s), give or take a
    /// fifth so that creators that failed together do not come back together.
    /// </summary>
    /// <param name="claim">The try that failed.</param>
    /// <param name="random">A number from 0 to 1.</param>
    public static TimeSpan? Next(ItemClaim claim, JobsOptions options, double random)
    {
        if (IsLastTry(claim))
            return null;
        var seconds = options.RetryBaseSeconds * Math.Pow(2, claim.RetryCount);
        return TimeSpan.FromSeconds(seconds * (1 + (Jitter * ((2 * random) - 1))));
    }
}

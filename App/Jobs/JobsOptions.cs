namespace CreatorAnalytics.Jobs;

/// <summary>Section <c>Jobs</c>: how much runs at once and what happens when it fails.</summary>
public sealed class JobsOptions
{
    public const string Section = "Jobs";

    /// <summary>No job holds more creators, whatever is set: each of them looks at all others when it moves.</summary>
    public const int LargestJob = 100;

    /// <summary>Jobs of one user that run at once; further ones wait in line.</summary>
    /// <value>The default is 5, of 1 to 1000.</value>
    public int MaxConcurrentPerUser { get; set; } = 5;

    /// <summary>Creators in one search.</summary>
    /// <value>The default is 15, of 1 to 100.</value>
    public int MaxBulkSize { get; set; } = 15;

    /// <summary>
    /// Creators that one process works on at once. Nearly all of that is waiting, so it is many; what is scarce has limits of its own.
    /// With 16 slots, 30 slow creators among 300 held the others up for 10 s; with 256, for 0.3 s.
    /// </summary>
    /// <value>The default is 3000.</value>
    public int MaxConcurrentItems { get; set; } = 3000;

    /// <summary>Tries after the first.</summary>
    /// <value>The default is 3, of 0 to 10.</value>
    public int MaxRetries { get; set; } = 3;

    /// <summary>Seconds before the first retry; each further one waits twice as long, give or take a fifth.</summary>
    /// <value>The default is 4.</value>
    public double RetryBaseSeconds { get; set; } = 4;

    /// <summary>Seconds after which the work of a process that died is taken over.</summary>
    /// <value>The default is 60; 2 or more.</value>
    public int LeaseSeconds { get; set; } = 60;

    internal TimeSpan Lease => TimeSpan.FromSeconds(LeaseSeconds);

    internal IEnumerable<string> Problems()
    {
        if (MaxConcurrentPerUser is < 1 or > 1000)
            yield return $"Jobs:MaxConcurrentPerUser must be 1 to 1000; it is {MaxConcurrentPerUser}.";
        if (MaxBulkSize is < 1 or > LargestJob)
            yield return $"Jobs:MaxBulkSize must be 1 to {LargestJob}; it is {MaxBulkSize}.";
        if (MaxConcurrentItems is < 1 or > 100_000)
            yield return $"Jobs:MaxConcurrentItems must be 1 to 100000; it is {MaxConcurrentItems}.";
        if (MaxRetries is < 0 or > 10)
            yield return $"Jobs:MaxRetries must be 0 to 10; it is {MaxRetries}.";
        if (RetryBaseSeconds is not (>= 0 and <= 3600))
            yield return FormattableString.Invariant($"Jobs:RetryBaseSeconds must be 0 to 3600; it is {RetryBaseSeconds}.");
        if (LeaseSeconds is < 2 or > 3600)
            yield return $"Jobs:LeaseSeconds must be 2 to 3600; it is {LeaseSeconds}.";
    }
}

namespace CreatorAnalytics.Jobs;

/// <summary>
/// A row a user, changed by guarded updates: how many jobs run, the numbers of the user's event stream, and the last place given in the
/// queue.
/// </summary>
public sealed class JobUser
{
    public Guid UserId { get; init; }

    /// <summary>Jobs of the user that are processing; never more than <see cref="JobsOptions.MaxConcurrentPerUser"/>.</summary>
    public int ProcessingJobs { get; init; }

    /// <summary>The number of the last event in the stream of all the user's jobs.</summary>
    public long LastEventNumber { get; init; }

    /// <summary>The highest fair rank given to the user so far.</summary>
    public long LastFairRank { get; init; }
}

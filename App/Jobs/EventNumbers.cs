using CreatorAnalytics.Storage;

namespace CreatorAnalytics.Jobs;

/// <summary>What an item that ends adds to its job's counters.</summary>
/// <param name="Charged">Of the credits that were held.</param>
/// <param name="NoLongerHeld">Charged or released.</param>
internal sealed record JobCount(int Completed = 0, int Failed = 0, int Cancelled = 0, long Charged = 0, long NoLongerHeld = 0)
{
    public static JobCount Nothing { get; } = new();
}

/// <summary>
/// Gives events their numbers: a job's 1, 2, 3 … and those of all the user's jobs. Each is one statement that also locks the row until
/// the commit; the job's counts an item that ended along with it.
/// </summary>
public static class EventNumbers
{
    /// <summary>Parameters: job, how many; then what is added to its counters.</summary>
    public const string SqliteOfJob = $"UPDATE creator_analysis_jobs SET {Count} WHERE id = {{0}} RETURNING last_seq";

    /// <inheritdoc cref="SqliteOfJob"/>
    public const string SqlServerOfJob = $"UPDATE creator_analysis_jobs SET {Count} OUTPUT inserted.last_seq WHERE id = {{0}}";

    /// <summary>Parameters: user, how many.</summary>
    public const string SqliteOfUser =
        "UPDATE job_users SET last_event_number = last_event_number + {1} WHERE user_id = {0} RETURNING last_event_number";

    /// <inheritdoc cref="SqliteOfUser"/>
    public const string SqlServerOfUser =
        "UPDATE job_users SET last_event_number = last_event_number + {1} OUTPUT inserted.last_event_number WHERE user_id = {0}";

    private const string Count = """
        last_seq = last_seq + {1},
            completed_creators = completed_creators + {2},
            failed_creators = failed_creators + {3},
            cancelled_creators = cancelled_creators + {4},
            credits_charged = credits_charged + {5},
            credits_reserved = credits_reserved - {6}
        """;

    private static readonly Statement<long> OfJob = new(SqliteOfJob, SqlServerOfJob, row => row.GetInt64(0));
    private static readonly Statement<long> OfUser = new(SqliteOfUser, SqlServerOfUser, row => row.GetInt64(0));

    /// <summary>The last of the job's next numbers.</summary>
    internal static async Task<long> TakeOfJobAsync(
        AppDbContext db, Guid jobId, int count, JobCount ended, CancellationToken cancellationToken)
    {
        var taken = await OfJob.RunAsync(
            db, cancellationToken, jobId, count, ended.Completed, ended.Failed, ended.Cancelled, ended.Charged, ended.NoLongerHeld);
        return taken.Single();
    }

    /// <summary>The last of the user's next numbers.</summary>
    internal static async Task<long> TakeOfUserAsync(AppDbContext db, Guid userId, int count, CancellationToken cancellationToken)
    {
        var taken = await OfUser.RunAsync(db, cancellationToken, userId, count);
        return taken.Single();
    }
}

using CreatorAnalytics.Storage;
using Microsoft.EntityFrameworkCore;

namespace CreatorAnalytics.Jobs;

/// <summary>
/// Gives events their numbers: a job's 1, 2, 3 … and those of all the user's jobs. Each is one statement that also locks the row until
/// the commit. EF Core can express neither RETURNING nor OUTPUT.
/// </summary>
public static class EventNumbers
{
    /// <summary>Parameters: job, how many.</summary>
    public const string SqliteOfJob = "UPDATE creator_analysis_jobs SET last_seq = last_seq + {1} WHERE id = {0} RETURNING *";

    /// <inheritdoc cref="SqliteOfJob"/>
    public const string SqlServerOfJob = "UPDATE creator_analysis_jobs SET last_seq = last_seq + {1} OUTPUT inserted.* WHERE id = {0}";

    /// <summary>Parameters: user, how many.</summary>
    public const string SqliteOfUser =
        "UPDATE job_users SET last_event_number = last_event_number + {1} WHERE user_id = {0} RETURNING last_event_number";

    /// <inheritdoc cref="SqliteOfUser"/>
    public const string SqlServerOfUser =
        "UPDATE job_users SET last_event_number = last_event_number + {1} OUTPUT inserted.last_event_number WHERE user_id = {0}";

    private static readonly Statement<long> OfUser = new(SqliteOfUser, SqlServerOfUser, row => row.GetInt64(0));

    /// <summary>The job as it is with its next numbers taken; <see cref="Job.LastSeq"/> is the last of them.</summary>
    internal static async Task<Job> TakeOfJobAsync(AppDbContext db, Guid jobId, int count, CancellationToken cancellationToken)
    {
        var taken = await db.Set<Job>()
            .FromSqlRaw(db is SqliteAppDbContext ? SqliteOfJob : SqlServerOfJob, jobId, count)
            .AsNoTracking()
            .ToListAsync(cancellationToken);
        return taken.Single();
    }

    /// <summary>The last of the user's next numbers.</summary>
    internal static async Task<long> TakeOfUserAsync(AppDbContext db, Guid userId, int count, CancellationToken cancellationToken)
    {
        var taken = await OfUser.RunAsync(db, cancellationToken, userId, count);
        return taken.Single();
    }
}

using CreatorAnalytics.Storage;

namespace CreatorAnalytics.Jobs;

/// <summary>What a user's row gave: the last of the numbers and turns that were asked for.</summary>
internal sealed record TakenOfUser(long LastEventNumber, long LastFairRank);

/// <summary>
/// Takes what is asked for from a user's row by one statement a database, which also locks the row until the commit: places among the
/// running jobs, numbers of events, turns in the queue (see <see cref="FairRanks"/>). A submission needs all three while everybody else
/// who writes waits for it.
/// </summary>
public static class JobUserStatements
{
    // The first turn that waits, and the last one before it that is being served.
    private const string Turns = """
        (SELECT MIN(fair_rank) AS waits FROM job_queue
            WHERE processed_at IS NULL AND scheduled_at IS NOT NULL AND served_at IS NULL) AS turns
        """;

    private const string Served = """
        (SELECT MAX(fair_rank) FROM job_queue WHERE processed_at IS NULL AND served_at IS NOT NULL AND fair_rank < turns.waits)
        """;

    /// <summary>Parameters: user, places, events, turns, the most places.</summary>
    public const string Sqlite = $$"""
        UPDATE job_users SET
            processing_jobs = processing_jobs + {1},
            last_event_number = last_event_number + {2},
            last_fair_rank = {3} - 1 + MAX(last_fair_rank + 1, COALESCE({{Served}}, turns.waits, (SELECT MAX(last_fair_rank) FROM job_users)))
        FROM {{Turns}}
        WHERE user_id = {0} AND processing_jobs + {1} <= {4}
        RETURNING last_event_number, last_fair_rank
        """;

    /// <inheritdoc cref="Sqlite"/>
    public const string SqlServer = $$"""
        UPDATE job_users SET
            processing_jobs = processing_jobs + {1},
            last_event_number = last_event_number + {2},
            last_fair_rank = {3} - 1 + (SELECT MAX(turn) FROM (VALUES
                (last_fair_rank + 1), (COALESCE({{Served}}, turns.waits, (SELECT MAX(last_fair_rank) FROM job_users)))) AS candidates (turn))
        OUTPUT inserted.last_event_number, inserted.last_fair_rank
        FROM {{Turns}}
        WHERE user_id = {0} AND processing_jobs + {1} <= {4}
        """;

    /// <summary>Parameters: user.</summary>
    public const string SqliteAdd = """
        INSERT INTO job_users (user_id, processing_jobs, last_event_number, last_fair_rank) VALUES ({0}, 0, 0, 0)
        ON CONFLICT (user_id) DO NOTHING
        """;

    /// <summary>For SQL Server, where two first submissions may come at once: the second waits here for the first. Parameters: user.</summary>
    public const string SqlServerAdd = """
        INSERT INTO job_users (user_id, processing_jobs, last_event_number, last_fair_rank)
        SELECT {0}, 0, 0, 0
        WHERE NOT EXISTS (SELECT 1 FROM job_users WITH (UPDLOCK, HOLDLOCK) WHERE user_id = {0})
        """;

    private static readonly Statement Add = new(SqliteAdd, SqlServerAdd);
    private static readonly Statement<TakenOfUser> Take = new(Sqlite, SqlServer, row => new TakenOfUser(row.GetInt64(0), row.GetInt64(1)));

    /// <summary>Makes the user's row, if it is not there.</summary>
    internal static Task AddAsync(AppDbContext db, Guid userId, CancellationToken cancellationToken) =>
        Add.ChangeAsync(db, cancellationToken, userId);

    /// <summary>Null, and nothing is taken, when there are not so many places.</summary>
    internal static async Task<TakenOfUser?> TakeAsync(
        AppDbContext db, Guid userId, int places, int events, int turns, int maxPlaces, CancellationToken cancellationToken)
    {
        var taken = await Take.RunAsync(db, cancellationToken, userId, places, events, turns, maxPlaces);
        return taken.SingleOrDefault();
    }
}

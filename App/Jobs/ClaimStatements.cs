using CreatorAnalytics.Storage;

namespace CreatorAnalytics.Jobs;

/// <summary>
/// The claim, one statement a database: takes the first free entries by fair rank, among them those whose worker died.
/// </summary>
public static class ClaimStatements
{
    /// <summary>Parameters: worker, now, lease end, how many. SQLite has one writer, so nothing can come between.</summary>
    public const string Sqlite = """
        UPDATE job_queue SET worker_id = {0}, lease_until = {2}, claim_number = claim_number + 1,
            leases_lost = leases_lost + CASE WHEN lease_until IS NULL THEN 0 ELSE 1 END
        WHERE id IN (
            SELECT id FROM job_queue
            WHERE processed_at IS NULL AND scheduled_at <= {1} AND (lease_until IS NULL OR lease_until < {1})
            ORDER BY fair_rank, id LIMIT {3})
        RETURNING id, job_id, item_id, user_id, claim_number, retry_count, max_retries, leases_lost, fair_rank, retry_alone,
            ({1} - scheduled_at) / 10000
        """;

    /// <summary>
    /// The same parameters. READPAST skips rows that another claimer holds; READCOMMITTEDLOCK makes that possible where the database
    /// reads snapshots.
    /// </summary>
    public const string SqlServer = """
        UPDATE job_queue SET worker_id = {0}, lease_until = {2}, claim_number = claim_number + 1,
            leases_lost = leases_lost + CASE WHEN lease_until IS NULL THEN 0 ELSE 1 END
        OUTPUT inserted.id, inserted.job_id, inserted.item_id, inserted.user_id, inserted.claim_number, inserted.retry_count,
            inserted.max_retries, inserted.leases_lost, inserted.fair_rank, inserted.retry_alone,
            DATEDIFF_BIG(millisecond, inserted.scheduled_at, {1})
        WHERE id IN (
            SELECT TOP ({3}) id FROM job_queue WITH (UPDLOCK, READPAST, ROWLOCK, READCOMMITTEDLOCK)
            WHERE processed_at IS NULL AND scheduled_at <= {1} AND (lease_until IS NULL OR lease_until < {1})
            ORDER BY fair_rank, id)
        """;

    /// <inheritdoc cref="Sqlite"/>
    internal static readonly Statement<ItemClaim> Claim = new(Sqlite, SqlServer, row => new ItemClaim(
        EntryId: row.GetInt64(0),
        JobId: row.GetGuid(1),
        ItemId: row.GetGuid(2),
        UserId: row.GetGuid(3),
        ClaimNumber: row.GetInt64(4),
        RetryCount: row.GetInt32(5),
        MaxRetries: row.GetInt32(6),
        LeasesLost: row.GetInt32(7),
        FairRank: row.GetInt64(8),
        RetryAlone: row.GetBoolean(9),
        WaitedMs: row.GetInt64(10)));
}

using CreatorAnalytics.Storage;

namespace CreatorAnalytics.Jobs;

/// <summary>
/// The first statement of every write to an item that is being worked on. It hits only while the claim is the current one, and holds
/// the queue row until the commit, so that nobody can claim the item in between. It also renews the lease, since whoever writes lives.
/// </summary>
internal static class ClaimFence
{
    /// <summary>For SQLite too. Parameters: entry, claim number, lease end.</summary>
    public const string SqlServerHold =
        "UPDATE job_queue SET lease_until = {2} WHERE id = {0} AND claim_number = {1} AND processed_at IS NULL";

    private static readonly Statement Hold = new(SqlServerHold);

    /// <exception cref="ClaimLostException">Another worker owns the item, or it has ended.</exception>
    public static async Task HoldAsync(
        JobTransaction transaction, ItemClaim claim, TimeSpan lease, CancellationToken cancellationToken)
    {
        var hit = await Hold.ChangeAsync(transaction.Db, cancellationToken, claim.EntryId, claim.ClaimNumber, transaction.Now + lease);
        if (hit != 1)
            throw new ClaimLostException(claim);
    }

    /// <summary>The claimed entry, if the claim still holds.</summary>
    public static IQueryable<QueueEntry> Entry(JobTransaction transaction, ItemClaim claim) =>
        transaction.Db.Set<QueueEntry>()
            .Where(e => e.Id == claim.EntryId && e.ClaimNumber == claim.ClaimNumber && e.ProcessedAt == null);
}

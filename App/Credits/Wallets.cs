using CreatorAnalytics.Accounts;
using CreatorAnalytics.Storage;
using Microsoft.EntityFrameworkCore;

namespace CreatorAnalytics.Credits;

/// <summary>What a team has, in credits.</summary>
/// <param name="Balance">Owned, held ones included.</param>
/// <param name="Reserved">Held for running searches.</param>
public sealed record CreditBalance(long Balance, long Reserved)
{
    /// <summary>What a new search can spend.</summary>
    public long Available => Balance - Reserved;
}

/// <summary>A movement of credits as pages and API show it.</summary>
/// <param name="Amount">What moved, never negative.</param>
public sealed record LedgerMovement(
    long Id, LedgerKind Kind, long Amount, long BalanceChange, long ReservedChange, Guid? UserId, Guid? JobId, Guid? ItemId, string? Reason,
    DateTimeOffset CreatedAt);

/// <summary>Reads wallets and ledgers.</summary>
public sealed class Wallets(Database database)
{
    /// <summary>The balance of the caller's team.</summary>
    public Task<CreditBalance> BalanceAsync(Caller caller, CancellationToken cancellationToken) =>
        database.ReadAsync(db => BalanceAsync(db, caller.TeamId, cancellationToken), cancellationToken);

    /// <summary>Movements of the caller's team, newest first; members see their own only.</summary>
    /// <param name="before">The id where the page before ended; null for the first.</param>
    public Task<IReadOnlyList<LedgerMovement>> LedgerAsync(
        Caller caller, LedgerKind? kind, Guid? jobId, long? before, int limit, CancellationToken cancellationToken) =>
        database.ReadAsync<IReadOnlyList<LedgerMovement>>(
            async db => await db.Set<LedgerEntry>()
                .Where(e => e.TeamId == caller.TeamId && (caller.IsAdmin || e.UserId == caller.UserId))
                .Where(e => (kind == null || e.Kind == kind) && (jobId == null || e.JobId == jobId) && (before == null || e.Id < before))
                .OrderByDescending(e => e.Id)
                .Take(limit)
                .Select(e => new LedgerMovement(
                    e.Id, e.Kind, e.Amount, e.BalanceChange, e.ReservedChange, e.UserId, e.JobId, e.ItemId, e.Reason, e.CreatedAt))
                .ToListAsync(cancellationToken),
            cancellationToken);

    /// <summary>The same inside a transaction; a team without a wallet has nothing.</summary>
    public static async Task<CreditBalance> BalanceAsync(AppDbContext db, Guid teamId, CancellationToken cancellationToken) =>
        await db.Set<Wallet>()
            .Where(w => w.TeamId == teamId)
            .Select(w => new CreditBalance(w.Balance, w.Reserved))
            .SingleOrDefaultAsync(cancellationToken)
        ?? new CreditBalance(0, 0);
}

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

/// <summary>Reads wallets.</summary>
public sealed class Wallets(Database database)
{
    /// <summary>The balance of the caller's team.</summary>
    public Task<CreditBalance> BalanceAsync(Caller caller, CancellationToken cancellationToken) =>
        database.ReadAsync(db => BalanceAsync(db, caller.TeamId, cancellationToken), cancellationToken);

    /// <summary>The same inside a transaction; a team without a wallet has nothing.</summary>
    public static async Task<CreditBalance> BalanceAsync(AppDbContext db, Guid teamId, CancellationToken cancellationToken) =>
        await db.Set<Wallet>()
            .Where(w => w.TeamId == teamId)
            .Select(w => new CreditBalance(w.Balance, w.Reserved))
            .SingleOrDefaultAsync(cancellationToken)
        ?? new CreditBalance(0, 0);
}

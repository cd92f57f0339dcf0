namespace CreatorAnalytics.Credits;

/// <summary>
/// What a team has. It always equals the sums over its ledger: balance of <see cref="LedgerEntry.BalanceChange"/>, reserved of
/// <see cref="LedgerEntry.ReservedChange"/>. Changed by <see cref="Ledger"/> only.
/// </summary>
public sealed class Wallet
{
    public Guid TeamId { get; init; }

    /// <summary>Credits owned, those held for running searches included.</summary>
    public long Balance { get; private set; }

    /// <summary>Below so many available credits they run low; see <see cref="LowBalance"/>.</summary>
    public long LowMark { get; private set; }

    /// <summary>Since when fewer are available than <see cref="LowMark"/>, which has been told; null while there are enough.</summary>
    public DateTimeOffset? LowSince { get; private set; }

    /// <summary>Credits held for creators that are still being worked on.</summary>
    public long Reserved { get; private set; }
}

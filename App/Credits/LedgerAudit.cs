using Coravel.Invocable;
using CreatorAnalytics.Accounts;
using CreatorAnalytics.Storage;
using Microsoft.EntityFrameworkCore;

namespace CreatorAnalytics.Credits;

/// <summary>Whether a wallet is what its ledger says.</summary>
public sealed record AuditResult
{
    public required Guid TeamId { get; init; }

    public required long Balance { get; init; }

    public required long Reserved { get; init; }

    /// <summary>What the rows of the ledger add up to.</summary>
    public required long LedgerBalance { get; init; }

    /// <inheritdoc cref="LedgerBalance"/>
    public required long LedgerReserved { get; init; }

    /// <summary>How many rows were added up.</summary>
    public required int Rows { get; init; }

    public DateTimeOffset CheckedAt { get; init; }

    public bool Agrees => Balance == LedgerBalance && Reserved == LedgerReserved;
}

/// <summary>Proves that every wallet equals the sum of its ledger: each night for all teams, and whenever somebody asks.</summary>
public sealed class LedgerAudit(Database database, TimeProvider time, ILogger<LedgerAudit> logger) : IInvocable
{
    private volatile IReadOnlyDictionary<Guid, AuditResult> _latest = new Dictionary<Guid, AuditResult>();

    /// <summary>The books of the caller's team.</summary>
    public async Task<AuditResult> CheckAsync(Caller caller, CancellationToken cancellationToken)
    {
        var result = await database.ReadAsync(
            db => Books(db, db.Set<Wallet>().Where(wallet => wallet.TeamId == caller.TeamId)).SingleAsync(cancellationToken), cancellationToken);
        return result with { CheckedAt = time.GetUtcNow() };
    }

    /// <summary>What the nightly audit found of the caller's team; null when this process has not run at that hour yet.</summary>
    public AuditResult? Latest(Caller caller) => _latest.GetValueOrDefault(caller.TeamId);

    /// <summary>The books of all teams; what does not agree is logged as an error.</summary>
    public async Task<IReadOnlyList<AuditResult>> CheckAllAsync(CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var books = await database.ReadAsync(db => Books(db, db.Set<Wallet>()).ToListAsync(cancellationToken), cancellationToken);
        var results = books.ConvertAll(result => result with { CheckedAt = now });
        _latest = results.ToDictionary(result => result.TeamId);
        foreach (var wrong in results.Where(result => !result.Agrees))
        {
            logger.LogError(
                "The wallet of team {TeamId} holds {Balance} credits, {Reserved} of them reserved, but its ledger adds up to {LedgerBalance} and {LedgerReserved}",
                wrong.TeamId, wrong.Balance, wrong.Reserved, wrong.LedgerBalance, wrong.LedgerReserved);
        }

        return results;
    }

    /// <summary>What the scheduler runs each night.</summary>
    public async Task Invoke()
    {
        var results = await CheckAllAsync(CancellationToken.None);
        logger.LogInformation("Audited the books of {Teams} teams; {Wrong} do not agree", results.Count, results.Count(result => !result.Agrees));
    }

    /// <summary>Wallets beside the sums of their ledgers: one query, which sees one moment, since between two credits may move.</summary>
    internal static IQueryable<AuditResult> Books(AppDbContext db, IQueryable<Wallet> wallets) =>
        from wallet in wallets
        select new AuditResult
        {
            TeamId = wallet.TeamId,
            Balance = wallet.Balance,
            Reserved = wallet.Reserved,
            LedgerBalance = db.Set<LedgerEntry>().Where(e => e.TeamId == wallet.TeamId).Sum(e => (long?)e.BalanceChange) ?? 0,
            LedgerReserved = db.Set<LedgerEntry>().Where(e => e.TeamId == wallet.TeamId).Sum(e => (long?)e.ReservedChange) ?? 0,
            Rows = db.Set<LedgerEntry>().Count(e => e.TeamId == wallet.TeamId),
        };
}

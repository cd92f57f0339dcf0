using Coravel.Invocable;
using CreatorAnalytics.Accounts;
using CreatorAnalytics.Storage;
using Microsoft.EntityFrameworkCore;

namespace CreatorAnalytics.Credits;

/// <summary>Whether a wallet is what its ledger says.</summary>
/// <param name="Rows">How many rows were added up.</param>
public sealed record AuditResult(Guid TeamId, long Balance, long Reserved, long LedgerBalance, long LedgerReserved, int Rows)
{
    public bool Agrees => Balance == LedgerBalance && Reserved == LedgerReserved;
}

/// <summary>Proves that every wallet equals the sum of its ledger: each night for all teams, and whenever somebody asks.</summary>
public sealed class LedgerAudit(Database database, ILogger<LedgerAudit> logger) : IInvocable
{
    /// <summary>The books of the caller's team.</summary>
    public Task<AuditResult> CheckAsync(Caller caller, CancellationToken cancellationToken) => CheckAsync(caller.TeamId, cancellationToken);

    /// <summary>The books of all teams; what does not agree is logged as an error.</summary>
    public async Task<IReadOnlyList<AuditResult>> CheckAllAsync(CancellationToken cancellationToken)
    {
        var teams = await database.ReadAsync(
            db => db.Set<Wallet>().Select(wallet => wallet.TeamId).ToListAsync(cancellationToken), cancellationToken);
        List<AuditResult> results = [];
        foreach (var team in teams)
            results.Add(await CheckAsync(team, cancellationToken));
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

    /// <summary>In one transaction: between two reads credits may move.</summary>
    private Task<AuditResult> CheckAsync(Guid teamId, CancellationToken cancellationToken) => database.WriteAsync(
        async (db, token) =>
        {
            var ledger = await db.Set<LedgerEntry>().Where(e => e.TeamId == teamId)
                .GroupBy(_ => 1)
                .Select(g => new { Balance = g.Sum(e => e.BalanceChange), Reserved = g.Sum(e => e.ReservedChange), Rows = g.Count() })
                .SingleOrDefaultAsync(token);
            var wallet = await Wallets.BalanceAsync(db, teamId, token);
            return new AuditResult(teamId, wallet.Balance, wallet.Reserved, ledger?.Balance ?? 0, ledger?.Reserved ?? 0, ledger?.Rows ?? 0);
        },
        cancellationToken);
}

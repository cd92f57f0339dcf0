using CreatorAnalytics.Accounts;
using CreatorAnalytics.Storage;
using Microsoft.EntityFrameworkCore;

namespace CreatorAnalytics.Credits;

/// <summary>What an operator wants to give a team, or to take back from it.</summary>
/// <param name="Credits">How many, 1 or more.</param>
/// <param name="IsTakingBack">Whether they are taken back instead of given.</param>
/// <param name="Reason">What the team's ledger will say.</param>
/// <param name="Key">New for each intent; the same one sent twice is booked once. At most <see cref="LongestKey"/> plain characters.</param>
public sealed record CreditOrder(Guid TeamId, long Credits, bool IsTakingBack, string Reason, string Key)
{
    public const long MostCredits = 100_000_000;
    public const int LongestReason = 500;
    public const int LongestKey = 60;

    /// <summary>What has to be put right before it can be carried out; null when nothing.</summary>
    public string? Problem =>
        Credits is < 1 or > MostCredits ? $"Enter a whole number of credits from 1 to {MostCredits:N0}."
        : string.IsNullOrWhiteSpace(Reason) ? "Say why; the team sees it in its ledger."
        : Reason.Length > LongestReason ? $"Say it in at most {LongestReason} characters."
        : Key.Length is 0 or > LongestKey || Key.Any(c => c is < ' ' or > '~') ? $"A key has 1 to {LongestKey} plain characters."
        : null;
}

/// <summary>What became of a <see cref="CreditOrder"/>.</summary>
public abstract record CreditOrderResult
{
    private CreditOrderResult()
    {
    }

    /// <param name="WasBefore">Whether an order of the same key was carried out before, so that nothing changed now.</param>
    public sealed record Done(CreditBalance Credits, bool WasBefore = false) : CreditOrderResult;

    /// <summary>The team has fewer available than were to be taken back; nothing changed.</summary>
    public sealed record NotAvailable(CreditBalance Credits) : CreditOrderResult;

    /// <summary>The key is that of another order, of another team, amount or reason; nothing changed.</summary>
    public sealed record KeyTaken : CreditOrderResult;

    /// <summary>There is no such team.</summary>
    public sealed record NoTeam : CreditOrderResult;
}

/// <summary>Gives credits to teams and takes them back: what the operator's page and the command both do.</summary>
public sealed class CreditOrders(Database database, Ledger ledger, TimeProvider time, ILogger<CreditOrders> logger)
{
    /// <summary>Carries the order out, once however often it is sent; another order of the same key is refused.</summary>
    /// <param name="by">Null for whoever runs commands on the machine.</param>
    /// <exception cref="ArgumentException">The order has a <see cref="CreditOrder.Problem"/>.</exception>
    public async Task<CreditOrderResult> CarryOutAsync(Operator? by, CreditOrder order, CancellationToken cancellationToken)
    {
        if (order.Problem is { } problem)
            throw new ArgumentException(problem, nameof(order));
        var result = await database.WriteAsync((db, token) => CarryOutAsync(db, by, order, token), cancellationToken);
        logger.LogInformation(
            "Operator {UserId} {Act} {Credits} credits, team {TeamId}: {Result}",
            by?.UserId, order.IsTakingBack ? "takes back" : "gives", order.Credits, order.TeamId, result.GetType().Name);
        return result;
    }

    private async Task<CreditOrderResult> CarryOutAsync(AppDbContext db, Operator? by, CreditOrder order, CancellationToken cancellationToken)
    {
        if (!await db.Set<Wallet>().AnyAsync(wallet => wallet.TeamId == order.TeamId, cancellationToken))
            return new CreditOrderResult.NoTeam();

        string[] keys = [$"grant:{order.Key}", $"adjust:{order.Key}"];
        var reason = order.Reason.Trim();
        var kind = order.IsTakingBack ? LedgerKind.Adjust : LedgerKind.Grant;
        var booked = await db.Set<LedgerEntry>().AsNoTracking().FirstOrDefaultAsync(entry => keys.Contains(entry.IdempotencyKey), cancellationToken);
        if (booked is not null && (booked.TeamId, booked.Kind, booked.Amount, booked.Reason) != (order.TeamId, kind, order.Credits, reason))
            return new CreditOrderResult.KeyTaken();
        if (booked is null)
        {
            var subject = new LedgerSubject(order.TeamId, by?.UserId);
            if (!order.IsTakingBack)
                await ledger.GrantAsync(db, subject, order.Credits, order.Key, reason, cancellationToken);
            else if (!await ledger.TakeBackAsync(db, subject, order.Credits, order.Key, reason, cancellationToken))
                return new CreditOrderResult.NotAvailable(await Wallets.BalanceAsync(db, order.TeamId, cancellationToken));
            AuditLog.Add(
                db, order.TeamId, by?.UserId, order.IsTakingBack ? AuditKind.CreditsTakenBack : AuditKind.CreditsGranted, time.GetUtcNow(),
                $"{order.Credits}: {reason}");
        }

        return new CreditOrderResult.Done(await Wallets.BalanceAsync(db, order.TeamId, cancellationToken), WasBefore: booked is not null);
    }
}

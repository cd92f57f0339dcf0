using CreatorAnalytics.Storage;
using Microsoft.EntityFrameworkCore;

namespace CreatorAnalytics.Credits;

/// <summary>Whom a movement of credits concerns.</summary>
public sealed record LedgerSubject(Guid TeamId, Guid? UserId = null, Guid? JobId = null, Guid? ItemId = null, Guid? CreatorId = null);

/// <summary>Whether credits could be held.</summary>
public abstract record Reservation
{
    private Reservation()
    {
    }

    /// <param name="Credits">What the team has now.</param>
    public sealed record Held(CreditBalance Credits) : Reservation;

    /// <summary>The team has fewer available.</summary>
    public sealed record NotEnough : Reservation;

    /// <summary>The member may spend less this month.</summary>
    public sealed record OverLimit(MemberBudget Budget) : Reservation;
}

/// <summary>
/// Moves credits. Each method changes the wallet by one guarded update and books one row, inside the transaction of the change that
/// caused it, which the caller opened. The idempotency keys are made here, of what the movement is for: a job is reserved once, an item
/// charged once and released once.
/// </summary>
public sealed class Ledger(LowBalance low, TimeProvider time)
{
    /// <summary>Holds credits and tells what is left, by one statement. Parameters: team, how many.</summary>
    public const string SqliteReserve = """
        UPDATE wallets SET reserved = reserved + {1} WHERE team_id = {0} AND balance - reserved >= {1}
        RETURNING balance, reserved, low_mark, low_since
        """;

    /// <inheritdoc cref="SqliteReserve"/>
    public const string SqlServerReserve = """
        UPDATE wallets SET reserved = reserved + {1} OUTPUT inserted.balance, inserted.reserved, inserted.low_mark, inserted.low_since
        WHERE team_id = {0} AND balance - reserved >= {1}
        """;

    /// <summary>For SQLite too. Parameters: team, how many.</summary>
    public const string SqlServerCharge = """
        UPDATE wallets SET balance = balance - {1}, reserved = reserved - {1} WHERE team_id = {0} AND reserved >= {1} AND balance >= {1}
        """;

    /// <summary>For SQLite too. Parameters: team, how many.</summary>
    public const string SqlServerRelease = """
        UPDATE wallets SET reserved = reserved - {1}, low_since = CASE WHEN balance - reserved + {1} >= low_mark THEN NULL ELSE low_since END
        WHERE team_id = {0} AND reserved >= {1}
        """;

    private static readonly Statement Charge = new(SqlServerCharge);
    private static readonly Statement Release = new(SqlServerRelease);

    private static readonly Statement<HeldCredits> Reserve = new(
        SqliteReserve,
        SqlServerReserve,
        row => new HeldCredits(new CreditBalance(row.GetInt64(0), row.GetInt64(1)), row.GetInt64(2), !row.IsDBNull(3)));

    /// <summary>Opens a team's wallet, with a grant when <paramref name="credits"/> is more than 0.</summary>
    public async Task OpenAsync(AppDbContext db, Guid teamId, long credits, CancellationToken cancellationToken)
    {
        db.Add(new Wallet { TeamId = teamId });
        await db.SaveChangesAsync(cancellationToken);
        if (credits > 0)
            await GrantAsync(db, new LedgerSubject(teamId), credits, $"opening:{teamId}", "Opening grant", cancellationToken);
    }

    /// <summary>Gives credits to a team.</summary>
    /// <param name="key">What makes this grant one of its kind; the same key cannot be granted twice.</param>
    public async Task GrantAsync(
        AppDbContext db, LedgerSubject subject, long credits, string key, string reason, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(credits);
        await MustHitAsync(
            WalletOf(db, subject).ExecuteUpdateAsync(set => set.SetProperty(w => w.Balance, w => w.Balance + credits), cancellationToken),
            $"grant {credits}", subject);
        Book(db, LedgerKind.Grant, subject, credits, balanceChange: credits, reservedChange: 0, $"grant:{key}", reason);
        await low.SetMarkAsync(db, subject.TeamId, credits, cancellationToken);
    }

    /// <summary>
    /// Takes credits back from a team: an adjustment by the operator. False when it has fewer available, and then nothing changes: what is
    /// held for running searches cannot be taken.
    /// </summary>
    /// <param name="key">What makes this adjustment one of its kind; the same key cannot be booked twice.</param>
    public async Task<bool> TakeBackAsync(
        AppDbContext db, LedgerSubject subject, long credits, string key, string reason, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(credits);
        var hit = await WalletOf(db, subject)
            .Where(w => w.Balance - w.Reserved >= credits)
            .ExecuteUpdateAsync(set => set.SetProperty(w => w.Balance, w => w.Balance - credits), cancellationToken);
        if (hit == 0)
            return false;
        Book(db, LedgerKind.Adjust, subject, credits, balanceChange: -credits, reservedChange: 0, $"adjust:{key}", reason);
        await low.CheckAsync(db, subject.TeamId, cancellationToken);
        return true;
    }

    /// <summary>
    /// Holds credits for a job, unless the member's limit of the month (UTC) would be passed or the team has fewer available; then nothing
    /// changes. Where both are so the limit is told: more credits for the team would not help this member.
    /// </summary>
    public async Task<Reservation> ReserveAsync(AppDbContext db, LedgerSubject subject, long credits, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(credits);
        var held = (await Reserve.RunAsync(db, cancellationToken, subject.TeamId, credits)).SingleOrDefault();

        // The wallet's row is ours until the commit: no other reservation of the team can come between this sum and our row.
        if (subject.UserId is { } userId
            && await MemberBudget.OfAsync(db, subject.TeamId, userId, time.GetUtcNow(), cancellationToken) is { } budget
            && budget.Left < credits)
        {
            if (held is not null)
                await WalletOf(db, subject).ExecuteUpdateAsync(set => set.SetProperty(w => w.Reserved, w => w.Reserved - credits), cancellationToken);
            return new Reservation.OverLimit(budget);
        }

        if (held is null)
            return new Reservation.NotEnough();
        Book(db, LedgerKind.Reserve, subject, credits, balanceChange: 0, reservedChange: credits, $"reserve:{subject.JobId}");
        if (!held.IsToldLow && held.Credits.Available < held.LowMark)
            await low.CheckAsync(db, subject.TeamId, cancellationToken);
        return new Reservation.Held(held.Credits);
    }

    /// <summary>Spends held credits: the item's creator was delivered.</summary>
    /// <exception cref="InvalidOperationException">Fewer are held: a bug, and the transaction must roll back.</exception>
    public async Task ChargeAsync(AppDbContext db, LedgerSubject subject, long credits, CancellationToken cancellationToken)
    {
        await MustHitAsync(Charge.ChangeAsync(db, cancellationToken, subject.TeamId, credits), $"charge {credits}", subject);
        Book(db, LedgerKind.Charge, subject, credits, balanceChange: -credits, reservedChange: -credits, $"charge:{subject.ItemId}");
    }

    /// <summary>Gives held credits back: the item ended without being delivered, or cost less than was quoted.</summary>
    /// <exception cref="InvalidOperationException">Fewer are held: a bug, and the transaction must roll back.</exception>
    public async Task ReleaseAsync(AppDbContext db, LedgerSubject subject, long credits, CancellationToken cancellationToken)
    {
        await MustHitAsync(Release.ChangeAsync(db, cancellationToken, subject.TeamId, credits), $"release {credits}", subject);
        Book(db, LedgerKind.Release, subject, credits, balanceChange: 0, reservedChange: -credits, $"release:{subject.ItemId}");
    }

    private static IQueryable<Wallet> WalletOf(AppDbContext db, LedgerSubject subject) =>
        db.Set<Wallet>().Where(w => w.TeamId == subject.TeamId);

    private static async Task MustHitAsync(Task<int> update, string what, LedgerSubject subject)
    {
        if (await update != 1)
            throw new InvalidOperationException($"Cannot {what} credits: the wallet of team {subject.TeamId} does not hold them ({subject}).");
    }

    private void Book(
        AppDbContext db, LedgerKind kind, LedgerSubject subject, long amount, long balanceChange, long reservedChange, string key,
        string? reason = null) =>
        db.Append(new LedgerEntry
        {
            TeamId = subject.TeamId,
            Kind = kind,
            Amount = amount,
            BalanceChange = balanceChange,
            ReservedChange = reservedChange,
            IdempotencyKey = key,
            UserId = subject.UserId,
            JobId = subject.JobId,
            ItemId = subject.ItemId,
            CreatorId = subject.CreatorId,
            Reason = reason,
            CreatedAt = time.GetUtcNow(),
        });

    /// <summary>A wallet in which credits were held.</summary>
    /// <param name="LowMark">Below so many available credits they run low.</param>
    /// <param name="IsToldLow">Whether that they do was told before.</param>
    private sealed record HeldCredits(CreditBalance Credits, long LowMark, bool IsToldLow);
}

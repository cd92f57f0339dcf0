using Coravel.Invocable;
using CreatorAnalytics.Accounts;
using CreatorAnalytics.Storage;
using Microsoft.EntityFrameworkCore;

namespace CreatorAnalytics.Credits;

/// <summary>Passes on that a team's credits run low, in the transaction in which they came to: told if and only if it is committed.</summary>
public interface ILowBalanceOutbox
{
    /// <summary>Does nothing but database work.</summary>
    Task WriteAsync(AppDbContext db, LowBalanceNotice notice, CancellationToken cancellationToken);
}

/// <summary>A team's credits run low.</summary>
/// <param name="Credits">What it has.</param>
/// <param name="Mark">Below so many available credits they do.</param>
/// <param name="Since">Since when they do.</param>
public sealed record LowBalanceNotice(Guid TeamId, CreditBalance Credits, long Mark, DateTimeOffset Since);

/// <summary>
/// Says when a team's credits run low: when fewer are available than <see cref="PercentOfGrant"/> % of what was last granted, or than the
/// average day of the last <see cref="DaysBack"/> needs for <see cref="DaysAhead"/> days. The mark is kept in the wallet, so that a search
/// that starts compares two columns and adds nothing up; it is set by each grant and once a day. Told once for each time that they fall
/// below.
/// </summary>
public sealed class LowBalance(Database database, IEnumerable<ILowBalanceOutbox> outboxes, TimeProvider time) : IInvocable
{
    public const int PercentOfGrant = 20;
    public const int DaysBack = 30;
    public const int DaysAhead = 3;

    /// <summary>What an admin is to be shown; null when there is enough, when they have put it away, and for members.</summary>
    public async Task<LowBalanceNotice?> FindAsync(Caller caller, CancellationToken cancellationToken)
    {
        if (!caller.IsAdmin)
            return null;
        return await database.ReadAsync(
            db => (from wallet in db.Set<Wallet>()
                   join member in db.Set<Membership>() on wallet.TeamId equals member.TeamId
                   where wallet.TeamId == caller.TeamId && member.UserId == caller.UserId
                       && wallet.LowSince != null && (member.LowBalanceSeenAt == null || member.LowBalanceSeenAt < wallet.LowSince)
                   select new LowBalanceNotice(
                       wallet.TeamId, new CreditBalance(wallet.Balance, wallet.Reserved), wallet.LowMark, wallet.LowSince!.Value))
                .SingleOrDefaultAsync(cancellationToken),
            cancellationToken);
    }

    /// <summary>Puts the notice away, until credits run low anew.</summary>
    public Task DismissAsync(Caller caller, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        return database.WriteAsync(
            (db, token) => db.Set<Membership>().Where(m => m.TeamId == caller.TeamId && m.UserId == caller.UserId)
                .ExecuteUpdateAsync(set => set.SetProperty(m => m.LowBalanceSeenAt, now), token),
            cancellationToken);
    }

    /// <summary>Sets the marks of all teams anew, one after the other: what an average day needs has changed with the day.</summary>
    public async Task RefreshAsync(CancellationToken cancellationToken)
    {
        var teams = await database.ReadAsync(
            db => db.Set<Wallet>().Select(wallet => wallet.TeamId).ToListAsync(cancellationToken), cancellationToken);
        foreach (var teamId in teams)
        {
            await database.WriteAsync(
                async (db, token) =>
                {
                    var granted = await db.Set<LedgerEntry>().Where(e => e.TeamId == teamId && e.Kind == LedgerKind.Grant)
                        .OrderByDescending(e => e.Id).Select(e => e.Amount).FirstOrDefaultAsync(token);
                    await SetMarkAsync(db, teamId, granted, token);
                    await CheckAsync(db, teamId, token);
                },
                cancellationToken);
        }
    }

    /// <summary>What the scheduler runs each day.</summary>
    public Task Invoke() => RefreshAsync(CancellationToken.None);

    /// <summary>Sets a team's mark; when there is enough now, the next time that it falls below is told again.</summary>
    /// <param name="granted">What was last granted.</param>
    internal async Task SetMarkAsync(AppDbContext db, Guid teamId, long granted, CancellationToken cancellationToken)
    {
        var mark = Math.Max(granted * PercentOfGrant / 100, await NeedAsync(db, teamId, cancellationToken));
        await db.Set<Wallet>().Where(w => w.TeamId == teamId).ExecuteUpdateAsync(
            set => set
                .SetProperty(w => w.LowMark, mark)
                .SetProperty(w => w.LowSince, w => w.Balance - w.Reserved >= mark ? null : w.LowSince),
            cancellationToken);
    }

    /// <summary>Tells it if a team's credits run low and did not before. One guarded update, so that of several at once one tells it.</summary>
    internal async Task CheckAsync(AppDbContext db, Guid teamId, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var fell = await db.Set<Wallet>()
            .Where(w => w.TeamId == teamId && w.LowSince == null && w.Balance - w.Reserved < w.LowMark)
            .ExecuteUpdateAsync(set => set.SetProperty(w => w.LowSince, now), cancellationToken);
        if (fell == 0 || !outboxes.Any())
            return;
        var notice = await db.Set<Wallet>().Where(w => w.TeamId == teamId)
            .Select(w => new LowBalanceNotice(w.TeamId, new CreditBalance(w.Balance, w.Reserved), w.LowMark, now))
            .SingleAsync(cancellationToken);
        foreach (var outbox in outboxes)
            await outbox.WriteAsync(db, notice, cancellationToken);
    }

    /// <summary>What the average day spent, times <see cref="DaysAhead"/>; a team that is younger than the span is measured by its days.</summary>
    private async Task<long> NeedAsync(AppDbContext db, Guid teamId, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var start = now.AddDays(-DaysBack);
        var spent = await db.Set<LedgerEntry>()
            .Where(e => e.TeamId == teamId && e.Kind == LedgerKind.Charge && e.CreatedAt >= start)
            .GroupBy(_ => 1)
            .Select(all => new { Credits = all.Sum(e => e.Amount), First = all.Min(e => e.CreatedAt) })
            .SingleOrDefaultAsync(cancellationToken);
        return spent is null ? 0 : (long)Math.Ceiling(spent.Credits * DaysAhead / Math.Max(1, (now - spent.First).TotalDays));
    }
}

using CreatorAnalytics.Accounts;
using CreatorAnalytics.Storage;
using Microsoft.EntityFrameworkCore;

namespace CreatorAnalytics.Credits;

/// <summary>What a member may spend this month (UTC).</summary>
/// <param name="Limit">In credits.</param>
/// <param name="Committed">Spent and reserved by searches submitted this month.</param>
public sealed record MemberBudget(long Limit, long Committed)
{
    private static readonly KeptQuery<Func<AppDbContext, Guid, Guid, IAsyncEnumerable<long?>>> LimitOf = new(() => EF.CompileAsyncQuery(
        (AppDbContext db, Guid teamId, Guid userId) =>
            db.Set<Membership>().Where(m => m.TeamId == teamId && m.UserId == userId).Select(m => m.MonthlyCreditLimit)));

    public long Left => Math.Max(0, Limit - Committed);

    /// <summary>Null for a member without a limit; nothing for who is no member, or was removed a moment ago.</summary>
    public static async Task<MemberBudget?> OfAsync(
        AppDbContext db, Guid teamId, Guid userId, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var limits = await LimitOf.On(db)(db, teamId, userId).ToListAsync(cancellationToken);
        if (limits.Count == 0)
            return new MemberBudget(Limit: 0, Committed: 0);
        if (limits[0] is not { } credits)
            return null;

        var month = UtcMonth.StartOf(now);
        var own = db.Set<LedgerEntry>().Where(e => e.TeamId == teamId && e.UserId == userId);
        var submitted = own.Where(e => e.Kind == LedgerKind.Reserve && e.CreatedAt >= month);
        var reserved = await submitted.SumAsync(e => e.Amount, cancellationToken);

        // What came back counts for the month of the search, whenever it came back.
        var released = await own.Where(e => e.Kind == LedgerKind.Release && submitted.Any(s => s.JobId == e.JobId))
            .SumAsync(e => e.Amount, cancellationToken);
        return new MemberBudget(credits, reserved - released);
    }
}

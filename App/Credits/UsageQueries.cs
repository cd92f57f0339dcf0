using CreatorAnalytics.Accounts;
using CreatorAnalytics.Storage;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace CreatorAnalytics.Credits;

/// <summary>Adds the ledger up: who spent what, on whom, and when.</summary>
public sealed class UsageQueries(Database database, ILedgerSubjects subjects, IOptions<CreditsOptions> prices)
{
    /// <summary>The most searches and creators that are listed; the ledger has all.</summary>
    public const int MostListed = 100;

    /// <param name="from">From this moment on.</param>
    /// <param name="to">Before this moment.</param>
    /// <param name="userId">One member only; null for all that the caller sees.</param>
    public async Task<Usage> OfAsync(
        Caller caller, DateTimeOffset from, DateTimeOffset to, Guid? userId, CancellationToken cancellationToken)
    {
        var start = from - (to - from);
        var (moves, members) = await database.ReadAsync(
            async db =>
            {
                var visible = LedgerQueries.Visible(db, caller).Where(e =>
                    e.CreatedAt >= start && e.CreatedAt < to && (e.Kind == LedgerKind.Charge || e.Kind == LedgerKind.Release));
                if (userId is not null)
                    visible = visible.Where(e => e.UserId == userId);
                var found = await visible
                    .Select(e => new Move(e.CreatedAt, e.Kind, e.Amount, e.UserId, e.JobId, e.CreatorId))
                    .ToListAsync(cancellationToken);
                return (found, await LedgerQueries.MembersAsync(db, [.. found.Select(m => m.UserId).OfType<Guid>().Distinct()], cancellationToken));
            },
            cancellationToken);

        var now = moves.Where(m => m.At >= from).ToList();
        var jobs = Largest(now, m => m.JobId);
        var creators = Largest(now.Where(m => m.Kind is LedgerKind.Charge), m => m.CreatorId);
        var names = await subjects.NamesAsync(
            caller, [.. jobs.Select(j => j.Id).OfType<Guid>()], [.. creators.Select(c => c.Id).OfType<Guid>()], cancellationToken);
        string Member(Guid? id) => id is { } known ? members.GetValueOrDefault(known, "A former member") : "Nobody of the team";
        return new Usage(
            from,
            to,
            Totals(now),
            Totals(moves.Where(m => m.At < from)),
            [.. now.Where(m => m.Kind is LedgerKind.Charge)
                .GroupBy(m => (Day: DateOnly.FromDateTime(m.At.UtcDateTime), m.UserId))
                .OrderBy(g => g.Key.Day).ThenBy(g => Member(g.Key.UserId), StringComparer.Ordinal)
                .Select(g => new UsageDay(g.Key.Day, g.Key.UserId, Member(g.Key.UserId), g.Sum(m => m.Amount)))],
            [.. Largest(now, m => m.UserId).Select(share => share with { Name = Member(share.Id) })],
            [.. jobs.Select(share => share with { Name = share.Id is { } id ? names.Jobs.GetValueOrDefault(id) : null })],
            [.. creators.Select(share => share with { Name = share.Id is { } id ? names.Creators.GetValueOrDefault(id) : null })]);
    }

    private UsageTotals Totals(IEnumerable<Move> moves)
    {
        var (charges, releases) = (moves.Where(m => m.Kind is LedgerKind.Charge).ToList(), moves.Where(m => m.Kind is LedgerKind.Release));
        var ofNew = charges.Where(m => m.Amount > prices.Value.ExistingCreator).ToList();
        return new UsageTotals(charges.Sum(m => m.Amount), charges.Count, ofNew.Count, ofNew.Sum(m => m.Amount), releases.Sum(m => m.Amount));
    }

    private static List<UsageShare> Largest(IEnumerable<Move> moves, Func<Move, Guid?> by) =>
        [.. moves.GroupBy(by)
            .Select(g => new UsageShare(
                g.Key,
                Name: null,
                g.Where(m => m.Kind is LedgerKind.Charge).Sum(m => m.Amount),
                g.Count(m => m.Kind is LedgerKind.Charge),
                g.Where(m => m.Kind is LedgerKind.Release).Sum(m => m.Amount)))
            .OrderByDescending(share => share.Spent).ThenByDescending(share => share.Released).ThenBy(share => share.Id)
            .Take(MostListed)];

    private sealed record Move(DateTimeOffset At, LedgerKind Kind, long Amount, Guid? UserId, Guid? JobId, Guid? CreatorId);
}

using CreatorAnalytics.Accounts;
using CreatorAnalytics.Storage;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace CreatorAnalytics.Credits;

/// <summary>Somebody who searched with a team's credits.</summary>
public sealed record Spender(Guid UserId, string Email);

/// <summary>Adds the ledger up: who spent what, on whom, and when.</summary>
public sealed class UsageQueries(Database database, ILedgerSubjects subjects, IProviderCosts provider, IOptions<CreditsOptions> prices)
{
    /// <summary>What the caller sees, added up; every share of it, however many there are.</summary>
    public async Task<Usage> OfAsync(Caller caller, UsageFilter filter, CancellationToken cancellationToken)
    {
        var start = StartBefore(filter);
        var (moves, members) = await database.ReadAsync(
            async db =>
            {
                var found = await LedgerQueries.Filtered(LedgerQueries.Visible(db, caller), filter.Rows with { From = start }, prices.Value)
                    .Where(e => e.Kind == LedgerKind.Charge || e.Kind == LedgerKind.Release)
                    .Select(e => new Move(e.CreatedAt, e.Kind, e.Amount, e.UserId, e.JobId, e.CreatorId))
                    .ToListAsync(cancellationToken);
                return (found, await LedgerQueries.MembersAsync(db, [.. found.Select(m => m.UserId).OfType<Guid>().Distinct()], cancellationToken));
            },
            cancellationToken);

        // Dollars are not paid by kind: a scrape whose creator failed cost something too.
        var costs = caller.IsAdmin && filter.Kind is null
            ? await provider.OfAsync(caller, filter.From, filter.To, filter.UserId, cancellationToken)
            : null;
        var now = moves.Where(m => m.At >= filter.From).ToList();
        var jobs = Shares(now, m => m.JobId, costs?.Jobs);

        // What came back for a creator that was never delivered names the search only.
        var creators = Shares(now.Where(m => m.CreatorId is not null), m => m.CreatorId, costs?.Creators);
        var names = await subjects.NamesAsync(
            caller, [.. jobs.Select(j => j.Id).OfType<Guid>()], [.. creators.Select(c => c.Id).OfType<Guid>()], [], cancellationToken);
        string Member(Guid? id) => id is { } known ? members.GetValueOrDefault(known, "A former member") : "Nobody of the team";
        return new Usage(
            filter.From,
            filter.To,
            Totals(now),
            start,
            Totals(moves.Where(m => m.At < filter.From)),
            [.. now.Where(m => m.Kind is LedgerKind.Charge)
                .GroupBy(m => (Day: DateOnly.FromDateTime(m.At.UtcDateTime), m.UserId))
                .OrderBy(g => g.Key.Day).ThenBy(g => Member(g.Key.UserId), StringComparer.Ordinal)
                .Select(g => new UsageDay(g.Key.Day, g.Key.UserId, Member(g.Key.UserId), g.Sum(m => m.Amount)))],
            [.. Shares(now, m => m.UserId, costs?.Members).Select(share => share with { Name = Member(share.Id) })],
            [.. jobs.Select(share => share with { Name = share.Id is { } id ? names.Jobs.GetValueOrDefault(id) : null })],
            [.. creators.Select(share => share with { Name = share.Id is { } id ? names.Creators.GetValueOrDefault(id) : null })],
            costs is null ? null : new ProviderTotals(Rounded(costs.Usd), costs.Scraped, costs.Unsettled));
    }

    /// <summary>Everybody who ever searched with the team's credits, former members included; only oneself for members.</summary>
    public Task<List<Spender>> SpendersAsync(Caller caller, CancellationToken cancellationToken) => database.ReadAsync(
        db =>
        {
            var ids = LedgerQueries.Visible(db, caller).Where(e => e.Kind == LedgerKind.Reserve).Select(e => e.UserId);
            return db.Set<AppUser>().Where(user => ids.Contains(user.Id)).OrderBy(user => user.Email)
                .Select(user => new Spender(user.Id, user.Email!)).ToListAsync(cancellationToken);
        },
        cancellationToken);

    /// <summary>Where the time begins that a span is compared with.</summary>
    private static DateTimeOffset StartBefore(UsageFilter filter)
    {
        var month = UtcMonth.StartOf(filter.From);
        if (filter.From == month && filter.To <= month.AddMonths(1) && month > DateTimeOffset.MinValue)
            return month.AddMonths(-1);
        var length = filter.To - filter.From;
        return length > filter.From - DateTimeOffset.MinValue ? DateTimeOffset.MinValue : filter.From - length;
    }

    private UsageTotals Totals(IEnumerable<Move> moves)
    {
        var (charges, releases) = (moves.Where(m => m.Kind is LedgerKind.Charge).ToList(), moves.Where(m => m.Kind is LedgerKind.Release));
        var ofNew = charges.Where(m => m.Amount > prices.Value.ExistingCreator).ToList();
        return new UsageTotals(charges.Sum(m => m.Amount), charges.Count, ofNew.Count, ofNew.Sum(m => m.Amount), releases.Sum(m => m.Amount));
    }

    /// <summary>What moved by one thing, and what only cost dollars.</summary>
    private static List<UsageShare> Shares(IEnumerable<Move> moves, Func<Move, Guid?> by, IReadOnlyDictionary<Guid, double>? usd)
    {
        var moved = moves.GroupBy(by)
            .Select(g => new UsageShare(
                g.Key,
                Name: null,
                g.Where(m => m.Kind is LedgerKind.Charge).Sum(m => m.Amount),
                g.Count(m => m.Kind is LedgerKind.Charge),
                g.Where(m => m.Kind is LedgerKind.Release).Sum(m => m.Amount),
                g.Key is { } id && usd?.TryGetValue(id, out var cost) is true ? Rounded(cost) : null))
            .ToList();
        var known = moved.Select(share => share.Id).ToHashSet();
        var onlyPaid = (usd ?? new Dictionary<Guid, double>()).Where(cost => !known.Contains(cost.Key))
            .Select(cost => new UsageShare(cost.Key, Name: null, 0, 0, 0, Rounded(cost.Value)));
        return [.. moved.Concat(onlyPaid).OrderByDescending(share => share.Spent).ThenByDescending(share => share.Released).ThenBy(share => share.Id)];
    }

    /// <summary>To what a provider bills, without what adding up halves and thirds leaves behind.</summary>
    private static double Rounded(double usd) => Math.Round(usd, 6);

    private sealed record Move(DateTimeOffset At, LedgerKind Kind, long Amount, Guid? UserId, Guid? JobId, Guid? CreatorId);
}

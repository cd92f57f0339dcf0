using System.Runtime.CompilerServices;
using CreatorAnalytics.Accounts;
using CreatorAnalytics.Storage;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace CreatorAnalytics.Credits;

/// <summary>Reads the ledger: admins that of the team, members their own rows.</summary>
public sealed class LedgerQueries(Database database, ILedgerSubjects subjects, IOptions<CreditsOptions> prices)
{
    private const int ExportPage = 500;

    /// <summary>Rows that fit, newest first.</summary>
    public async Task<IReadOnlyList<LedgerRow>> RowsAsync(Caller caller, LedgerFilter filter, CancellationToken cancellationToken)
    {
        var (entries, balances, members) = await database.ReadAsync(
            async db =>
            {
                var page = await Filtered(Visible(db, caller), filter, prices.Value).OrderByDescending(e => e.Id).Take(filter.Limit).ToListAsync(cancellationToken);
                return (
                    page,
                    caller.IsAdmin ? await BalancesAsync(db, caller, page, cancellationToken) : [],
                    await MembersAsync(db, [.. page.Select(e => e.UserId).OfType<Guid>().Distinct()], cancellationToken));
            },
            cancellationToken);
        var names = await subjects.NamesAsync(
            caller,
            [.. entries.Select(e => e.JobId).OfType<Guid>().Distinct()],
            [.. entries.Select(e => e.CreatorId).OfType<Guid>().Distinct()],
            [.. entries.Where(e => e.CreatorId is null).Select(e => e.ItemId).OfType<Guid>()],
            cancellationToken);
        return [.. entries.Select(e => new LedgerRow(
            e.Id, e.CreatedAt, e.Kind, e.Amount, e.BalanceChange, e.ReservedChange, balances.TryGetValue(e.Id, out var balance) ? balance : null,
            e.UserId, Name(members, e.UserId), e.JobId, Name(names.Jobs, e.JobId), e.ItemId, e.CreatorId,
            e.CreatorId is null ? Name(names.Items, e.ItemId) : Name(names.Creators, e.CreatorId), e.Reason))];
    }

    /// <summary>All rows that fit, newest first, page by page: an export must not hold a reader open while a slow client downloads.</summary>
    public async IAsyncEnumerable<LedgerRow> AllRowsAsync(
        Caller caller, LedgerFilter filter, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var next = filter with { Before = null, Limit = ExportPage };
        while (true)
        {
            var page = await RowsAsync(caller, next, cancellationToken);
            foreach (var row in page)
                yield return row;
            if (page.Count < ExportPage)
                yield break;
            next = next with { Before = page[^1].Id };
        }
    }

    internal static IQueryable<LedgerEntry> Visible(AppDbContext db, Caller caller) => caller.IsAdmin
        ? db.Set<LedgerEntry>().Where(e => e.TeamId == caller.TeamId)
        : db.Set<LedgerEntry>().Where(e => e.TeamId == caller.TeamId && e.UserId == caller.UserId);

    internal static async Task<Dictionary<Guid, string>> MembersAsync(AppDbContext db, Guid[] userIds, CancellationToken cancellationToken) =>
        await db.Set<AppUser>().Where(user => userIds.Contains(user.Id)).ToDictionaryAsync(user => user.Id, user => user.Email!, cancellationToken);

    private static string? Name(IReadOnlyDictionary<Guid, string> names, Guid? id) => id is { } known ? names.GetValueOrDefault(known) : null;

    internal static IQueryable<LedgerEntry> Filtered(IQueryable<LedgerEntry> visible, LedgerFilter filter, CreditsOptions prices)
    {
        var entries = visible;
        if (filter.From is { } from)
            entries = entries.Where(e => e.CreatedAt >= from);
        if (filter.To is { } to)
            entries = entries.Where(e => e.CreatedAt < to);
        if (filter.UserId is { } user)
            entries = entries.Where(e => e.UserId == user);
        if (filter.JobId is { } job)
            entries = entries.Where(e => e.JobId == job);
        if (filter.CreatorId is { } creator)
            entries = entries.Where(e => e.CreatorId == creator);
        if (filter.Kind is { } kind)
            entries = entries.Where(e => e.Kind == kind);
        if (filter.IsNew is { } isNew)
            entries = entries.Where(e => e.Kind == LedgerKind.Charge && e.Amount > prices.ExistingCreator == isNew);
        if (filter.IsHeld)
        {
            var held = visible.Where(e => e.JobId != null).GroupBy(e => e.JobId).Where(job => job.Sum(e => e.ReservedChange) > 0).Select(job => job.Key);
            entries = entries.Where(e => held.Contains(e.JobId));
        }

        return filter.Before is { } before ? entries.Where(e => e.Id < before) : entries;
    }

    /// <summary>The balance after each row of the page, counted over all rows of the team, also those that the filter leaves out.</summary>
    private static async Task<Dictionary<long, long>> BalancesAsync(
        AppDbContext db, Caller caller, List<LedgerEntry> page, CancellationToken cancellationToken)
    {
        if (page.Count == 0)
            return [];
        var (first, last) = (page[^1].Id, page[0].Id);
        var ofTeam = db.Set<LedgerEntry>().Where(e => e.TeamId == caller.TeamId);
        var balance = await ofTeam.Where(e => e.Id < first).SumAsync(e => e.BalanceChange, cancellationToken);
        var changes = await ofTeam.Where(e => e.Id >= first && e.Id <= last && e.BalanceChange != 0).OrderBy(e => e.Id)
            .Select(e => new { e.Id, e.BalanceChange }).ToListAsync(cancellationToken);
        var next = 0;
        Dictionary<long, long> after = [];
        foreach (var entry in Enumerable.Reverse(page))
        {
            while (next < changes.Count && changes[next].Id <= entry.Id)
                balance += changes[next++].BalanceChange;
            after[entry.Id] = balance;
        }

        return after;
    }
}

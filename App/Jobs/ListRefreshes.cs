using CreatorAnalytics.Accounts;
using CreatorAnalytics.Creators;
using CreatorAnalytics.Credits;
using CreatorAnalytics.Storage;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace CreatorAnalytics.Jobs;

/// <summary>The scheduled refresh of a list as page and API show it.</summary>
public sealed record ListRefreshView
{
    public required RefreshFrequency Frequency { get; init; }

    /// <summary>The most that its refreshes may cost in a month (UTC), in credits; null when it was never turned on.</summary>
    public required long? CreditCap { get; init; }

    /// <summary>The e-mail address of the member in whose name it runs; null while it is off, or when the account is gone.</summary>
    public required string? Member { get; init; }

    /// <summary>On, but its member has left the team: nothing happens until somebody turns it on again.</summary>
    public required bool IsPaused { get; init; }

    public required DateTimeOffset? NextRefreshAt { get; init; }

    /// <summary>What its refreshes of this month (UTC) were charged or hold, in credits.</summary>
    public required long CreditsThisMonth { get; init; }

    /// <summary>What refreshing the whole list would cost today, in credits.</summary>
    public required long FullPrice { get; init; }

    /// <summary>What became of the last one; null before the first.</summary>
    public required LastRefresh? Last { get; init; }
}

/// <summary>What became of the last scheduled refresh of a list.</summary>
/// <param name="Message">The outcome as a sentence.</param>
/// <param name="Refreshed">How many creators were searched again.</param>
/// <param name="LeftOut">How many creators of the list were not.</param>
/// <param name="JobId">The search; null when there was none.</param>
public sealed record LastRefresh(DateTimeOffset At, RefreshOutcome Outcome, string Message, int Refreshed, int LeftOut, Guid? JobId);

/// <summary>The answer to a wish to change a list's scheduled refresh.</summary>
public abstract record RefreshChange
{
    private RefreshChange()
    {
    }

    public sealed record Done(ListRefreshView Refresh) : RefreshChange;

    /// <param name="Problem">A sentence that says what to do.</param>
    public sealed record Refused(string Problem) : RefreshChange;

    /// <summary>The caller's team has no such list.</summary>
    public sealed record NotFound : RefreshChange;
}

/// <summary>Whether and how a team's lists are refreshed by themselves. What happens at the due moment is <see cref="ListRefresher"/>.</summary>
public sealed class ListRefreshes(Database database, DatabaseClock clock, IOptions<CreditsOptions> prices)
{
    /// <summary>A slip of the keyboard should not cost a fortune.</summary>
    public const long HighestCap = 100_000;

    /// <summary>How a list is refreshed; null when the caller's team has no such list.</summary>
    public Task<ListRefreshView?> FindAsync(Caller caller, Guid listId, CancellationToken cancellationToken) =>
        database.ReadAsync(db => ViewAsync(db, caller, listId, cancellationToken), cancellationToken);

    /// <summary>
    /// Turns it on, off, or changes it. Whoever leaves it on is from then on the member in whose name it runs: nobody can raise what
    /// another spends. The due moment stays as long as the frequency does.
    /// </summary>
    /// <param name="creditCap">1 to <see cref="HighestCap"/>; needed unless it is turned off.</param>
    public async Task<RefreshChange> SetAsync(
        Caller caller, Guid listId, RefreshFrequency frequency, long? creditCap, CancellationToken cancellationToken)
    {
        var isOn = frequency is not RefreshFrequency.Off;
        return await database.WriteAsync<RefreshChange>(
            async (db, token) =>
            {
                // The list's row first: changes of its refresh take turns, and the list cannot go away meanwhile.
                var list = db.Set<CreatorList>().Where(l => l.Id == listId && l.TeamId == caller.TeamId);
                if (await list.ExecuteUpdateAsync(set => set.SetProperty(l => l.Name, l => l.Name), token) == 0)
                    return new RefreshChange.NotFound();
                if (isOn && creditCap is not (>= 1 and <= HighestCap))
                    return new RefreshChange.Refused($"Set how many credits it may cost a month: a whole number from 1 to {RefreshWords.HighestCap}.");

                var now = await clock.NowAsync(db, token);
                var refresh = await db.Set<ListRefresh>().SingleOrDefaultAsync(r => r.ListId == listId, token);
                if (refresh is null && !isOn)
                    return new RefreshChange.Done((await ViewAsync(db, caller, listId, token))!);
                if (refresh is null)
                    db.Add(refresh = new ListRefresh { ListId = listId });
                if (refresh.Frequency != frequency || refresh.NextRefreshAt is null)
                    (refresh.Frequency, refresh.Since, refresh.NextRefreshAt) = (frequency, now, ListRefresh.NextAfter(frequency, now, now));
                if (isOn)
                    (refresh.CreditCap, refresh.UserId) = (creditCap!.Value, caller.UserId);
                var name = await list.Select(l => l.Name).SingleAsync(token);
                AuditLog.Add(db, caller, AuditKind.ListRefreshChanged, now, $"{name}: {RefreshWords.Setting(refresh)}");
                await db.SaveChangesAsync(token);
                return new RefreshChange.Done((await ViewAsync(db, caller, listId, token))!);
            },
            cancellationToken);
    }

    /// <summary>What the list's refreshes of the month were charged or hold, in credits. It is the month of the search that counts, as for a member's limit.</summary>
    internal static Task<long> SpentAsync(AppDbContext db, Guid listId, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var month = UtcMonth.StartOf(now);
        return db.Set<Job>().Where(job => job.ListId == listId && job.CreatedAt >= month)
            .SumAsync(job => job.CreditsCharged + job.CreditsReserved, cancellationToken);
    }

    private async Task<ListRefreshView?> ViewAsync(AppDbContext db, Caller caller, Guid listId, CancellationToken cancellationToken)
    {
        if (!await db.Set<CreatorList>().AnyAsync(list => list.Id == listId && list.TeamId == caller.TeamId, cancellationToken))
            return null;
        var now = await clock.NowAsync(db, cancellationToken);
        var refresh = await db.Set<ListRefresh>().AsNoTracking().SingleOrDefaultAsync(r => r.ListId == listId, cancellationToken);
        var isOn = refresh is not null and not { Frequency: RefreshFrequency.Off };
        var userId = refresh?.UserId;
        return new ListRefreshView
        {
            Frequency = refresh?.Frequency ?? RefreshFrequency.Off,
            CreditCap = refresh?.CreditCap,
            Member = isOn
                ? await db.Set<AppUser>().Where(user => user.Id == userId).Select(user => user.Email).SingleOrDefaultAsync(cancellationToken)
                : null,
            IsPaused = isOn && (refresh!.NextRefreshAt is null
                || !await db.Set<Membership>().AnyAsync(m => m.TeamId == caller.TeamId && m.UserId == userId, cancellationToken)),
            NextRefreshAt = refresh?.NextRefreshAt,
            CreditsThisMonth = await SpentAsync(db, listId, now, cancellationToken),
            FullPrice = await PriceAsync(db, listId, cancellationToken),
            Last = refresh is { LastAt: { } at, LastOutcome: { } outcome }
                ? new LastRefresh(at, outcome, refresh.LastMessage ?? "", refresh.LastRefreshed, refresh.LastLeftOut, refresh.LastJobId)
                : null,
        };
    }

    private async Task<long> PriceAsync(AppDbContext db, Guid listId, CancellationToken cancellationToken)
    {
        var areNew = db.Set<CreatorListEntry>().Where(entry => entry.ListId == listId)
            .Join(db.Set<Creator>(), entry => entry.CreatorId, creator => creator.Id, (_, creator) => creator.FirstItemId == null);
        var counts = await areNew.GroupBy(isNew => isNew).Select(group => new { IsNew = group.Key, Creators = group.Count() }).ToListAsync(cancellationToken);
        return counts.Sum(count => count.Creators * prices.Value.PriceOf(count.IsNew));
    }
}

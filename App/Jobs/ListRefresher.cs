using Coravel.Invocable;
using CreatorAnalytics.Accounts;
using CreatorAnalytics.Creators;
using CreatorAnalytics.Storage;
using Microsoft.EntityFrameworkCore;

namespace CreatorAnalytics.Jobs;

/// <summary>
/// Searches the creators of lists again whose refresh is due: one job a list, in the name of the member who turned it on, with everything
/// that a search has. It looks every few minutes on every process. The due moment moves in the transaction that makes the job and reserves
/// its credits, so that a process that dies at any line neither loses a refresh nor does it twice.
/// </summary>
public sealed class ListRefresher(
    JobWrites writes, Database database, DatabaseClock clock, JobManager jobs, Readiness readiness,
    ILogger<ListRefresher> logger) : IInvocable
{
    /// <summary>What cannot be paid today is tried again so much later, unless it is due before.</summary>
    private static readonly TimeSpan TryAgainAfter = TimeSpan.FromDays(1);

    /// <summary>What the scheduler runs.</summary>
    public async Task Invoke()
    {
        if (readiness.IsReady)
            await RefreshDueAsync(CancellationToken.None);
    }

    /// <summary>Does what is due now. Returns how many searches it submitted.</summary>
    public async Task<int> RefreshDueAsync(CancellationToken cancellationToken)
    {
        var due = await database.ReadAsync(
            async db =>
            {
                var now = await clock.NowAsync(db, cancellationToken);
                return await db.Set<ListRefresh>().Where(r => r.NextRefreshAt <= now).OrderBy(r => r.NextRefreshAt).ToListAsync(cancellationToken);
            },
            cancellationToken);
        var submitted = 0;
        foreach (var refresh in due)
        {
            try
            {
                if (await RefreshAsync(refresh, cancellationToken))
                    submitted++;
            }
            catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
            {
                // Nothing of it was committed, so it is still due; one list's trouble is not that of the others.
                logger.LogError(exception, "List {ListId} could not be refreshed", refresh.ListId);
            }
        }

        if (submitted > 0)
            logger.LogInformation("Submitted {Searches} scheduled refreshes of lists", submitted);
        return submitted;
    }

    private Task<bool> RefreshAsync(ListRefresh due, CancellationToken cancellationToken) =>
        writes.RunAsync((transaction, token) => RefreshAsync(transaction, due, token), cancellationToken);

    private async Task<bool> RefreshAsync(JobTransaction transaction, ListRefresh due, CancellationToken cancellationToken)
    {
        // Whoever moves the due moment does the rest. The row is theirs until the commit: another process waits here and then hits nothing,
        // and the month's sum below cannot change. Somebody who changed the schedule in the meantime has moved it too.
        var row = transaction.Db.Set<ListRefresh>().Where(r => r.ListId == due.ListId);
        var next = ListRefresh.NextAfter(due.Frequency, due.Since, transaction.Now);
        var moved = await row.Where(r => r.NextRefreshAt == due.NextRefreshAt && r.UserId == due.UserId)
            .ExecuteUpdateAsync(set => set.SetProperty(r => r.NextRefreshAt, next), cancellationToken);
        if (moved == 0)
            return false;

        var result = await SubmitAsync(transaction, due, cancellationToken);
        var nextAt = result.Outcome switch
        {
            RefreshOutcome.MemberLeft => null,
            RefreshOutcome.InsufficientCredits or RefreshOutcome.MemberLimit => Earlier(transaction.Now + TryAgainAfter, next),
            _ => next,
        };
        await row.ExecuteUpdateAsync(
            set => set
                .SetProperty(r => r.NextRefreshAt, nextAt)
                .SetProperty(r => r.LastAt, transaction.Now)
                .SetProperty(r => r.LastOutcome, result.Outcome)
                .SetProperty(r => r.LastMessage, result.Message)
                .SetProperty(r => r.LastRefreshed, result.Refreshed)
                .SetProperty(r => r.LastLeftOut, result.LeftOut)
                .SetProperty(r => r.LastJobId, result.JobId),
            cancellationToken);
        return result.JobId is not null;
    }

    private async Task<Result> SubmitAsync(JobTransaction transaction, ListRefresh due, CancellationToken cancellationToken)
    {
        var db = transaction.Db;
        var cap = await db.Set<ListRefresh>().Where(r => r.ListId == due.ListId).Select(r => r.CreditCap).SingleAsync(cancellationToken);
        var caller = await CallerAsync(db, due, cancellationToken);
        if (caller is null)
            return new Result(RefreshOutcome.MemberLeft, RefreshWords.MemberLeft);
        var creators = await CreatorsAsync(db, caller, due.ListId, cancellationToken);
        if (creators.Count == 0)
            return new Result(RefreshOutcome.Empty, RefreshWords.Empty);

        var spent = await ListRefreshes.SpentAsync(db, due.ListId, transaction.Now, cancellationToken);
        var fitting = creators.Take(JobsOptions.LargestJob).ToList();
        var quoted = await jobs.PriceAsync(db, fitting.ConvertAll(creator => creator.Username), cancellationToken);
        var chosen = Fitting(quoted, cap - spent);
        var isCapped = chosen.Count < fitting.Count;
        if (chosen.Count == 0)
            return new Result(RefreshOutcome.Capped, RefreshWords.Capped(0, creators.Count, cap, spent), LeftOut: creators.Count);

        var submission = new JobSubmission(chosen.Count == 1 ? JobType.Single : JobType.Bulk, [])
        {
            // What the member searches for themselves goes before it.
            Priority = JobSubmission.LowestPriority,
            Refresh = true,
            ListId = due.ListId,
        };
        switch (await jobs.SubmitAsync(transaction, caller, submission, chosen, cancellationToken))
        {
            case SubmissionResult.Accepted accepted:
                await MarkAsync(db, due.ListId, fitting, chosen, transaction.Now, cancellationToken);
                var (outcome, message) = (isCapped, creators.Count > chosen.Count) switch
                {
                    (true, _) => (RefreshOutcome.Capped, RefreshWords.Capped(chosen.Count, creators.Count, cap, spent)),
                    (_, true) => (RefreshOutcome.Cut, RefreshWords.Cut(chosen.Count, creators.Count)),
                    _ => (RefreshOutcome.Done, RefreshWords.Done(creators.Count)),
                };
                return new Result(outcome, message, chosen.Count, creators.Count - chosen.Count, accepted.Job.JobId);
            case SubmissionResult.InsufficientCredits lack:
                return new Result(RefreshOutcome.InsufficientCredits, RefreshWords.TooFewCredits(lack), LeftOut: creators.Count);
            case SubmissionResult.OverMemberLimit over:
                return new Result(RefreshOutcome.MemberLimit, RefreshWords.OverLimit(over), LeftOut: creators.Count);
            case var other:
                throw new InvalidOperationException($"A refresh cannot be answered with {other.GetType().Name}.");
        }
    }

    /// <summary>The member in whose name it runs, as they are now; null when they are no member any more.</summary>
    private static Task<Caller?> CallerAsync(AppDbContext db, ListRefresh due, CancellationToken cancellationToken) =>
        db.Set<CreatorList>().Where(list => list.Id == due.ListId)
            .Join(db.Set<Membership>().Where(m => m.UserId == due.UserId), list => list.TeamId, m => m.TeamId, (list, m) => new Caller(m.UserId, m.TeamId, m.Role))
            .SingleOrDefaultAsync(cancellationToken);

    /// <summary>
    /// The list's creators, those first that nobody has tried to refresh for longest. A try counts even if it failed, else a creator that
    /// has gone would take the place of the others for ever.
    /// </summary>
    private static async Task<List<Listed>> CreatorsAsync(AppDbContext db, Caller caller, Guid listId, CancellationToken cancellationToken)
    {
        var listed = from entry in db.Set<CreatorListEntry>()
                     join creator in db.Set<Creator>() on entry.CreatorId equals creator.Id
                     join seen in db.Set<TeamCreator>().Where(seen => seen.TeamId == caller.TeamId) on entry.CreatorId equals seen.CreatorId
                     where entry.ListId == listId
                     select new { creator.Id, creator.Username, entry.RefreshedAt, seen.LastLookedUpAt };
        return (await listed.ToListAsync(cancellationToken))
            .OrderBy(one => one.RefreshedAt > one.LastLookedUpAt ? one.RefreshedAt : one.LastLookedUpAt)
            .ThenBy(one => one.Username, StringComparer.Ordinal)
            .DistinctBy(one => one.Username)
            .Select(one => new Listed(one.Id, one.Username))
            .ToList();
    }

    /// <summary>In their order, all that fit; a dearer one that does not leaves room for those after it.</summary>
    private static List<QuotedCreator> Fitting(IEnumerable<QuotedCreator> quoted, long credits)
    {
        var chosen = new List<QuotedCreator>();
        foreach (var creator in quoted)
        {
            if (creator.Credits > credits)
                continue;
            chosen.Add(creator);
            credits -= creator.Credits;
        }

        return chosen;
    }

    private static Task MarkAsync(
        AppDbContext db, Guid listId, List<Listed> fitting, List<QuotedCreator> chosen, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var names = chosen.Select(creator => creator.Username).ToHashSet();
        var ids = fitting.Where(creator => names.Contains(creator.Username)).Select(creator => creator.Id).ToArray();
        return db.Set<CreatorListEntry>().Where(entry => entry.ListId == listId && ids.Contains(entry.CreatorId))
            .ExecuteUpdateAsync(set => set.SetProperty(entry => entry.RefreshedAt, now), cancellationToken);
    }

    private static DateTimeOffset? Earlier(DateTimeOffset retry, DateTimeOffset? next) => next < retry ? next : retry;

    private sealed record Listed(Guid Id, string Username);

    private sealed record Result(RefreshOutcome Outcome, string Message, int Refreshed = 0, int LeftOut = 0, Guid? JobId = null);
}

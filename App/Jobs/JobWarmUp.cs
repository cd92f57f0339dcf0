using CreatorAnalytics.Accounts;
using CreatorAnalytics.Credits;
using CreatorAnalytics.Storage;

namespace CreatorAnalytics.Jobs;

/// <summary>
/// Submits searches, takes creators in hand and ends them before the application is ready, in one transaction that is taken back: the
/// first hundred submissions of a process would otherwise wait together until all that they and the first creators need is compiled.
/// </summary>
internal sealed class JobWarmUp(JobWrites writes, JobManager manager, ItemQueue queue, ItemWrites items, Ledger ledger) : IWarmUp
{
    /// <summary>What ran thirty times is compiled once more, to be fast.</summary>
    private const int Searches = 40;

    private const int Creators = 3;

    // So many that they do not run low: nobody is to be told.
    private const int Credits = 1_000_000;

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        try
        {
            await writes.RunAsync<bool>(
                async (transaction, token) =>
                {
                    await SearchAsync(transaction, token);
                    throw new TakenBackException();
                },
                cancellationToken);
        }
        catch (TakenBackException)
        {
            // As intended: nothing was committed, and nothing was told.
        }
    }

    private async Task SearchAsync(JobTransaction transaction, CancellationToken cancellationToken)
    {
        var caller = new Caller(Guid.CreateVersion7(), Guid.CreateVersion7(), TeamRole.Owner);
        transaction.Db.Add(new Team { Id = caller.TeamId, Name = nameof(JobWarmUp), CreatedAt = transaction.Now });
        transaction.Db.Add(new AppUser { Id = caller.UserId, UserName = nameof(JobWarmUp), ActiveTeamId = caller.TeamId });
        transaction.Db.Add(new Membership { TeamId = caller.TeamId, UserId = caller.UserId, Role = caller.Role });
        await ledger.OpenAsync(transaction.Db, caller.TeamId, Credits, cancellationToken);
        var creators = Enumerable.Range(0, Creators)
            .Select(n => new QuotedCreator($"creator{n}", IsNew: true, Credits: 1, LastScrapedAt: null))
            .ToList();
        var jobs = new HashSet<Guid>();
        for (var search = 0; search < Searches; search++)
        {
            var submission = new JobSubmission(JobType.Bulk, []) { JobId = Guid.CreateVersion7() };
            await manager.SubmitAsync(transaction, caller, submission, creators, cancellationToken);
            await transaction.Db.SaveChangesAsync(cancellationToken);
            jobs.Add(submission.JobId.Value);
        }

        // Where creators wait already, it is their turn, and they are left alone.
        var claims = await queue.ClaimAsync(transaction, Creators, cancellationToken);
        foreach (var claim in claims.Where(claim => jobs.Contains(claim.JobId)))
            await items.SettleAsync(transaction, claim, new ItemOutcome.Failed(ItemErrors.InternalError), cancellationToken);
        await transaction.Db.SaveChangesAsync(cancellationToken);
    }

    private sealed class TakenBackException : Exception;
}

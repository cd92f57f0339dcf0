using CreatorAnalytics.Accounts;
using CreatorAnalytics.Credits;
using CreatorAnalytics.Storage;

namespace CreatorAnalytics.Jobs;

/// <summary>
/// Submits once before the application is ready, and takes all of it back: the first submission of a process would otherwise pay for
/// compiling its queries (1.4 s instead of 30 ms), in front of somebody who waits.
/// </summary>
internal sealed class SubmissionWarmUp(JobWrites writes, JobManager manager, Ledger ledger) : IStartupTask
{
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        try
        {
            await writes.RunAsync<bool>(
                async (transaction, token) =>
                {
                    await SubmitAsync(transaction, token);
                    throw new TakenBackException();
                },
                cancellationToken);
        }
        catch (TakenBackException)
        {
            // As intended: nothing was committed, and nothing was told.
        }
    }

    private async Task SubmitAsync(JobTransaction transaction, CancellationToken cancellationToken)
    {
        var caller = new Caller(Guid.CreateVersion7(), Guid.CreateVersion7(), TeamRole.Owner);
        transaction.Db.Add(new Team { Id = caller.TeamId, Name = nameof(SubmissionWarmUp), CreatedAt = transaction.Now });
        transaction.Db.Add(new AppUser { Id = caller.UserId, UserName = nameof(SubmissionWarmUp), ActiveTeamId = caller.TeamId });
        transaction.Db.Add(new Membership { TeamId = caller.TeamId, UserId = caller.UserId, Role = caller.Role });
        transaction.Db.Add(new JobUser { UserId = caller.UserId });
        await ledger.OpenAsync(transaction.Db, caller.TeamId, credits: 100, cancellationToken);
        QuotedCreator[] creators = [new("first", IsNew: true, Credits: 25, LastScrapedAt: null), new("second", IsNew: true, Credits: 25, LastScrapedAt: null)];
        await manager.SubmitAsync(transaction, caller, new JobSubmission(JobType.Bulk, []), creators, cancellationToken);
    }

    private sealed class TakenBackException : Exception;
}

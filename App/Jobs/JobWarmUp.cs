using CreatorAnalytics.Accounts;
using CreatorAnalytics.Creators;
using CreatorAnalytics.Credits;
using CreatorAnalytics.Storage;
using Microsoft.EntityFrameworkCore;

namespace CreatorAnalytics.Jobs;

/// <summary>
/// Prices and submits searches, takes creators in hand, stores what was scraped of one and ends them before the application is ready, in
/// one transaction that is taken back: the first hundred submissions of a process would otherwise wait together until all that they and
/// the first creators need is compiled. Few, since whoever else writes waits for it.
/// </summary>
internal sealed class JobWarmUp(JobWrites writes, JobManager manager, ItemQueue queue, ItemWrites items, Ledger ledger) : IWarmUp
{
    private const int Searches = 3;

    // So many that they do not run low: nobody is to be told.
    private const int Credits = 1_000_000;

    private static readonly string[] Creators = ["first", "second", "third"];

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        var caller = new Caller(Guid.CreateVersion7(), Guid.CreateVersion7(), TeamRole.Owner);
        var quote = await manager.QuoteAsync(caller, Creators, cancellationToken);
        try
        {
            await writes.RunAsync<bool>(
                async (transaction, token) =>
                {
                    await SearchAsync(transaction, caller, quote.Items, token);
                    throw new TakenBackException();
                },
                cancellationToken);
        }
        catch (TakenBackException)
        {
            // As intended: nothing was committed, and nothing was told.
        }
    }

    private async Task SearchAsync(
        JobTransaction transaction, Caller caller, IReadOnlyList<QuotedCreator> creators, CancellationToken cancellationToken)
    {
        var db = transaction.Db;

        // Where creators wait already it is their turn, and they are left alone.
        var isIdle = !await FairRanks.Waiting(db).AnyAsync(cancellationToken);
        db.Add(new Team { Id = caller.TeamId, Name = nameof(JobWarmUp), CreatedAt = transaction.Now });
        db.Add(new AppUser { Id = caller.UserId, UserName = nameof(JobWarmUp), ActiveTeamId = caller.TeamId });
        db.Add(new Membership { TeamId = caller.TeamId, UserId = caller.UserId, Role = caller.Role });
        await ledger.OpenAsync(db, caller.TeamId, Credits, cancellationToken);
        for (var search = 0; search < Searches; search++)
        {
            await manager.SubmitAsync(transaction, caller, new JobSubmission(JobType.Bulk, []), creators, cancellationToken);
            await db.SaveChangesAsync(cancellationToken);
        }

        await ImportAsync(transaction, cancellationToken);
        if (!isIdle)
            return;
        foreach (var claim in await queue.ClaimAsync(transaction, Creators.Length, cancellationToken))
            await items.SettleAsync(transaction, claim, new ItemOutcome.Failed(ItemErrors.InternalError), cancellationToken);
        await db.SaveChangesAsync(cancellationToken);
    }

    // Twice: what is new and what is known already go different ways.
    private static async Task ImportAsync(JobTransaction transaction, CancellationToken cancellationToken)
    {
        var comment = new ImportedComment(Creators[0], Creators[0], Creators[0]);
        var post = new ImportedPost(Creators[0], Creators[0], PostType.Image, transaction.Now) { LatestComments = [comment] };
        var profile = new ImportedProfile(nameof(JobWarmUp), Creators[0]) { Followers = 1 };
        for (var time = 0; time < 2; time++)
        {
            await CreatorImporter.ImportAsync(
                transaction.Db, profile, [post], Creators[0], nameof(JobWarmUp), transaction.Now, cancellationToken);
            transaction.Db.Forget();
        }
    }

    private sealed class TakenBackException : Exception;
}

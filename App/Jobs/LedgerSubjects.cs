using CreatorAnalytics.Accounts;
using CreatorAnalytics.Creators;
using CreatorAnalytics.Credits;
using CreatorAnalytics.Storage;
using Microsoft.EntityFrameworkCore;

namespace CreatorAnalytics.Jobs;

/// <summary>Names searches and creators for the ledger.</summary>
internal sealed class LedgerSubjects(Database database, TeamLibrary library) : ILedgerSubjects
{
    private const int NamesInTitle = 2;

    public Task<LedgerNames> NamesAsync(
        Caller caller, IReadOnlyCollection<Guid> jobIds, IReadOnlyCollection<Guid> creatorIds, CancellationToken cancellationToken) =>
        database.ReadAsync(
            async db =>
            {
                var jobs = await db.Set<Job>().Where(job => job.TeamId == caller.TeamId && jobIds.Contains(job.Id))
                    .ToDictionaryAsync(job => job.Id, job => Title(job.Usernames), cancellationToken);

                // Only ids of the team's own ledger are asked for, so that no other team's creators can be named.
                var creators = await db.Set<Creator>().Where(creator => creatorIds.Contains(creator.Id))
                    .ToDictionaryAsync(creator => creator.Id, creator => creator.Username, cancellationToken);
                return new LedgerNames(jobs, creators);
            },
            cancellationToken);

    public async Task<Guid?> FindCreatorAsync(Caller caller, string username, CancellationToken cancellationToken) =>
        (await library.FindForTeamAsync(caller, username, cancellationToken))?.Id;

    private static string Title(List<string> usernames)
    {
        var more = usernames.Count - NamesInTitle;
        return string.Join(", ", usernames.Take(NamesInTitle)) + (more > 0 ? $" and {more} more" : "");
    }
}

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
    private const int MostAtOnce = 1000;

    public Task<LedgerNames> NamesAsync(
        Caller caller, IReadOnlyCollection<Guid> jobIds, IReadOnlyCollection<Guid> creatorIds, IReadOnlyCollection<Guid> itemIds,
        CancellationToken cancellationToken) =>
        database.ReadAsync(
            async db =>
            {
                var ofTeam = db.Set<Job>().Where(job => job.TeamId == caller.TeamId);
                return new LedgerNames(
                    await NamesAsync(jobIds, async some => await ofTeam.Where(job => some.Contains(job.Id))
                        .ToDictionaryAsync(job => job.Id, job => Title(job.Usernames), cancellationToken)),

                    // Only ids of the team's own ledger and searches are asked for, so that no other team's creators can be named.
                    await NamesAsync(creatorIds, async some => await db.Set<Creator>().Where(creator => some.Contains(creator.Id))
                        .ToDictionaryAsync(creator => creator.Id, creator => creator.Username, cancellationToken)),
                    await NamesAsync(itemIds, async some => await db.Set<JobItem>()
                        .Where(item => some.Contains(item.Id) && ofTeam.Any(job => job.Id == item.JobId))
                        .ToDictionaryAsync(item => item.Id, item => item.Username, cancellationToken)));
            },
            cancellationToken);

    public async Task<Guid?> FindCreatorAsync(Caller caller, string username, CancellationToken cancellationToken) =>
        (await library.FindForTeamAsync(caller, username, cancellationToken))?.Id;

    /// <summary>Some at a time: databases take so many parameters and no more.</summary>
    private static async Task<Dictionary<Guid, string>> NamesAsync(IReadOnlyCollection<Guid> ids, Func<Guid[], Task<Dictionary<Guid, string>>> read)
    {
        Dictionary<Guid, string> names = [];
        foreach (var some in ids.Chunk(MostAtOnce))
        {
            foreach (var (id, name) in await read(some))
                names[id] = name;
        }

        return names;
    }

    private static string Title(List<string> usernames)
    {
        var more = usernames.Count - NamesInTitle;
        return string.Join(", ", usernames.Take(NamesInTitle)) + (more > 0 ? $" and {more} more" : "");
    }
}

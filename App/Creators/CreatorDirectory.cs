using CreatorAnalytics.Storage;
using Microsoft.EntityFrameworkCore;

namespace CreatorAnalytics.Creators;

/// <summary>A creator that is stored here, by whichever name it was found.</summary>
/// <param name="Username">Its username now.</param>
/// <param name="IsKnown">Whether an analysis of it was completed here once, so that it costs the lower price.</param>
/// <param name="LastScrapedAt">When what is stored was scraped.</param>
public sealed record KnownCreator(Guid Id, string Username, bool IsKnown, DateTimeOffset? LastScrapedAt);

/// <summary>
/// Finds creators across the installation and records who completed and who may see them, inside the caller's transaction.
/// </summary>
public static class CreatorDirectory
{
    /// <summary>For SQLite too. Parameters: creator, item, time.</summary>
    public const string SqlServerComplete =
        "UPDATE creators SET first_item_id = {1}, first_completed_at = {2} WHERE id = {0} AND first_item_id IS NULL";

    /// <summary>For SQLite too. Parameters: team, creator, time.</summary>
    public const string SqlServerLookUp = "UPDATE team_creators SET last_looked_up_at = {2} WHERE team_id = {0} AND creator_id = {1}";

    private static readonly Statement Complete = new(SqlServerComplete);
    private static readonly Statement LookUp = new(SqlServerLookUp);

    // One question for both: a submission asks it while somebody waits.
    private static readonly KeptQuery<Func<AppDbContext, string[], IAsyncEnumerable<Named>>> ByNames = new(() => EF.CompileAsyncQuery(
        (AppDbContext db, string[] names) => db.Set<Creator>()
            .Where(c => names.Contains(c.Username))
            .Select(c => new Sighting { Name = c.Username, IsHolder = true, SeenAt = c.LastScrapedAt, CreatorId = c.Id })
            .Concat(db.Set<CreatorUsername>()
                .Where(n => names.Contains(n.Username))
                .Select(n => new Sighting { Name = n.Username, IsHolder = false, SeenAt = n.LastSeenAt, CreatorId = n.CreatorId }))
            .Join(
                db.Set<Creator>(),
                s => s.CreatorId,
                c => c.Id,
                (s, c) => new Named(
                    s.Name, s.IsHolder, s.SeenAt, new KnownCreator(c.Id, c.Username, c.FirstItemId != null, c.LastScrapedAt)))));

    private static readonly KeptQuery<Func<AppDbContext, Guid, IAsyncEnumerable<Guid?>>> FirstItemOf = new(() => EF.CompileAsyncQuery(
        (AppDbContext db, Guid creatorId) => db.Set<Creator>().Where(c => c.Id == creatorId).Select(c => c.FirstItemId)));

    /// <summary>
    /// The stored creators behind lower-case usernames, by the username asked for: whoever holds the name now, else whoever was seen under
    /// it last. Names of nobody are absent.
    /// </summary>
    public static async Task<IReadOnlyDictionary<string, KnownCreator>> FindAsync(
        AppDbContext db, IReadOnlyCollection<string> usernames, CancellationToken cancellationToken)
    {
        var found = await ByNames.On(db)(db, [.. usernames]).ToListAsync(cancellationToken);
        return found
            .OrderByDescending(c => c.IsHolder).ThenByDescending(c => c.SeenAt)
            .DistinctBy(c => c.Name)
            .ToDictionary(c => c.Name, c => c.Creator);
    }

    /// <summary>
    /// Makes the creator known by this item. True when this item is the one that did, also when asked again; everyone else in flight gets
    /// false and pays the lower price.
    /// </summary>
    public static async Task<bool> FirstCompletionAsync(
        AppDbContext db, Guid creatorId, Guid itemId, DateTimeOffset now, CancellationToken cancellationToken)
    {
        if (await FirstItemOf.On(db)(db, creatorId).SingleOrDefaultAsync(cancellationToken) is { } first)
            return first == itemId;

        // Another's completion may come in between; of them, one finds the place empty.
        return await Complete.ChangeAsync(db, cancellationToken, creatorId, itemId, now) == 1;
    }

    /// <summary>Lets a team see a creator from now on.</summary>
    public static async Task ShowToTeamAsync(
        AppDbContext db, Guid teamId, Guid creatorId, DateTimeOffset now, CancellationToken cancellationToken)
    {
        await CreatorLock.TakeAsync(db, $"{creatorId}", cancellationToken);
        if (await LookUp.ChangeAsync(db, cancellationToken, teamId, creatorId, now) > 0)
            return;
        db.Append(new TeamCreator { TeamId = teamId, CreatorId = creatorId, FirstLookedUpAt = now, LastLookedUpAt = now });
        await db.SaveChangesAsync(cancellationToken);
    }

    /// <summary>A creator by one of the names asked for, and when it was seen under it.</summary>
    private sealed record Named(string Name, bool IsHolder, DateTimeOffset? SeenAt, KnownCreator Creator);

    /// <summary>A name asked for that a creator has or had.</summary>
    private sealed class Sighting
    {
        public required string Name { get; init; }

        public required bool IsHolder { get; init; }

        public DateTimeOffset? SeenAt { get; init; }

        public required Guid CreatorId { get; init; }
    }
}

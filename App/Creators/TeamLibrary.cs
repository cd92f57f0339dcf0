using System.Runtime.CompilerServices;
using CreatorAnalytics.Accounts;
using CreatorAnalytics.Storage;
using Microsoft.EntityFrameworkCore;

namespace CreatorAnalytics.Creators;

/// <summary>A creator as its row in the library shows it.</summary>
/// <param name="AvatarUrl">On this site; null when no avatar is stored.</param>
/// <param name="EngagementRate">In percent, of the newest report that the team may see.</param>
/// <param name="LastLookedUpAt">When the team last looked it up.</param>
public sealed record LibraryCreator(
    Guid Id, string Username, string? FullName, string? AvatarUrl, bool Verified, bool Private, string? Category, long? Followers,
    long? PostsCount, double? EngagementRate, DateTimeOffset LastScrapedAt, DateTimeOffset FirstLookedUpAt, DateTimeOffset LastLookedUpAt);

/// <summary>A page of the library.</summary>
/// <param name="Next">What to ask for the next page with; null at the end.</param>
public sealed record LibraryPage(IReadOnlyList<LibraryRow> Rows, PageCursor<long>? Next);

/// <summary>The creators that the caller's team has looked up, and no others.</summary>
public sealed class TeamLibrary(Database database)
{
    private const int MaxPage = 100;

    /// <summary>
    /// The team's creator of that name: who holds it now, else who was seen under it last. Null when the team has none, whether or not
    /// the installation has one.
    /// </summary>
    public Task<LibraryCreator?> FindForTeamAsync(Caller caller, string username, CancellationToken cancellationToken)
    {
        var name = ScrapedText.Username(username);
        return database.ReadAsync(
            async db =>
            {
                var holder = await Rows(OfTeam(db, caller.TeamId).Where(s => s.Creator.Username == name)
                        .OrderByDescending(s => s.Creator.LastScrapedAt))
                    .FirstOrDefaultAsync(cancellationToken);
                if (holder is not null)
                    return holder.Shown;
                var former = from seen in OfTeam(db, caller.TeamId)
                             join sighting in db.Set<CreatorUsername>() on seen.Creator.Id equals sighting.CreatorId
                             where sighting.Username == name
                             orderby sighting.LastSeenAt descending
                             select seen;
                return (await Rows(former).FirstOrDefaultAsync(cancellationToken))?.Shown;
            },
            cancellationToken);
    }

    /// <summary>
    /// The creators that the query finds, last looked up first whatever its order. However many others are looked up meanwhile, pages
    /// hold none twice and leave none out; one that is itself looked up again goes to the front.
    /// </summary>
    /// <param name="limit">At most this many, 1 to 100.</param>
    /// <param name="after">Where the page before ended; null for the first.</param>
    public Task<LibraryPage> ListForTeamAsync(
        Caller caller, LibraryQuery query, int limit, PageCursor<long>? after, CancellationToken cancellationToken)
    {
        var take = Math.Clamp(limit, 1, MaxPage);
        return database.ReadAsync(
            async db =>
            {
                var seen = Filtered(db, caller, query);
                if (after is var (at, id))
                    seen = seen.Where(s => s.Seen.LastLookedUpAt < at || (s.Seen.LastLookedUpAt == at && s.Seen.Id < id));
                var rows = await Rows(seen.OrderByDescending(s => s.Seen.LastLookedUpAt).ThenByDescending(s => s.Seen.Id).Take(take + 1))
                    .ToListAsync(cancellationToken);
                var page = rows.Take(take).ToList();
                var entries = await EntriesAsync(db, query.ListId, [.. page.Select(row => row.Shown.Id)], cancellationToken);
                return new LibraryPage(
                    [.. page.Select(row => new LibraryRow(row.Shown, entries.GetValueOrDefault(row.Shown.Id)))], rows.Count > take ? CursorOf(page[^1]) : null);
            },
            cancellationToken);
    }

    /// <summary>A page of the library by any of its columns. A list of another team holds nobody.</summary>
    public Task<LibraryResult> SearchAsync(Caller caller, LibraryQuery query, CancellationToken cancellationToken)
    {
        var take = Math.Clamp(query.PageSize, 1, MaxPage);
        var skip = (long)(Math.Max(query.Page, 1) - 1) * take;
        return database.ReadAsync(
            async db =>
            {
                var found = Filtered(db, caller, query);
                var total = await found.CountAsync(cancellationToken);
                if (skip >= total)
                    return new LibraryResult([], total);
                var rows = await Rows(Ordered(found, query).Skip((int)skip).Take(take)).ToListAsync(cancellationToken);
                var entries = await EntriesAsync(db, query.ListId, [.. rows.Select(row => row.Shown.Id)], cancellationToken);
                return new LibraryResult(
                    [.. rows.Select(row => new LibraryRow(row.Shown, entries.GetValueOrDefault(row.Shown.Id)))], total);
            },
            cancellationToken);
    }

    /// <summary>All creators that the query finds, whatever its page: read at once, so that none is missing or twice because others search.</summary>
    public async IAsyncEnumerable<LibraryRow> AllAsync(
        Caller caller, LibraryQuery query, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var (rows, entries) = await database.ReadAsync(
            async db =>
            {
                var found = Filtered(db, caller, query);
                return (await Rows(Ordered(found, query)).ToListAsync(cancellationToken), await EntriesAsync(db, query.ListId, null, cancellationToken));
            },
            cancellationToken);
        foreach (var row in rows)
            yield return new LibraryRow(row.Shown, entries.GetValueOrDefault(row.Shown.Id));
    }

    private static IQueryable<SeenCreator> Filtered(AppDbContext db, Caller caller, LibraryQuery query)
    {
        var seen = Matching(OfTeam(db, caller.TeamId), query.Search);
        if (query.ListId is { } listId)
        {
            seen = seen.Where(s => db.Set<CreatorListEntry>().Any(entry => entry.ListId == listId && entry.CreatorId == s.Creator.Id)
                && db.Set<CreatorList>().Any(list => list.Id == listId && list.TeamId == caller.TeamId));
        }

        if (query.MinFollowers is { } least)
            seen = seen.Where(s => s.Creator.Followers >= least);
        if (query.MaxFollowers is { } most)
            seen = seen.Where(s => s.Creator.Followers <= most);
        return query.VerifiedOnly ? seen.Where(s => s.Creator.Verified) : seen;
    }

    private static IQueryable<SeenCreator> Ordered(IQueryable<SeenCreator> seen, LibraryQuery query)
    {
        var ordered = (query.Sort, query.Ascending) switch
        {
            (LibrarySort.LastLookedUp, true) => seen.OrderBy(s => s.Seen.LastLookedUpAt),
            (LibrarySort.LastLookedUp, false) => seen.OrderByDescending(s => s.Seen.LastLookedUpAt),
            (LibrarySort.Username, true) => seen.OrderBy(s => s.Creator.Username),
            (LibrarySort.Username, false) => seen.OrderByDescending(s => s.Creator.Username),
            (LibrarySort.Followers, true) => seen.OrderBy(s => s.Creator.Followers == null).ThenBy(s => s.Creator.Followers),
            (LibrarySort.Followers, false) => seen.OrderBy(s => s.Creator.Followers == null).ThenByDescending(s => s.Creator.Followers),
            (LibrarySort.Posts, true) => seen.OrderBy(s => s.Creator.PostsCount == null).ThenBy(s => s.Creator.PostsCount),
            (LibrarySort.Posts, false) => seen.OrderBy(s => s.Creator.PostsCount == null).ThenByDescending(s => s.Creator.PostsCount),
            (LibrarySort.EngagementRate, true) => seen.OrderBy(s => s.Seen.EngagementRate == null).ThenBy(s => s.Seen.EngagementRate),
            (LibrarySort.EngagementRate, false) =>
                seen.OrderBy(s => s.Seen.EngagementRate == null).ThenByDescending(s => s.Seen.EngagementRate),
        };
        return ordered.ThenByDescending(s => s.Seen.Id);
    }

    /// <param name="creatorIds">Null for everybody on the list.</param>
    private static async Task<Dictionary<Guid, LibraryEntry>> EntriesAsync(
        AppDbContext db, Guid? listId, Guid[]? creatorIds, CancellationToken cancellationToken)
    {
        if (listId is null)
            return [];
        var entries = db.Set<CreatorListEntry>().Where(entry => entry.ListId == listId);
        if (creatorIds is not null)
            entries = entries.Where(entry => creatorIds.Contains(entry.CreatorId));
        return await entries.ToDictionaryAsync(entry => entry.CreatorId, entry => new LibraryEntry(entry.Status, entry.Note), cancellationToken);
    }

    private static IQueryable<SeenCreator> Matching(IQueryable<SeenCreator> seen, string? search)
    {
        if (string.IsNullOrWhiteSpace(search))
            return seen;
        var pattern = $"%{EscapeLike(search.Trim().TrimStart('@'))}%";
        return seen.Where(s => EF.Functions.Like(s.Creator.Username, pattern, "\\")
            || EF.Functions.Like(s.Creator.FullName!, pattern, "\\"));
    }

    private static IQueryable<SeenCreator> OfTeam(AppDbContext db, Guid teamId) =>
        from seen in db.Set<TeamCreator>()
        join creator in db.Set<Creator>() on seen.CreatorId equals creator.Id
        where seen.TeamId == teamId
        select new SeenCreator { Seen = seen, Creator = creator };

    private static IQueryable<Row> Rows(IQueryable<SeenCreator> seen) => seen.Select(s => new Row(
        s.Seen.Id,
        new LibraryCreator(
            s.Creator.Id, s.Creator.Username, s.Creator.FullName, MediaUrls.Avatar(s.Creator.AvatarHash), s.Creator.Verified,
            s.Creator.Private, s.Creator.Category, s.Creator.Followers, s.Creator.PostsCount, s.Seen.EngagementRate,
            s.Creator.LastScrapedAt, s.Seen.FirstLookedUpAt, s.Seen.LastLookedUpAt)));

    private static string EscapeLike(string text) =>
        text.Replace("\\", "\\\\").Replace("%", "\\%").Replace("_", "\\_").Replace("[", "\\[");

    private static PageCursor<long> CursorOf(Row last) => new(last.Shown.LastLookedUpAt, last.SeenId);

    private sealed class SeenCreator
    {
        public required TeamCreator Seen { get; init; }

        public required Creator Creator { get; init; }
    }

    private sealed record Row(long SeenId, LibraryCreator Shown);
}

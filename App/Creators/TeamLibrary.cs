using System.Globalization;
using CreatorAnalytics.Accounts;
using CreatorAnalytics.Storage;
using Microsoft.EntityFrameworkCore;

namespace CreatorAnalytics.Creators;

/// <summary>A creator as its row in the library shows it.</summary>
/// <param name="AvatarUrl">On this site; null when no avatar is stored.</param>
/// <param name="LastLookedUpAt">When the team last looked it up.</param>
public sealed record LibraryCreator(
    Guid Id, string Username, string? FullName, string? AvatarUrl, bool Verified, bool Private, string? Category, long? Followers,
    long? PostsCount, DateTimeOffset LastScrapedAt, DateTimeOffset FirstLookedUpAt, DateTimeOffset LastLookedUpAt);

/// <summary>A page of the library.</summary>
/// <param name="NextCursor">What to ask for the next page with; null at the end.</param>
public sealed record LibraryPage(IReadOnlyList<LibraryCreator> Creators, string? NextCursor);

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

    /// <summary>The team's creators, last looked up first.</summary>
    /// <param name="search">Part of a username or name; null for all.</param>
    /// <param name="limit">At most this many, 1 to 100.</param>
    /// <param name="cursor">The page before said it; null for the first. One that no page said gives the first page too.</param>
    public Task<LibraryPage> ListForTeamAsync(
        Caller caller, string? search, int limit, string? cursor, CancellationToken cancellationToken)
    {
        var take = Math.Clamp(limit, 1, MaxPage);
        return database.ReadAsync(
            async db =>
            {
                var seen = OfTeam(db, caller.TeamId);
                if (!string.IsNullOrWhiteSpace(search))
                {
                    var pattern = $"%{EscapeLike(search.Trim().TrimStart('@'))}%";
                    seen = seen.Where(s => EF.Functions.Like(s.Creator.Username, pattern, "\\")
                        || EF.Functions.Like(s.Creator.FullName!, pattern, "\\"));
                }

                if (ReadCursor(cursor) is var (at, id))
                    seen = seen.Where(s => s.Seen.LastLookedUpAt < at || (s.Seen.LastLookedUpAt == at && s.Seen.Id < id));
                var rows = await Rows(seen.OrderByDescending(s => s.Seen.LastLookedUpAt).ThenByDescending(s => s.Seen.Id).Take(take + 1))
                    .ToListAsync(cancellationToken);
                var page = rows.Take(take).ToList();
                return new LibraryPage([.. page.Select(r => r.Shown)], rows.Count > take ? WriteCursor(page[^1]) : null);
            },
            cancellationToken);
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
            s.Creator.Private, s.Creator.Category, s.Creator.Followers, s.Creator.PostsCount, s.Creator.LastScrapedAt,
            s.Seen.FirstLookedUpAt, s.Seen.LastLookedUpAt)));

    private static string EscapeLike(string text) =>
        text.Replace("\\", "\\\\").Replace("%", "\\%").Replace("_", "\\_").Replace("[", "\\[");

    private static string WriteCursor(Row last) =>
        string.Create(CultureInfo.InvariantCulture, $"{last.Shown.LastLookedUpAt.UtcTicks}-{last.SeenId}");

    private static (DateTimeOffset At, long Id)? ReadCursor(string? cursor)
    {
        var parts = (cursor ?? "").Split('-');
        return parts.Length == 2
            && long.TryParse(parts[0], NumberStyles.None, CultureInfo.InvariantCulture, out var ticks)
            && ticks <= DateTimeOffset.MaxValue.UtcTicks
            && long.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out var id)
            ? (new DateTimeOffset(ticks, TimeSpan.Zero), id)
            : null;
    }

    private sealed class SeenCreator
    {
        public required TeamCreator Seen { get; init; }

        public required Creator Creator { get; init; }
    }

    private sealed record Row(long SeenId, LibraryCreator Shown);
}

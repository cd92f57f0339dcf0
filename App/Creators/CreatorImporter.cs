using CreatorAnalytics.Storage;
using Microsoft.EntityFrameworkCore;

namespace CreatorAnalytics.Creators;

/// <summary>
/// Stores what a scrape brought. Importing the same scrape again changes nothing, and one that is older than what is stored adds its
/// snapshot and the posts not known yet, but overwrites nothing.
/// </summary>
public static class CreatorImporter
{
    /// <summary>
    /// Stores a profile and its posts inside the caller's transaction and returns the creator's id. Of two rows for one post, the posts
    /// actor's wins over the profile's. Posts that did not come back stay: a scrape holds only the newest, a private one none.
    /// </summary>
    /// <param name="posts">The posts actor's rows; empty when it gave none.</param>
    /// <param name="requestedUsername">The name it was asked for, which differs from the profile's when it was renamed.</param>
    /// <param name="source"><c>apify</c> or <c>sandbox</c>.</param>
    /// <exception cref="ArgumentException">The profile has no id or no username, so it is not one.</exception>
    public static async Task<Guid> ImportAsync(
        AppDbContext db, ImportedProfile profile, IReadOnlyList<ImportedPost> posts, string requestedUsername, string source,
        DateTimeOffset scrapedAt, CancellationToken cancellationToken)
    {
        var externalId = ScrapedText.Clean(profile.ExternalId.Trim(), ColumnLimits.ExternalId)
            ?? throw new ArgumentException("A profile has an id.", nameof(profile));
        var username = ScrapedText.Username(profile.Username);
        if (username.Length == 0)
            throw new ArgumentException("A profile has a username.", nameof(profile));

        await CreatorLock.TakeAsync(db, externalId, cancellationToken);
        var creator = await db.Set<Creator>().AsTracking().SingleOrDefaultAsync(c => c.ExternalId == externalId, cancellationToken);
        if (creator is null)
        {
            creator = new Creator
            {
                Id = Guid.CreateVersion7(),
                ExternalId = externalId,
                Username = username,
                Source = source,
                CreatedAt = scrapedAt,
            };
            db.Add(creator);
        }

        string[] names = [.. ScrapedText.Usernames([username, requestedUsername])];
        if (scrapedAt >= creator.LastScrapedAt)
        {
            ApplyHeader(creator, profile, source, scrapedAt);
            creator.Username = await TakeNamesAsync(db, creator, names, scrapedAt, cancellationToken) ? username : externalId;
        }

        await RememberNamesAsync(db, creator, names, scrapedAt, cancellationToken);
        await AddSnapshotAsync(db, creator, profile, scrapedAt, cancellationToken);

        // The posts point at the creator's row.
        await db.SaveChangesAsync(cancellationToken);
        await PostImport.ApplyAsync(db, creator.Id, posts.Concat(profile.LatestPosts), scrapedAt, cancellationToken);
        await db.SaveChangesAsync(cancellationToken);
        return creator.Id;
    }

    private static void ApplyHeader(Creator creator, ImportedProfile profile, string source, DateTimeOffset scrapedAt)
    {
        creator.FullName = ScrapedText.Clean(profile.FullName, ColumnLimits.Name);
        creator.Biography = ScrapedText.Clean(profile.Biography, ColumnLimits.Biography);
        creator.ExternalUrls =
        [
            .. profile.ExternalUrls
                .Where(link => ScrapedText.WebUrl(link.Url) is not null)
                .Select(link => new ExternalUrl(ScrapedText.Clean(link.Title, ColumnLimits.Name) ?? "", link.Url)),
        ];
        creator.Category = ScrapedText.Category(profile.Category);
        creator.Verified = profile.Verified;
        creator.Private = profile.Private;
        creator.Business = profile.Business;
        creator.Followers = ScrapedText.Count(profile.Followers) ?? creator.Followers;
        creator.Following = ScrapedText.Count(profile.Following) ?? creator.Following;
        creator.PostsCount = ScrapedText.Count(profile.PostsCount) ?? creator.PostsCount;
        creator.AvatarSourceUrl = ScrapedText.WebUrl(profile.AvatarUrl) ?? creator.AvatarSourceUrl;
        creator.Source = source;
        creator.LastScrapedAt = scrapedAt;
    }

    /// <summary>
    /// Takes the names from whoever held them: Instagram just answered to them with this creator. False when the username is held by a
    /// creator that was scraped later than this one.
    /// </summary>
    private static async Task<bool> TakeNamesAsync(
        AppDbContext db, Creator creator, string[] names, DateTimeOffset scrapedAt, CancellationToken cancellationToken)
    {
        var otherHolders = db.Set<Creator>().Where(c => names.Contains(c.Username) && c.Id != creator.Id);
        await otherHolders
            .Where(c => c.LastScrapedAt <= scrapedAt)
            .ExecuteUpdateAsync(set => set.SetProperty(c => c.Username, c => c.ExternalId), cancellationToken);
        return !await otherHolders.AnyAsync(c => c.Username == names[0], cancellationToken);
    }

    private static async Task RememberNamesAsync(
        AppDbContext db, Creator creator, string[] names, DateTimeOffset scrapedAt, CancellationToken cancellationToken)
    {
        var known = await db.Set<CreatorUsername>().AsTracking()
            .Where(n => n.CreatorId == creator.Id && names.Contains(n.Username))
            .ToDictionaryAsync(n => n.Username, cancellationToken);
        foreach (var name in names)
        {
            if (!known.TryGetValue(name, out var seen))
            {
                db.Add(new CreatorUsername { Username = name, CreatorId = creator.Id, FirstSeenAt = scrapedAt, LastSeenAt = scrapedAt });
                continue;
            }

            seen.FirstSeenAt = Earlier(seen.FirstSeenAt, scrapedAt);
            seen.LastSeenAt = Later(seen.LastSeenAt, scrapedAt);
        }
    }

    private static async Task AddSnapshotAsync(
        AppDbContext db, Creator creator, ImportedProfile profile, DateTimeOffset scrapedAt, CancellationToken cancellationToken)
    {
        // Without the count there is nothing to remember: a zero would read as the loss of every follower.
        if (ScrapedText.Count(profile.Followers) is not { } followers
            || await db.Set<CreatorSnapshot>().AnyAsync(s => s.CreatorId == creator.Id && s.TakenAt == scrapedAt, cancellationToken))
        {
            return;
        }

        db.Add(new CreatorSnapshot
        {
            CreatorId = creator.Id,
            TakenAt = scrapedAt,
            Followers = followers,
            Following = ScrapedText.Count(profile.Following),
            PostsCount = ScrapedText.Count(profile.PostsCount),
        });
    }

    internal static DateTimeOffset Earlier(DateTimeOffset one, DateTimeOffset other) => one < other ? one : other;

    private static DateTimeOffset Later(DateTimeOffset one, DateTimeOffset other) => one > other ? one : other;
}

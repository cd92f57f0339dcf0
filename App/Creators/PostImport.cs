using CreatorAnalytics.Storage;
using Microsoft.EntityFrameworkCore;

namespace CreatorAnalytics.Creators;

/// <summary>
/// Stores a scrape's posts and their comments: one query for what is known, whose changes are tracked; what is new is appended.
/// </summary>
internal static class PostImport
{
    /// <summary>Stores them, with the next SaveChanges, for a creator whose row is there.</summary>
    /// <param name="rows">Of several rows with one id the first counts.</param>
    public static async Task ApplyAsync(
        AppDbContext db, Guid creatorId, IEnumerable<ImportedPost> rows, DateTimeOffset scrapedAt, CancellationToken cancellationToken)
    {
        var imported = rows.Select(row => (Id: IdOf(row.ExternalId), Row: row)).Where(p => p.Id is not null).DistinctBy(p => p.Id).ToList();
        if (imported.Count == 0)
            return;

        var ids = imported.Select(p => p.Id!).ToArray();
        var known = await db.Set<CreatorPost>().AsTracking()
            .Where(p => p.CreatorId == creatorId && ids.Contains(p.ExternalId))
            .ToDictionaryAsync(p => p.ExternalId, cancellationToken);
        var posts = imported.Select(p => (Post: Upsert(db, creatorId, known, p.Id!, p.Row, scrapedAt), p.Row)).ToList();
        await ApplyCommentsAsync(db, [.. posts.Where(p => p.Row.LatestComments.Count > 0)], scrapedAt, cancellationToken);
    }

    private static CreatorPost Upsert(
        AppDbContext db, Guid creatorId, Dictionary<string, CreatorPost> known, string externalId, ImportedPost row,
        DateTimeOffset scrapedAt)
    {
        if (!known.TryGetValue(externalId, out var post))
        {
            post = new CreatorPost
            {
                Id = Guid.CreateVersion7(),
                CreatorId = creatorId,
                ExternalId = externalId,
                ShortCode = "",
                Url = "",
                FirstSeenAt = scrapedAt,
            };
            db.Append(post);
        }

        post.FirstSeenAt = CreatorImporter.Earlier(post.FirstSeenAt, scrapedAt);
        if (scrapedAt >= post.LastSeenAt)
            Apply(post, row, scrapedAt);
        return post;
    }

    private static void Apply(CreatorPost post, ImportedPost row, DateTimeOffset scrapedAt)
    {
        var caption = ScrapedText.Clean(row.Caption, ColumnLimits.Text);
        post.ShortCode = ScrapedText.Clean(row.ShortCode, ColumnLimits.ExternalId) ?? "";
        post.Type = row.Type;
        post.Url = ScrapedText.WebUrl(row.Url) ?? $"https://www.instagram.com/p/{Uri.EscapeDataString(post.ShortCode)}/";
        post.TakenAt = row.TakenAt.ToUniversalTime();
        post.Likes = ScrapedText.Count(row.Likes);
        post.Comments = ScrapedText.Count(row.Comments) ?? post.Comments;

        // A profile's row never holds plays: that it does not say them does not make them unknown.
        post.Plays = ScrapedText.Count(row.Plays) ?? post.Plays;
        post.Views = ScrapedText.Count(row.Views) ?? post.Views;
        post.Caption = caption;
        post.Hashtags = CaptionWords.Hashtags(caption ?? Marked('#', row.Hashtags));
        post.Mentions = CaptionWords.Mentions(caption ?? Marked('@', row.Mentions));
        post.TaggedUsers = ScrapedText.Usernames(row.TaggedUsers);
        post.Coauthors = ScrapedText.Usernames(row.Coauthors);
        post.Sponsors = ScrapedText.Usernames(row.Sponsors);
        post.IsPaidPartnership = row.IsPaidPartnership;
        post.IsPinned = row.IsPinned;
        post.OwnerUsername = ScrapedText.Username(row.OwnerUsername) is { Length: > 0 } owner ? owner : null;
        post.ThumbnailSourceUrl = ScrapedText.WebUrl(row.ThumbnailUrl) ?? post.ThumbnailSourceUrl;
        post.LastSeenAt = scrapedAt;
    }

    private static async Task ApplyCommentsAsync(
        AppDbContext db, List<(CreatorPost Post, ImportedPost Row)> commented, DateTimeOffset scrapedAt,
        CancellationToken cancellationToken)
    {
        if (commented.Count == 0)
            return;
        var postIds = commented.Select(p => p.Post.Id).ToArray();
        var known = await db.Set<PostComment>().AsTracking()
            .Where(c => postIds.Contains(c.PostId))
            .ToDictionaryAsync(c => (c.PostId, c.ExternalId), cancellationToken);

        foreach (var (post, row) in commented)
        {
            foreach (var comment in row.LatestComments)
            {
                if (IdOf(comment.ExternalId) is not { } id)
                    continue;
                if (!known.TryGetValue((post.Id, id), out var stored))
                {
                    stored = new PostComment
                    {
                        Id = Guid.CreateVersion7(),
                        PostId = post.Id,
                        ExternalId = id,
                        OwnerUsername = "",
                        Text = "",
                    };
                    known.Add((post.Id, id), stored);
                    db.Append(stored);
                }
                else if (scrapedAt < post.LastSeenAt)
                {
                    continue;
                }

                stored.OwnerUsername = ScrapedText.Username(comment.OwnerUsername);
                stored.Text = ScrapedText.Clean(comment.Text, ColumnLimits.Text) ?? "";
                stored.Likes = ScrapedText.Count(comment.Likes);
                stored.WrittenAt = comment.WrittenAt?.ToUniversalTime();
            }
        }
    }

    private static string? IdOf(string externalId) => ScrapedText.Clean(externalId.Trim(), ColumnLimits.ExternalId);

    private static string Marked(char sign, IEnumerable<string> words) =>
        string.Join(' ', words.Select(word => $"{sign}{word.TrimStart(sign)}"));
}

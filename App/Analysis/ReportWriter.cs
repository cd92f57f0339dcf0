using CreatorAnalytics.Analysis.Chat;
using CreatorAnalytics.Analysis.Tables;
using CreatorAnalytics.Analysis.Text;
using CreatorAnalytics.Creators;
using CreatorAnalytics.Storage;
using Microsoft.EntityFrameworkCore;

namespace CreatorAnalytics.Analysis;

/// <summary>Writes a creator's report from what is stored of it.</summary>
public sealed class ReportWriter(
    Database database, AnalysisPool pool, TablesInForce tablesInForce, TextModels models, Assessor assessor, TimeProvider time,
    ILogger<ReportWriter> logger)
{
    /// <summary>More than a report holds, so that what lies beyond its window is still known of.</summary>
    private const int MostPosts = 1_000;

    /// <summary>Of the newest posts; ten times what the actors return for fifty posts.</summary>
    private const int MostComments = 5_000;

    private const int Unnumbered = 0;

    /// <summary>Builds a report as of now; <see cref="ReportStore.SaveAsync"/> stores it and gives it its version.</summary>
    /// <param name="warnings">What went wrong before, in words for people.</param>
    /// <param name="onBegun">Called when it has its turn; null when nobody wants to know.</param>
    /// <exception cref="InvalidOperationException">There is no such creator.</exception>
    public async Task<Report> WriteAsync(
        Guid creatorId, IReadOnlyList<ReportWarning> warnings, CancellationToken cancellationToken, Action? onBegun = null)
    {
        var tables = await tablesInForce.ReadAsync(cancellationToken);
        var report = await pool.RunAsync(
            async () =>
            {
                onBegun?.Invoke();
                var facts = await database.ReadAsync(db => LoadAsync(db, creatorId, cancellationToken), cancellationToken);
                var gaps = new SectionGaps(logger);
                var texts = await models.ReadAsync(facts, tables, gaps, cancellationToken);
                var now = time.GetUtcNow();
                return await pool.ComputeAsync(
                    () => ReportBuilder.Build(facts, warnings, now, Unnumbered, tables, texts, gaps), cancellationToken);
            },
            cancellationToken);

        // Outside the pool: others need not wait for a model that is far away.
        return await assessor.AddToAsync(report, tables.Topics, cancellationToken);
    }

    private static async Task<CreatorFacts> LoadAsync(AppDbContext db, Guid creatorId, CancellationToken cancellationToken)
    {
        var creator = await db.Set<Creator>().SingleOrDefaultAsync(c => c.Id == creatorId, cancellationToken)
            ?? throw new InvalidOperationException($"There is no creator {creatorId}.");
        var posts = await db.Set<CreatorPost>()
            .Where(post => post.CreatorId == creatorId)
            .OrderByDescending(post => post.TakenAt)
            .Take(MostPosts)
            .ToListAsync(cancellationToken);
        var counts = await db.Set<CreatorSnapshot>()
            .Where(snapshot => snapshot.CreatorId == creatorId)
            .Select(snapshot => new FollowerCount(snapshot.TakenAt, snapshot.Followers))
            .ToListAsync(cancellationToken);

        var comments = await db.Set<PostComment>()
            .Join(
                db.Set<CreatorPost>().Where(post => post.CreatorId == creatorId),
                comment => comment.PostId,
                post => post.Id,
                (comment, post) => new { post.ShortCode, post.TakenAt, comment.ExternalId, comment.OwnerUsername, comment.Text })
            .OrderByDescending(comment => comment.TakenAt).ThenBy(comment => comment.ShortCode).ThenBy(comment => comment.ExternalId)
            .Take(MostComments)
            .Select(comment => new CommentFacts(comment.ShortCode, comment.OwnerUsername, comment.Text))
            .ToListAsync(cancellationToken);

        return new CreatorFacts(creator.ExternalId, creator.Username, creator.Source)
        {
            FullName = creator.FullName,
            Biography = creator.Biography,
            ExternalUrls = [.. creator.ExternalUrls.Select(link => new ReportLink(link.Title, link.Url))],
            AvatarUrl = MediaUrls.Avatar(creator.AvatarHash),
            Verified = creator.Verified,
            Private = creator.Private,
            Business = creator.Business,
            Category = creator.Category,
            Followers = creator.Followers,
            Following = creator.Following,
            PostsCount = creator.PostsCount,
            Posts = [.. posts.Select(post => Facts(post, inNewestScrape: post.LastSeenAt >= creator.LastScrapedAt))],
            Comments = comments,
            FollowerCounts = counts,
        };
    }

    private static PostFacts Facts(CreatorPost post, bool inNewestScrape) => new(post.ShortCode, post.Type, post.TakenAt)
    {
        Url = post.Url,
        Likes = post.Likes,
        Comments = post.Comments,
        Plays = post.Plays,
        Views = post.Views,
        Caption = post.Caption,
        Hashtags = post.Hashtags,
        Mentions = post.Mentions,
        TaggedUsers = post.TaggedUsers,
        Coauthors = post.Coauthors,
        Sponsors = post.Sponsors,
        IsPaidPartnership = post.IsPaidPartnership,
        IsPinned = post.IsPinned,
        InNewestScrape = inNewestScrape,
        ThumbnailUrl = MediaUrls.Thumbnail(post.ThumbnailHash),
    };
}

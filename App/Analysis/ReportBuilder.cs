using CreatorAnalytics.Creators;

namespace CreatorAnalytics.Analysis;

/// <summary>Makes the report of a creator from what is stored of it. Pure: the same facts and time give the same report.</summary>
public static class ReportBuilder
{
    private const int MostPostsShown = 500;
    private static readonly TimeSpan Month = TimeSpan.FromDays(28);

    /// <param name="version">What the report says it is; <see cref="ReportStore.SaveAsync"/> gives the final one.</param>
    public static Report Build(
        CreatorFacts facts, IReadOnlyList<ReportWarning> warnings, DateTimeOffset analysedAt, int version)
    {
        var newestFirst = facts.Posts
            .OrderByDescending(post => post.TakenAt)
            .ThenBy(post => post.ShortCode, StringComparer.Ordinal)
            .DistinctBy(post => post.ShortCode)
            .ToList();
        var chosen = PostWindow.Choose(newestFirst, analysedAt);
        var hidden = new HiddenLikes(chosen.Posts, facts.Followers);
        var likesKnown = chosen.Posts.Count(post => hidden.KnownLikes(post) is not null);
        var window = new ReportWindow(
            chosen.Posts.Count == 0 ? null : chosen.Posts[^1].TakenAt,
            chosen.Posts.Count == 0 ? null : chosen.Posts[0].TakenAt,
            chosen.Posts.Count,
            chosen.Excluded);
        var looked = newestFirst.Select(post => LookAt(post, hidden, facts.Username)).ToList();
        var posts = looked.Select(Shown).ToList();
        var sheet = new FigureSheet(new Sampling(posts, window, analysedAt), likesHidden: 2 * likesKnown < chosen.Posts.Count);

        var metrics = Metrics(facts, sheet, chosen, analysedAt);
        var inWindow = chosen.Posts.ToHashSet(ReferenceEqualityComparer.Instance);
        var windowPosts = looked.Where(post => inWindow.Contains(post.Facts)).ToList();
        var tags = new TagFigures(windowPosts, facts.Username, facts.Followers);
        var comments = CommentFigures.Of(facts.Comments, facts.Username, GenericWords.Default);
        var (reach, value) = ReachAndValue.Of(facts.Followers, metrics, ReachTable.Default);

        return new Report
        {
            Username = facts.Username,
            ExternalId = facts.ExternalId,
            FullName = facts.FullName,
            Biography = facts.Biography,
            ExternalUrls = facts.ExternalUrls,
            AvatarUrl = facts.AvatarUrl,
            Verified = facts.Verified,
            Private = facts.Private,
            Business = facts.Business,
            Category = facts.Category,
            Followers = facts.Followers,
            Following = facts.Following,
            PostsCount = facts.PostsCount,
            Tier = CreatorTiers.Of(facts.Followers),
            Source = facts.Source,
            AnalysedAt = analysedAt,
            Version = version,
            Warnings = warnings,
            Window = window,
            Metrics = metrics,
            HiddenLikes = new HiddenLikesCount(chosen.Posts.Count - likesKnown, chosen.Posts.Count),
            Paid = PaidFigures.Of(windowPosts),
            Brands = tags.Brands(),
            Hashtags = tags.Hashtags(),
            Comments = comments,
            Authenticity = AuthenticitySignals.Of(
                chosen.Posts.Count, metrics, comments, facts.Followers, facts.Following, facts.FollowerCounts),
            Reach = reach,
            Value = value,
            BestTimes = tags.BestTimes(),
            Posts = [.. posts.Take(MostPostsShown)],
        };
    }

    private static ReportMetrics Metrics(CreatorFacts facts, FigureSheet sheet, PostWindow chosen, DateTimeOffset analysedAt)
    {
        var engagement = new EngagementFigures(sheet, facts.Followers);
        var reels = new ReelFigures(sheet, facts.Followers);
        var posting = new PostingFigures(sheet, analysedAt, ReachesBack28Days(facts, analysedAt));
        return new ReportMetrics
        {
            EngagementRate = Compared(engagement.EngagementRate(), facts.Followers),
            EngagementRateMean = engagement.EngagementRateMean(),
            LikesRate = engagement.LikesRate(),
            CommentsRate = engagement.CommentsRate(),
            ByType = new MetricsByType(
                OfType(PostType.Image, PostSample.Images),
                OfType(PostType.Carousel, PostSample.Carousels),
                OfType(PostType.Reel, PostSample.Reels)),
            ReelEngagementByPlays = reels.EngagementByPlays(),
            ReelPlaysMedian = reels.PlaysMedian(),
            ReelPlaysMean = reels.PlaysMean(),
            ViewRate = reels.ViewRate(),
            CommentsPer100Likes = engagement.CommentsPer100Likes(),
            ViewsPerLike = reels.ViewsPerLike(),
            LikesSpread = engagement.LikesSpread(),
            EngagementTrend = engagement.EngagementTrend(),
            PostsPerWeek = posting.PostsPerWeek(),
            MedianGapDays = posting.MedianGapDays(),
            DaysSinceLastPost = posting.DaysSinceLastPost(),
            Consistency = posting.Consistency(),
            Growth7d = GrowthFigures.Over(7, facts.FollowerCounts),
            Growth30d = GrowthFigures.Over(30, facts.FollowerCounts),
            Growth90d = GrowthFigures.Over(90, facts.FollowerCounts),
        };

        TypeMetrics OfType(PostType type, PostSample sample) =>
            new(chosen.Posts.Count(post => post.Type == type), engagement.EngagementRate(sample));
    }

    private static Figure Compared(Figure rate, long? followers)
    {
        if (rate.Value is not { } value || followers is null)
            return rate;
        var comparison = Benchmarks.Default.Compare(value, followers.Value);
        return rate with { Peer = comparison.Peer, Verdict = comparison.Verdict, PeerSource = comparison.Source };
    }

    // A pinned post is returned whatever its age, and one of an earlier scrape says nothing about the posts between: neither shows that
    // the listing goes back that far.
    private static bool ReachesBack28Days(CreatorFacts facts, DateTimeOffset analysedAt)
    {
        var returned = facts.Posts.Where(post => post.InNewestScrape).ToList();
        return returned.Count >= facts.PostsCount
            || returned.Exists(post => !post.IsPinned && analysedAt - post.TakenAt >= Month);
    }

    private static LookedAtPost LookAt(PostFacts post, HiddenLikes hidden, string username)
    {
        var (level, evidence) = PaidPosts.Classify(post, username, SponsoredWords.Default);
        return new LookedAtPost(post, hidden.KnownLikes(post), level, evidence);
    }

    private static ReportPost Shown(LookedAtPost post) => new(
        post.Facts.ShortCode,
        post.Facts.Type,
        post.Facts.Url,
        post.Facts.TakenAt,
        post.Likes,
        post.Facts.Comments,
        post.Facts.Plays,
        post.Facts.Views,
        post.Facts.Caption,
        post.Facts.Hashtags,
        post.Facts.Mentions,
        post.Facts.ThumbnailUrl)
    {
        Paid = post.Paid,
    };
}

using CreatorAnalytics.Analysis.Tables;
using CreatorAnalytics.Creators;

namespace CreatorAnalytics.Analysis;

/// <summary>Makes the report of a creator from what is stored of it. Pure: the same facts, tables and time give the same report.</summary>
public static class ReportBuilder
{
    private const int MostPostsShown = 500;
    private static readonly TimeSpan Month = TimeSpan.FromDays(28);

    /// <param name="version">What the report says it is; <see cref="ReportStore.SaveAsync"/> gives the final one.</param>
    /// <param name="tables">What figures and words are held against.</param>
    /// <param name="texts">What the text models found; null when they were not asked.</param>
    /// <param name="gaps">Where parts that failed before are noted, and those that fail here.</param>
    public static Report Build(
        CreatorFacts facts, IReadOnlyList<ReportWarning> warnings, DateTimeOffset analysedAt, int version, ReferenceTables tables,
        TextFindings? texts = null, SectionGaps? gaps = null)
    {
        gaps ??= new SectionGaps();
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
        var looked = LookAt(newestFirst, hidden, facts.Username, tables.SponsoredWords, gaps);
        var posts = looked.Select(Shown).ToList();
        var sheet = new FigureSheet(new Sampling(posts, window, analysedAt), likesHidden: 2 * likesKnown < chosen.Posts.Count);

        var metrics = Metrics(facts, sheet, chosen, analysedAt, tables.Benchmarks);
        var inWindow = chosen.Posts.ToHashSet(ReferenceEqualityComparer.Instance);
        var windowPosts = looked.Where(post => inWindow.Contains(post.Facts)).ToList();
        var tags = new TagFigures(windowPosts, facts.Username, facts.Followers);
        var paid = looked.Exists(post => post.Paid is null) ? null : gaps.Fill(ReportPart.Paid, () => PaidFigures.Of(windowPosts));
        var brands = gaps.Fill(ReportPart.Brands, tags.Brands);
        var hashtags = gaps.Fill(ReportPart.Hashtags, tags.Hashtags);
        var bestTimes = gaps.Fill(ReportPart.BestTimes, tags.BestTimes);
        var comments = gaps.Fill(ReportPart.Comments, () => CommentFigures.Of(facts.Comments, facts.Username, tables.GenericComments));
        var authenticity = gaps.Fill(ReportPart.Authenticity, () => AuthenticitySignals.Of(
            chosen.Posts.Count,
            metrics,
            comments ?? throw new InvalidOperationException("The figures of comments are missing, on which the signals rest."),
            facts.Followers,
            facts.Following,
            facts.FollowerCounts,
            tables.Benchmarks));
        var (reach, value) = gaps.Fill(ReportPart.ReachAndValue, () => ReachAndValue.Of(facts.Followers, metrics, tables.ReachAndPrices));
        var languages = texts?.Captions is { } captions
            ? gaps.Fill(ReportPart.Languages, () => LanguageFigures.Of(windowPosts.Select(post => captions.GetValueOrDefault(post.Facts.ShortCode))))
            : null;
        var topics = texts?.Topics is { } hits ? gaps.Fill(ReportPart.Topics, () => TopicFigures.Of(hits)) : null;
        if (comments is not null && texts?.Comments is { } moods)
            comments = comments with { Sentiment = SentimentCounts.Of(moods) };

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
            Warnings = [.. warnings, .. gaps.Warnings],
            Window = window,
            Metrics = metrics,
            HiddenLikes = new HiddenLikesCount(chosen.Posts.Count - likesKnown, chosen.Posts.Count),
            Growth = GrowthFigures.Section(facts.FollowerCounts),
            Paid = paid,
            Brands = brands,
            Hashtags = hashtags,
            Comments = comments,
            Authenticity = authenticity,
            Reach = reach,
            Value = value,
            Languages = languages,
            Topics = topics,
            BestTimes = bestTimes,
            Tables = [.. ReferenceTable.All.Select(table => table.NamedIn(tables))],
            Posts = [.. posts.Take(MostPostsShown)],
        };
    }

    private static ReportMetrics Metrics(
        CreatorFacts facts, FigureSheet sheet, PostWindow chosen, DateTimeOffset analysedAt, Benchmarks benchmarks)
    {
        var engagement = new EngagementFigures(sheet, facts.Followers);
        var reels = new ReelFigures(sheet, facts.Followers);
        var posting = new PostingFigures(sheet, analysedAt, ReachesBack28Days(facts, analysedAt));
        return new ReportMetrics
        {
            EngagementRate = Compared(engagement.EngagementRate(), facts.Followers, benchmarks),
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

    private static Figure Compared(Figure rate, long? followers, Benchmarks benchmarks)
    {
        if (rate.Value is not { } value || followers is null)
            return rate;
        var comparison = benchmarks.Compare(value, followers.Value);
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

    private static List<LookedAtPost> LookAt(
        List<PostFacts> posts, HiddenLikes hidden, string username, SponsoredWords words, SectionGaps gaps)
    {
        var levels = gaps.Fill(ReportPart.Paid, () => posts.ConvertAll(post => PaidPosts.Classify(post, username, words)));
        return [.. posts.Select((post, index) => new LookedAtPost(post, hidden.KnownLikes(post), levels?[index].Level, levels?[index].Evidence))];
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

using CreatorAnalytics.Analysis;
using CreatorAnalytics.Analysis.Tables;
using CreatorAnalytics.Creators;

namespace CreatorAnalytics.Tests.Analysis;

public sealed class FigureEdgeTests
{
    private static readonly DateTimeOffset Now = new(2026, 3, 31, 12, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData(0, null, Confidence.None, "too_few_posts")]
    [InlineData(1, null, Confidence.None, "too_few_posts")]
    [InlineData(2, null, Confidence.None, "too_few_posts")]
    [InlineData(3, 1.2, Confidence.Low, null)]
    [InlineData(5, 1.3, Confidence.Low, null)]
    [InlineData(6, 1.35, Confidence.Medium, null)]
    [InlineData(11, 1.6, Confidence.Medium, null)]
    [InlineData(12, 1.65, Confidence.High, null)]
    [InlineData(13, 1.7, Confidence.High, null)]
    public void Engagement_needs_three_posts_and_trust_grows_with_their_number(int count, double? rate, Confidence confidence, string? reason)
    {
        // Engagement of the posts: 110, 120, 130 … of 10,000 followers.
        var figure = Build(Posts(count, index => 100 + 10 * index, comments: 10)).Metrics.EngagementRate;

        Assert.Equal(rate, figure.Value is { } value ? Math.Round(value, 10) : null);
        Assert.Equal(count, figure.N);
        Assert.Equal(confidence, figure.Confidence);
        Assert.Equal(reason, figure.Reason);
    }

    [Theory]
    [InlineData(11, false)]
    [InlineData(12, true)]
    [InlineData(13, true)]
    public void Spread_and_trend_need_twelve_posts(int count, bool known)
    {
        var metrics = Build(Posts(count, index => 100 + 10 * index)).Metrics;

        Assert.Equal(known, metrics.LikesSpread.Value is not null);
        Assert.Equal(known, metrics.EngagementTrend.Value is not null);
        Assert.Equal(known ? null : "too_few_posts", metrics.LikesSpread.Reason);
        Assert.Equal(known ? 12 : count, metrics.EngagementTrend.N);
    }

    [Fact]
    public void All_likes_hidden_leaves_what_needs_no_likes()
    {
        var report = Build(Posts(12, _ => null, comments: 20));

        Assert.Equal(new HiddenLikesCount(12, 12), report.HiddenLikes);
        Assert.Equal("likes_hidden", report.Metrics.EngagementRate.Reason);
        Assert.Null(report.Metrics.EngagementRate.Value);
        Assert.Null(report.Metrics.EngagementRate.Verdict);
        Assert.Equal("likes_hidden", report.Metrics.LikesSpread.Reason);
        Assert.Equal("likes_hidden", report.Metrics.ByType.Image.EngagementRate.Reason);
        Assert.Equal(0.2, report.Metrics.CommentsRate.Value!.Value, 10);
        Assert.Equal(Confidence.High, report.Metrics.CommentsRate.Confidence);
    }

    [Theory]
    [InlineData(6, 12, null)]
    [InlineData(7, 12, "likes_hidden")]
    public void Half_of_the_likes_is_enough(int hidden, int count, string? reason)
    {
        var figure = Build(Posts(count, index => index < hidden ? -1 : 500)).Metrics.EngagementRate;

        Assert.Equal(reason, figure.Reason);
        Assert.Equal(count - hidden, figure.N);
    }

    [Fact]
    public void Three_likes_on_half_of_the_posts_are_no_likes()
    {
        var report = Build(Posts(12, index => index % 2 == 0 ? 3 : 90 + index, comments: 0), followers: 400);

        Assert.Equal(new HiddenLikesCount(6, 12), report.HiddenLikes);
        Assert.Equal([null, 91, null, 93, null, 95, null, 97, null, 99, null, 101], report.Posts.Select(post => post.Likes));
    }

    [Theory]
    [InlineData(3, 3, 5_000, null)]
    [InlineData(4, 3, 5_000, 4L)]
    [InlineData(3, 2, 5_000, 3L)]
    [InlineData(3, 3, 4_999, 3L)]
    [InlineData(0, 3, 5_000, null)]
    public void Few_likes_with_comments_at_a_large_account_are_no_likes(long likes, long comments, long followers, long? shown)
    {
        var posts = Posts(12, index => index == 0 ? likes : 500, index => index == 0 ? comments : 1);

        Assert.Equal(shown, Build(posts, followers).Posts[0].Likes);
    }

    [Fact]
    public void A_pinned_old_post_is_judged_by_its_age()
    {
        var pinned = new PostFacts("pinned", PostType.Image, Now.AddDays(-300)) { Likes = 900_000, IsPinned = true };
        var report = Build([pinned, .. Posts(12, _ => 500)]);

        Assert.Equal(12, report.Window.Posts);
        Assert.Equal([new ExcludedPost("pinned", "older_than_60_days")], report.Window.Excluded);
        Assert.Equal("pinned", report.Posts[^1].ShortCode);
        Assert.Equal("not_covered", Build([pinned, .. Posts(6, _ => 500)]).Metrics.PostsPerWeek.Reason);
    }

    [Fact]
    public void A_post_younger_than_a_day_counts_for_the_pace_only()
    {
        var young = new PostFacts("young", PostType.Image, Now.AddHours(-24).AddSeconds(1)) { Likes = 1 };
        var report = Build([young, .. Posts(20, _ => 500)]);

        Assert.Equal([new ExcludedPost("young", "younger_than_a_day")], report.Window.Excluded);
        Assert.Equal(5.1, report.Metrics.EngagementRate.Value!.Value, 10);
        Assert.Equal(14 + 1, report.Metrics.PostsPerWeek.N);
        Assert.Equal(15 / 4.0, report.Metrics.PostsPerWeek.Value);
        Assert.Equal(1, report.Metrics.DaysSinceLastPost.Value!.Value, 3);
    }

    [Fact]
    public void Older_posts_fill_up_to_twelve_but_none_older_than_ten_months()
    {
        PostFacts At(string code, DateTimeOffset taken) => new(code, PostType.Image, taken) { Likes = 100 };
        var edge = Now.AddMonths(-10);
        var report = Build([.. Posts(4, _ => 500), At("at the edge", edge), At("past it", edge.AddSeconds(-1))]);

        Assert.Equal(5, report.Window.Posts);
        Assert.Equal(edge, report.Window.From);
        Assert.Equal([new ExcludedPost("past it", "older_than_10_months")], report.Window.Excluded);
    }

    [Fact]
    public void More_than_500_posts_are_cut()
    {
        var report = Build([.. Enumerable.Range(0, 510).Select(i => new PostFacts($"p{i}", PostType.Image, Now.AddHours(-30 - i)) { Likes = 9 })]);

        Assert.Equal(500, report.Window.Posts);
        Assert.Equal(500, report.Posts.Count);
        Assert.Equal(10, report.Window.Excluded.Count(post => post.Reason == "more_than_500"));
    }

    [Theory]
    [InlineData(0L)]
    [InlineData(null)]
    public void Without_followers_no_rate_is_given(long? followers)
    {
        var metrics = Build(Posts(12, _ => 500), followers).Metrics;

        Assert.Equal("no_followers", metrics.EngagementRate.Reason);
        Assert.Equal("no_followers", metrics.CommentsRate.Reason);
        Assert.Equal(12, metrics.EngagementRate.N);
        Assert.NotNull(metrics.CommentsPer100Likes.Value);
    }

    [Fact]
    public void Only_reels_leave_the_other_types_empty()
    {
        var metrics = Build(Posts(12, _ => 500, type: PostType.Reel, plays: index => 1_000 * (index + 1))).Metrics;

        Assert.Equal(12, metrics.ByType.Reel.Posts);
        Assert.Equal(metrics.EngagementRate.Value, metrics.ByType.Reel.EngagementRate.Value);
        Assert.Equal(0, metrics.ByType.Carousel.Posts);
        Assert.Equal("too_few_posts", metrics.ByType.Carousel.EngagementRate.Reason);
        Assert.Equal(6_500, metrics.ReelPlaysMedian.Value);
        Assert.Equal(6_500, metrics.ReelPlaysMean.Value);
        Assert.Equal(65, metrics.ViewRate.Value);
    }

    [Fact]
    public void Reels_without_plays_are_not_watched_zero_times()
    {
        var metrics = Build(Posts(12, _ => 500, type: PostType.Reel, plays: index => index < 2 ? 1_000 : index == 2 ? 0 : null)).Metrics;

        Assert.Null(metrics.ReelPlaysMedian.Value);
        Assert.Equal(2, metrics.ReelPlaysMedian.N);
        Assert.Equal("too_few_posts", metrics.ReelPlaysMedian.Reason);
        Assert.Equal("too_few_posts", metrics.ReelEngagementByPlays.Reason);
        Assert.NotNull(metrics.ByType.Reel.EngagementRate.Value);
    }

    [Fact]
    public void The_median_of_an_even_count_is_the_mean_of_the_middle_two()
    {
        Assert.Equal(2.5, Statistics.Median([4, 1, 3, 2]));
        Assert.Equal(3, Statistics.Median([9, 3, 1]));
    }

    [Fact]
    public void An_account_whose_posts_are_all_known_posts_as_often_as_it_does()
    {
        var posts = Posts(2, _ => 5);

        Assert.Equal(0.5, Build(posts, postsCount: 2).Metrics.PostsPerWeek.Value);
        Assert.Equal("not_covered", Build(posts, postsCount: 3).Metrics.PostsPerWeek.Reason);
        Assert.Equal("not_covered", Build(posts, postsCount: null).Metrics.PostsPerWeek.Reason);
    }

    private static Report Build(IReadOnlyList<PostFacts> posts, long? followers = 10_000, long? postsCount = 1_000) => ReportBuilder.Build(
        new CreatorFacts("1", "someone", "sandbox") { Followers = followers, PostsCount = postsCount, Posts = posts }, [], Now, 1, ReferenceTables.Delivered);

    /// <summary>One post every second day, the newest two days old.</summary>
    private static PostFacts[] Posts(
        int count, Func<int, long?> likes, long comments = 10, PostType type = PostType.Image, Func<int, long?>? plays = null) =>
        Posts(count, likes, _ => comments, type, plays);

    private static PostFacts[] Posts(
        int count, Func<int, long?> likes, Func<int, long> comments, PostType type = PostType.Image, Func<int, long?>? plays = null) =>
    [
        .. Enumerable.Range(0, count).Select(index => new PostFacts($"p{index}", type, Now.AddDays(-2 * (index + 1)))
        {
            Likes = likes(index),
            Comments = comments(index),
            Plays = plays?.Invoke(index),
        }),
    ];
}

using CreatorAnalytics.Analysis;
using CreatorAnalytics.Analysis.Tables;
using CreatorAnalytics.Creators;
using CsCheck;

namespace CreatorAnalytics.Tests.Analysis;

public sealed class FiguresAgainstNaiveTests
{
    private const int Creators = 500;

    [Fact]
    public void Every_figure_equals_an_independent_computation() => GeneratedCreators.Any.Sample(
        facts =>
        {
            var report = ReportBuilder.Build(facts, [], GeneratedCreators.AnalysedAt, 1, ReferenceTables.Delivered);
            var naive = new NaiveFigures(facts, GeneratedCreators.AnalysedAt);
            var metrics = report.Metrics;

            Assert.Equal(naive.WindowCount, report.Window.Posts);
            Assert.Equal(facts.Posts.Count - naive.WindowCount, report.Window.Excluded.Count);
            Assert.Equal(new HiddenLikesCount(naive.HiddenCount, naive.WindowCount), report.HiddenLikes);
            Same(naive.EngagementRate, metrics.EngagementRate);
            Same(naive.EngagementRateMean, metrics.EngagementRateMean);
            Same(naive.LikesRate, metrics.LikesRate);
            Same(naive.CommentsRate, metrics.CommentsRate);
            Same(naive.Image, metrics.ByType.Image.EngagementRate);
            Same(naive.Carousel, metrics.ByType.Carousel.EngagementRate);
            Same(naive.Reel, metrics.ByType.Reel.EngagementRate);
            Assert.Equal(naive.CountOf(PostType.Image), metrics.ByType.Image.Posts);
            Assert.Equal(naive.CountOf(PostType.Carousel), metrics.ByType.Carousel.Posts);
            Assert.Equal(naive.CountOf(PostType.Reel), metrics.ByType.Reel.Posts);
            Same(naive.ReelEngagementByPlays, metrics.ReelEngagementByPlays);
            Same(naive.ReelPlaysMedian, metrics.ReelPlaysMedian);
            Same(naive.ReelPlaysMean, metrics.ReelPlaysMean);
            Same(naive.ViewRate, metrics.ViewRate);
            Same(naive.CommentsPer100Likes, metrics.CommentsPer100Likes);
            Same(naive.ViewsPerLike, metrics.ViewsPerLike);
            Same(naive.LikesSpread, metrics.LikesSpread);
            Same(naive.EngagementTrend, metrics.EngagementTrend);
            Same(naive.PostsPerWeek, metrics.PostsPerWeek);
            Same(naive.MedianGapDays, metrics.MedianGapDays);
            Same(naive.DaysSinceLastPost, metrics.DaysSinceLastPost);
            Same(naive.Consistency, metrics.Consistency);
        },
        iter: Creators);

    [Fact]
    public void Posts_show_their_likes_unless_hidden_newest_first() => GeneratedCreators.Any.Sample(
        facts =>
        {
            var report = ReportBuilder.Build(facts, [], GeneratedCreators.AnalysedAt, 1, ReferenceTables.Delivered);
            var naive = new NaiveFigures(facts, GeneratedCreators.AnalysedAt);
            Assert.Equal(facts.Posts.Count, report.Posts.Count);
            Assert.Equal(report.Posts.OrderByDescending(post => post.TakenAt).Select(post => post.TakenAt), report.Posts.Select(post => post.TakenAt));
            Assert.All(
                report.Posts,
                post => Assert.Equal(naive.LikesOf(facts.Posts.Single(known => known.ShortCode == post.ShortCode)), post.Likes));
        },
        iter: Creators);

    [Fact]
    public void The_posts_shown_as_used_are_as_many_as_the_figure_says() => GeneratedCreators.Any.Sample(
        facts =>
        {
            var report = ReportJson.Read(ReportJson.Write(ReportBuilder.Build(facts, [], GeneratedCreators.AnalysedAt, 1, ReferenceTables.Delivered)));
            var sampling = Sampling.Of(report);
            foreach (var figure in new[] { report.Metrics.EngagementRate, report.Metrics.ViewsPerLike, report.Metrics.LikesSpread, report.Metrics.PostsPerWeek })
            {
                var sampled = sampling.Take(figure.Sample!.Value);
                Assert.Equal(figure.N, sampled.Used.Count);
                Assert.Equal(report.Posts.Count, sampled.Used.Count + sampled.LeftOut.Count);
            }
        },
        iter: Creators);

    private static void Same(Expected expected, Figure figure)
    {
        Assert.Equal(expected.Value is null, figure.Value is null);
        if (expected.Value is { } value)
            Assert.InRange(figure.Value!.Value, value - Tolerance(value), value + Tolerance(value));
        Assert.Equal(expected.Reason, figure.Reason);
        Assert.Equal(expected.N, figure.N);
        Assert.Equal(expected.From, figure.From);
        Assert.Equal(expected.To, figure.To);
        Assert.Equal(ConfidenceOf(expected), figure.Confidence);
    }

    private static double Tolerance(double value) => 1e-12 + Math.Abs(value) * 1e-9;

    private static Confidence ConfidenceOf(Expected expected) => expected switch
    {
        { Value: null } => Confidence.None,
        { N: >= 12 } => Confidence.High,
        { N: >= 6 } => Confidence.Medium,
        _ => Confidence.Low,
    };
}

namespace CreatorAnalytics.Analysis.Pages;

/// <summary>A figure under the name that people read.</summary>
/// <param name="IsChange">Whether it is a change, which carries its sign.</param>
internal sealed record NamedFigure(string Name, Figure Figure, bool IsChange = false);

/// <summary>The key figures in the order of the page.</summary>
internal sealed record FigureGroup(string Id, string Title, IReadOnlyList<NamedFigure> Figures)
{
    public static IReadOnlyList<FigureGroup> Of(ReportMetrics metrics) =>
    [
        new("engagement", "Engagement",
        [
            new("Engagement rate", metrics.EngagementRate),
            new("Engagement rate, mean", metrics.EngagementRateMean),
            new("Likes rate", metrics.LikesRate),
            new("Comments rate", metrics.CommentsRate),
            new("Comments per 100 likes", metrics.CommentsPer100Likes),
            new("Spread of likes", metrics.LikesSpread),
            new("Engagement trend", metrics.EngagementTrend),
        ]),
        new("reels", "Reels",
        [
            new("Plays, median", metrics.ReelPlaysMedian),
            new("Plays, mean", metrics.ReelPlaysMean),
            new("View rate", metrics.ViewRate),
            new("Engagement by plays", metrics.ReelEngagementByPlays),
            new("Views per like", metrics.ViewsPerLike),
        ]),
        new("posting", "Posting",
        [
            new("Posts", metrics.PostsPerWeek),
            new("Median gap between posts", metrics.MedianGapDays),
            new("Since the last post", metrics.DaysSinceLastPost),
            new("Consistency", metrics.Consistency),
        ]),
        new("growth", "Growth of followers",
        [
            new("In 7 days", metrics.Growth7d, IsChange: true),
            new("In 30 days", metrics.Growth30d, IsChange: true),
            new("In 90 days", metrics.Growth90d, IsChange: true),
        ]),
    ];
}

namespace CreatorAnalytics.Analysis;

/// <summary>How many of those who could react do: rates by followers, by type of post, and how even and how lasting they are.</summary>
internal sealed class EngagementFigures(FigureSheet sheet, long? followers)
{
    public Figure EngagementRate(PostSample sample = PostSample.LikesKnown) => sheet.Fill(Rate(
        sample,
        "100 × median(likes + comments) ÷ followers",
        posts => Statistics.Median(posts.Select(Engagement))));

    public Figure EngagementRateMean() => sheet.Fill(Rate(
        PostSample.LikesKnown,
        "100 × mean(likes + comments) ÷ followers",
        posts => Statistics.Mean([.. posts.Select(Engagement)])));

    public Figure LikesRate() => sheet.Fill(Rate(
        PostSample.LikesKnown,
        "100 × median(likes) ÷ followers",
        posts => Statistics.Median(posts.Select(Likes))));

    /// <summary>Needs no likes, so it stands where they are hidden; never to be mixed with the engagement rate.</summary>
    public Figure CommentsRate() => sheet.Fill(Rate(
        PostSample.Window,
        "100 × median(comments) ÷ followers",
        posts => Statistics.Median(posts.Select(Comments))) with
    {
        UsesLikes = false,
    });

    public Figure CommentsPer100Likes() => sheet.Fill(new FigureRule(
        PostSample.LikesKnown,
        FigureUnit.Ratio,
        "100 × median(comments) ÷ median(likes)",
        posts => 100 * Statistics.Median(posts.Select(Comments)) / Statistics.Median(posts.Select(Likes)),
        FigureReasons.NoLikes)
    {
        UsesLikes = true,
    });

    public Figure LikesSpread() => sheet.Fill(new FigureRule(
        PostSample.Newest12,
        FigureUnit.Ratio,
        "standard deviation (n − 1) of likes ÷ mean of likes, newest 12 posts",
        posts => Statistics.Variation([.. posts.Select(Likes)]),
        FigureReasons.NoLikes)
    {
        Needs = 12,
        UsesLikes = true,
    });

    public Figure EngagementTrend() => sheet.Fill(new FigureRule(
        PostSample.Newest12,
        FigureUnit.Ratio,
        "median(likes + comments) of the newest 6 posts ÷ that of the 6 before",
        posts => Statistics.Median(posts.Take(6).Select(Engagement)) / Statistics.Median(posts.Skip(6).Select(Engagement)),
        FigureReasons.NoEngagement)
    {
        Needs = 12,
        UsesLikes = true,
    });

    private FigureRule Rate(PostSample sample, string formula, Func<IReadOnlyList<ReportPost>, double> perPost) => new(
        sample,
        FigureUnit.Percent,
        formula,
        posts => followers > 0 ? 100 * perPost(posts) / followers.Value : double.NaN,
        FigureReasons.NoFollowers)
    {
        UsesLikes = true,
    };

    private static double Engagement(ReportPost post) => Likes(post) + post.Comments;

    private static double Likes(ReportPost post) => post.Likes ?? throw new InvalidOperationException("A sample of known likes holds a hidden one.");

    private static double Comments(ReportPost post) => post.Comments;
}

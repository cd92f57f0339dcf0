namespace CreatorAnalytics.Analysis;

/// <summary>How often and how regularly a creator posts.</summary>
/// <param name="reachesBack28Days">Whether the newest scrape covers the last 28 days, so that counting them means something.</param>
internal sealed class PostingFigures(FigureSheet sheet, DateTimeOffset analysedAt, bool reachesBack28Days)
{
    private const double WeeksCounted = 4;

    public Figure PostsPerWeek() => sheet.Fill(new FigureRule(
        PostSample.Last28Days,
        FigureUnit.PerWeek,
        "posts of the last 28 days ÷ 4",
        posts => reachesBack28Days ? posts.Count / WeeksCounted : double.NaN,
        FigureReasons.NotCovered)
    {
        Needs = 0,
    });

    public Figure MedianGapDays() => sheet.Fill(new FigureRule(
        PostSample.Window,
        FigureUnit.Days,
        "median(days between consecutive posts)",
        posts => Statistics.Median(Gaps(posts)),
        FigureReasons.TooFewPosts));

    public Figure Consistency() => sheet.Fill(new FigureRule(
        PostSample.Window,
        FigureUnit.Ratio,
        "1 − min(1, standard deviation (n − 1) ÷ mean of the days between consecutive posts)",
        posts => 1 - Math.Min(1, Statistics.Variation(Gaps(posts))),
        FigureReasons.NoGaps)
    {
        // Three gaps.
        Needs = 4,
    });

    public Figure DaysSinceLastPost() => sheet.Fill(new FigureRule(
        PostSample.All,
        FigureUnit.Days,
        "time of analysis − time of the newest post known",
        posts => Math.Max(0, (analysedAt - posts[0].TakenAt).TotalDays),
        FigureReasons.TooFewPosts)
    {
        Needs = 1,
    });

    private static double[] Gaps(IReadOnlyList<ReportPost> newestFirst) =>
        [.. newestFirst.Zip(newestFirst.Skip(1), (newer, older) => (newer.TakenAt - older.TakenAt).TotalDays)];
}

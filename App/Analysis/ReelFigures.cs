namespace CreatorAnalytics.Analysis;

/// <summary>How reels are watched. Plays and views are different counters and are never mixed.</summary>
internal sealed class ReelFigures(FigureSheet sheet, long? followers)
{
    public Figure EngagementByPlays() => sheet.Fill(new FigureRule(
        PostSample.ReelsWithPlaysAndLikes,
        FigureUnit.Percent,
        "100 × median((likes + comments) ÷ plays), reels",
        reels => 100 * Statistics.Median(reels.Select(reel => (reel.Likes!.Value + reel.Comments) / Plays(reel))),
        FigureReasons.TooFewPosts)
    {
        UsesLikes = true,
    });

    public Figure PlaysMedian() => sheet.Fill(new FigureRule(
        PostSample.ReelsWithPlays,
        FigureUnit.Count,
        "median(plays), reels",
        reels => Statistics.Median(reels.Select(Plays)),
        FigureReasons.TooFewPosts));

    public Figure PlaysMean() => sheet.Fill(new FigureRule(
        PostSample.ReelsWithPlays,
        FigureUnit.Count,
        "mean(plays), reels",
        reels => Statistics.Mean([.. reels.Select(Plays)]),
        FigureReasons.TooFewPosts));

    public Figure ViewRate() => sheet.Fill(new FigureRule(
        PostSample.ReelsWithPlays,
        FigureUnit.Percent,
        "100 × median(plays) ÷ followers, reels",
        reels => followers > 0 ? 100 * Statistics.Median(reels.Select(Plays)) / followers.Value : double.NaN,
        FigureReasons.NoFollowers));

    public Figure ViewsPerLike() => sheet.Fill(new FigureRule(
        PostSample.ReelsWithViewsAndLikes,
        FigureUnit.Ratio,
        "median(views ÷ likes), reels",
        reels => Statistics.Median(reels.Select(reel => (double)reel.Views!.Value / reel.Likes!.Value)),
        FigureReasons.NoLikes)
    {
        UsesLikes = true,
    });

    private static double Plays(ReportPost reel) => reel.Plays!.Value;
}

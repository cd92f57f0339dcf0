namespace CreatorAnalytics.Analysis;

/// <summary>How much of what a creator posts is advertising, and how it does.</summary>
internal static class PaidFigures
{
    /// <summary>Of each kind, so that the ratio means something.</summary>
    private const int LeastOfEach = 3;

    /// <param name="window">All of them looked at.</param>
    public static PaidSection Of(IReadOnlyList<LookedAtPost> window)
    {
        var paid = window.Where(post => post.Paid is not PaidLevel.Organic).ToList();
        return new PaidSection(
            window.Count(post => post.Paid is PaidLevel.Disclosed),
            window.Count(post => post.Paid is PaidLevel.Likely),
            window.Count - paid.Count,
            Share(window, paid.Count),
            Performance(window),
            [.. paid.Select(post => new PaidPost(post.Facts.ShortCode, post.Paid!.Value, post.Evidence!))]);
    }

    private static Figure Share(IReadOnlyList<LookedAtPost> window, int paid) => FigureSheet.New(
        window.Count < LeastOfEach ? null : 100d * paid / window.Count,
        FigureUnit.Percent,
        [.. window.Select(post => post.Facts.TakenAt)],
        "100 × (disclosed + likely posts) ÷ posts",
        window.Count < LeastOfEach ? FigureReasons.TooFewPosts : null) with
    {
        Sample = PostSample.Window,
    };

    /// <summary>Followers cancel out, so that engagement itself is compared.</summary>
    private static Figure Performance(IReadOnlyList<LookedAtPost> window)
    {
        var known = window.Where(post => post.Engagement is not null).ToList();
        var (paid, organic) = (
            known.Where(post => post.Paid is not PaidLevel.Organic).Select(post => post.Engagement!.Value).ToList(),
            known.Where(post => post.Paid is PaidLevel.Organic).Select(post => post.Engagement!.Value).ToList());
        var reason = paid.Count < LeastOfEach || organic.Count < LeastOfEach ? FigureReasons.TooFewPaid
            : Statistics.Median(organic) == 0 ? FigureReasons.NoEngagement
            : null;
        return FigureSheet.New(
            reason is null ? Statistics.Median(paid) / Statistics.Median(organic) : null,
            FigureUnit.Ratio,
            [.. known.Select(post => post.Facts.TakenAt)],
            "median engagement of disclosed and likely posts ÷ that of the others; needs three of each",
            reason) with
        {
            Sample = PostSample.LikesKnown,
        };
    }
}

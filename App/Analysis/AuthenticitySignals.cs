using System.Globalization;

namespace CreatorAnalytics.Analysis;

/// <summary>
/// Signals that engagement was bought or arranged, as deductions from 100, each with its evidence. The weights are ours; the signs are
/// those that the market's tools name. A single one proves nothing.
/// </summary>
internal static class AuthenticitySignals
{
    private const int LeastPosts = 6;
    private const int LeastForSpread = 12;

    /// <summary>Below this a share of comments says nothing.</summary>
    private const int LeastComments = 20;

    private const long MassFollowing = 1_500;
    private const long SmallAccount = 50_000;

    /// <param name="posts">How many posts the window holds.</param>
    public static AuthenticitySection Of(
        int posts, ReportMetrics metrics, CommentsSection comments, long? followers, long? following, IReadOnlyList<FollowerCount> counts,
        Benchmarks benchmarks)
    {
        if (posts < LeastPosts)
            return new AuthenticitySection(null, []);
        List<Deduction> deductions =
        [
            .. Engagement(metrics, followers, benchmarks),
            .. Ratios(metrics),
            .. Comments(comments),
            .. Following(followers, following),
            .. Growth(counts),
        ];
        return new AuthenticitySection(Math.Max(0, 100 - deductions.Sum(deduction => deduction.Points)), deductions);
    }

    private static IEnumerable<Deduction> Engagement(ReportMetrics metrics, long? followers, Benchmarks benchmarks)
    {
        if (metrics.EngagementRate.Value is not { } rate || followers is not { } size)
            yield break;
        var cuts = benchmarks.RowOf(size).Cuts;
        if (rate < cuts[0])
            yield return new Deduction(20, "Engagement is far below peers", $"{Number(rate)} % where {Number(cuts[0])} % is already low");
        else if (rate > 3 * cuts[3])
            yield return new Deduction(10, "Engagement is far above peers", $"{Number(rate)} % where {Number(cuts[3])} % is already high");
    }

    private static IEnumerable<Deduction> Ratios(ReportMetrics metrics)
    {
        if (metrics.CommentsPer100Likes.Value is { } comments and (< 0.5 or > 5))
            yield return new Deduction(10, "Unusual number of comments for the likes", $"{Number(comments)} comments per 100 likes; 0.5 to 5 is usual");
        if (metrics.ViewsPerLike.Value is { } views and (< 2 or > 10))
            yield return new Deduction(10, "Unusual number of views for the likes", $"{Number(views)} views per like on reels; 2 to 10 is usual");
        if (metrics.LikesSpread is { Value: { } spread and < 0.10, N: >= LeastForSpread })
            yield return new Deduction(10, "Likes hardly differ from post to post", $"They spread by {Number(100 * spread)} % of their mean; below 10 % is unusual");
    }

    private static IEnumerable<Deduction> Comments(CommentsSection comments)
    {
        if (comments.Sampled < LeastComments)
            yield break;
        var points = (int)Math.Round(20 * Math.Clamp((comments.GenericShare!.Value - 15) / (50 - 15), 0, 1));
        if (points > 0)
            yield return new Deduction(points, "Many comments could stand under any picture", $"{Number(comments.GenericShare.Value)} % of {comments.Sampled}; up to 15 % is usual");
        if (comments.DuplicateShare > 40)
            yield return new Deduction(10, "Comments repeat each other", $"{Number(comments.DuplicateShare.Value)} % of {comments.Sampled} were written before");
    }

    private static IEnumerable<Deduction> Following(long? followers, long? following)
    {
        if (following > MassFollowing)
            yield return new Deduction(10, "Follows very many accounts", $"{Whole(following.Value)} accounts; above {Whole(MassFollowing)} is typical of mass following");
        else if (followers is { } size and < SmallAccount && following > size)
            yield return new Deduction(10, "Follows more accounts than follow back", $"{Whole(following.Value)} followed, {Whole(size)} followers");
    }

    /// <summary>A day on which followers changed by more than five times the usual deviation and by more than 1 %.</summary>
    private static IEnumerable<Deduction> Growth(IReadOnlyList<FollowerCount> counts)
    {
        var sorted = counts.OrderBy(count => count.At).ToList();
        var steps = sorted.Zip(sorted.Skip(1))
            .Where(pair => (pair.Second.At - pair.First.At).TotalDays > 0 && pair.First.Followers > 0)
            .Select(pair => (
                At: pair.Second.At,
                Daily: (pair.Second.Followers - pair.First.Followers) / Math.Max(1, (pair.Second.At - pair.First.At).TotalDays),
                Before: pair.First.Followers))
            .ToList();
        if (steps.Count < LeastPosts)
            yield break;
        var median = Statistics.Median(steps.Select(step => step.Daily));
        var deviation = Statistics.Median(steps.Select(step => Math.Abs(step.Daily - median)));
        var unusual = steps.Where(step => Math.Abs(step.Daily - median) > 5 * deviation && Math.Abs(step.Daily) > 0.01 * step.Before).ToList();
        if (unusual.Count > 0)
        {
            var largest = unusual.MaxBy(step => Math.Abs(step.Daily));
            yield return new Deduction(
                10,
                "Followers jumped",
                $"{Whole((long)Math.Round(largest.Daily))} a day until {largest.At.UtcDateTime.ToString("d MMM yyyy", CultureInfo.InvariantCulture)}; a viral post, a giveaway or bought followers do that");
        }
    }

    private static string Number(double value) => value.ToString("0.##", CultureInfo.InvariantCulture);

    private static string Whole(long value) => value.ToString("N0", CultureInfo.InvariantCulture);
}

using CreatorAnalytics.Ui;

namespace CreatorAnalytics.Analysis.Pages;

/// <summary>A value that reads differently in the later of two versions.</summary>
/// <param name="Before">For reading; null without a value.</param>
/// <param name="After">As <paramref name="Before"/>.</param>
/// <param name="Change">With its sign: percentage points of a percentage, percent of anything else; null when there is nothing to set it against.</param>
internal sealed record ChangedValue(string Name, string? Before, string? After, string? Change);

/// <summary>What is different between two versions of a creator's report.</summary>
/// <param name="Profile">Changes of the profile, as sentences.</param>
/// <param name="NewPosts">Posts taken after the newest that the earlier version knew, newest first.</param>
/// <param name="Values">Account and figures, in the order of the report.</param>
/// <param name="NotComparable">Figures whose formula is another one by now.</param>
internal sealed record ReportChanges(
    IReadOnlyList<string> Profile, IReadOnlyList<ReportPost> NewPosts, IReadOnlyList<ChangedValue> Values, int NotComparable)
{
    public bool IsEmpty => Profile.Count + NewPosts.Count + Values.Count + NotComparable == 0;

    /// <summary>Null when one is made up and the other is not, since nothing follows from such a difference.</summary>
    public static ReportChanges? Between(Report earlier, Report later)
    {
        if (earlier.Source != later.Source)
            return null;
        var pairs = Figures(earlier)
            .Join(Figures(later), before => before.Name, after => after.Name, (before, after) => (Before: before, After: after))
            .ToLookup(pair => pair.Before.Figure.Formula == pair.After.Figure.Formula);
        List<ChangedValue?> values =
        [
            Count("Followers", earlier.Followers, later.Followers),
            Count("Following", earlier.Following, later.Following),
            Count("Posts in all", earlier.PostsCount, later.PostsCount),
            earlier.Authenticity is null || later.Authenticity is null
                ? null
                : Count("Authenticity signals", earlier.Authenticity.Score, later.Authenticity.Score),
            .. pairs[true].Select(pair => Changed(pair.Before, pair.After)),
        ];
        return new ReportChanges([.. OfProfile(earlier, later)], NewPostsOf(earlier, later), [.. values.OfType<ChangedValue>()], pairs[false].Count());
    }

    /// <summary>Growth is left out: it is a change already, and that of a change says nothing to anybody.</summary>
    private static IEnumerable<NamedFigure> Figures(Report report)
    {
        IEnumerable<NamedFigure> paid = report.Paid is { } section
            ? [new("Sponsored share", section.SponsoredShare), new("Sponsored against organic", section.PaidPostPerformance)]
            : [];
        var types = report.Metrics.ByType;
        return FigureGroup.Of(report.Metrics)
            .SelectMany(group => group.Figures)
            .Where(named => !named.IsChange)
            .Append(new NamedFigure("Engagement of images", types.Image.EngagementRate))
            .Append(new NamedFigure("Engagement of carousels", types.Carousel.EngagementRate))
            .Append(new NamedFigure("Engagement of reels", types.Reel.EngagementRate))
            .Concat(paid);
    }

    private static IEnumerable<string> OfProfile(Report earlier, Report later)
    {
        if (earlier.Username != later.Username)
            yield return $"The username was @{earlier.Username}.";
        if (earlier.FullName != later.FullName)
            yield return $"The name was {Quoted(earlier.FullName)}.";
        if (earlier.Biography != later.Biography)
            yield return $"The biography was {Quoted(earlier.Biography)}.";
        if (earlier.Category != later.Category)
            yield return $"The category was {Quoted(earlier.Category)}.";
        if (earlier.Verified != later.Verified)
            yield return later.Verified ? "The account is verified now." : "The account is no longer verified.";
        if (earlier.Private != later.Private)
            yield return later.Private ? "The account is private now." : "The account is public now.";
        if (earlier.Business != later.Business)
            yield return later.Business ? "It is a business account now." : "It is no longer a business account.";
    }

    private static List<ReportPost> NewPostsOf(Report earlier, Report later)
    {
        var known = earlier.Posts.Select(post => post.ShortCode).ToHashSet();
        var newest = earlier.Posts.Count == 0 ? earlier.AnalysedAt : earlier.Posts.Max(post => post.TakenAt);
        return [.. later.Posts.Where(post => post.TakenAt > newest && !known.Contains(post.ShortCode))];
    }

    private static ChangedValue? Count(string name, long? before, long? after) =>
        before == after
            ? null
            : new ChangedValue(
                name,
                before is { } was ? Format.Exact(was) : null,
                after is { } now ? Format.Exact(now) : null,
                Difference(before, after, FigureUnit.Count));

    private static ChangedValue? Changed(NamedFigure before, NamedFigure after)
    {
        var (was, now) = (Text(before.Figure), Text(after.Figure));
        return was == now
            ? null
            : new ChangedValue(after.Name, was, now, Difference(before.Figure.Value, after.Figure.Value, after.Figure.Unit));
    }

    private static string? Text(Figure figure) => figure.Value is { } value ? FigureText.Value(value, figure.Unit) : null;

    private static string? Difference(double? before, double? after, FigureUnit unit)
    {
        if (before is not { } was || after is not { } now)
            return null;
        if (unit is FigureUnit.Percent)
            return $"{Sign(now - was)}{FigureText.Value(Math.Abs(now - was), FigureUnit.Ratio)} points";
        return was == 0 ? null : $"{Sign(now - was)}{Format.Percent(Math.Abs((now - was) / was))}";
    }

    private static string Sign(double difference) => difference < 0 ? "−" : "+";

    private static string Quoted(string? text) => string.IsNullOrWhiteSpace(text) ? "empty" : $"“{text}”";
}

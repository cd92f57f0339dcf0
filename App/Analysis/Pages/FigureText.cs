using System.Globalization;
using CreatorAnalytics.Ui;

namespace CreatorAnalytics.Analysis.Pages;

/// <summary>How a figure and its parts are put into words.</summary>
internal static class FigureText
{
    private static readonly CultureInfo Culture = CultureInfo.InvariantCulture;

    /// <summary>Rounded for reading; growth carries its sign, since it is a change.</summary>
    public static string Value(double value, FigureUnit unit, bool isChange = false)
    {
        var text = unit switch
        {
            FigureUnit.Percent => Format.Percent(value / 100),
            FigureUnit.Count => Format.Compact((long)Math.Round(value)),
            FigureUnit.Ratio => Short(value),
            FigureUnit.Days => $"{Short(value)} {(Short(value) == "1" ? "day" : "days")}",
            FigureUnit.Usd => $"${Short(value)}",
            FigureUnit.PerWeek => $"{Short(value)} a week",
        };
        return isChange && value > 0 ? $"+{text}" : text;
    }

    /// <summary>With every place that means something, for hovering and assistive technology.</summary>
    public static string Exact(double value, FigureUnit unit) => unit switch
    {
        FigureUnit.Percent => $"{Long(value)}%",
        FigureUnit.Count or FigureUnit.Ratio => Long(value),
        FigureUnit.Days => $"{Long(value)} days",
        FigureUnit.Usd => $"${Long(value)}",
        FigureUnit.PerWeek => $"{Long(value)} a week",
    };

    public static string Sample(Figure figure)
    {
        var count = figure.Sample is null ? Counted(figure.N, "follower count") : Counted(figure.N, "post");
        return figure is { From: { } from, To: { } to } ? $"{count}, {Span(from, to)}" : count;
    }

    public static string Span(DateTimeOffset from, DateTimeOffset to) =>
        from.UtcDateTime.Date == to.UtcDateTime.Date ? Day(to)
        : from.UtcDateTime.Year == to.UtcDateTime.Year ? $"{from.UtcDateTime.ToString("d MMM", Culture)} – {Day(to)}"
        : $"{Day(from)} – {Day(to)}";

    public static string Day(DateTimeOffset time) => time.UtcDateTime.ToString("d MMM yyyy", Culture);

    public static string Confidence(Confidence confidence) => confidence switch
    {
        Analysis.Confidence.None => "No value",
        Analysis.Confidence.Low => "Low confidence",
        Analysis.Confidence.Medium => "Medium confidence",
        Analysis.Confidence.High => "High confidence",
    };

    /// <summary>Why there is no value.</summary>
    public static string Reason(string? reason, HiddenLikesCount hidden) => reason switch
    {
        FigureReasons.TooFewPosts => "Not enough posts that can be used",
        FigureReasons.LikesHidden => string.Create(Culture, $"Likes hidden on {hidden.Hidden} of {Counted(hidden.Of, "post")}"),
        FigureReasons.NoFollowers => "No followers, or their number is not known",
        FigureReasons.NoLikes => "There are no likes to compare with",
        FigureReasons.NoEngagement => "The posts before had no likes or comments to compare with",
        FigureReasons.TooFewPaid => "Not enough sponsored or not enough other posts to compare",
        FigureReasons.NoGaps => "All posts were taken at the same moment",
        FigureReasons.NotCovered => "What Instagram returned does not reach back 28 days",
        FigureReasons.TooLittleHistory => "Our own follower counts do not reach back that far yet",
        FigureReasons.HistoryGap => "Our follower counts have a gap there",
        _ => "Not known",
    };

    /// <summary>Why posts were left out.</summary>
    public static string Exclusion(string reason) => reason switch
    {
        ExclusionReasons.YoungerThanADay => "younger than a day, still gathering likes",
        ExclusionReasons.OlderThan60Days => "older than 60 days",
        ExclusionReasons.OlderThan10Months => "older than ten months",
        ExclusionReasons.MoreThan500 => "beyond the newest 500",
        ExclusionReasons.OtherType => "another type of post",
        ExclusionReasons.LikesHidden => "likes hidden",
        ExclusionReasons.NoLikes => "no likes",
        ExclusionReasons.NoPlays => "no plays known",
        ExclusionReasons.NoViews => "no views known",
        ExclusionReasons.NotAmongNewest12 => "older than the newest twelve",
        ExclusionReasons.OlderThan28Days => "older than 28 days",
        _ => reason,
    };

    public static string Counted(int count, string noun) => string.Create(Culture, $"{count:N0} {noun}{(count == 1 ? "" : "s")}");

    private static string Short(double value) => value.ToString(Math.Abs(value) < 10 ? "0.##" : "0.#", Culture);

    private static string Long(double value) => value.ToString("#,0.######", Culture);
}

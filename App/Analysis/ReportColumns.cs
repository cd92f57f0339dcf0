using CreatorAnalytics.Creators;
using CreatorAnalytics.Ui;

namespace CreatorAnalytics.Analysis;

/// <summary>What of a report stands in a row of a table.</summary>
public static class ReportColumns
{
    // More digits would pretend to an exactness that no sample of posts has.
    private const int Digits = 4;

    public static IReadOnlyList<SpreadsheetColumn<Report>> All { get; } =
    [
        new("currentUsername", "Goes by", report => report.Username),
        new("fullName", "Name", report => report.FullName),
        new("profileUrl", "Profile", report => CreatorUrls.Profile(report.Username)),
        new("biography", "Biography", report => report.Biography),
        new("links", "Links", report => string.Join(' ', report.ExternalUrls.Select(link => link.Url))),
        new("verified", "Verified", report => report.Verified),
        new("business", "Business", report => report.Business),
        new("category", "Category", report => report.Category),
        new("followers", "Followers", report => report.Followers),
        new("following", "Following", report => report.Following),
        new("postsCount", "Posts", report => report.PostsCount),
        new("tier", "Tier", report => report.Tier?.ToString().ToLowerInvariant()),
        Figure("engagementRate", "Engagement rate (%)", report => report.Metrics.EngagementRate),
        Figure("engagementRateMean", "Engagement rate, mean (%)", report => report.Metrics.EngagementRateMean),
        Figure("likesRate", "Likes rate (%)", report => report.Metrics.LikesRate),
        Figure("commentsRate", "Comments rate (%)", report => report.Metrics.CommentsRate),
        Figure("reelPlaysMedian", "Reel plays, median", report => report.Metrics.ReelPlaysMedian),
        Figure("viewRate", "View rate (%)", report => report.Metrics.ViewRate),
        Figure("engagementTrend", "Engagement trend (%)", report => report.Metrics.EngagementTrend),
        Figure("postsPerWeek", "Posts a week", report => report.Metrics.PostsPerWeek),
        Figure("daysSinceLastPost", "Days since the last post", report => report.Metrics.DaysSinceLastPost),
        Figure("growth30d", "Growth in 30 days (%)", report => report.Metrics.Growth30d),
        new("authenticityScore", "Authenticity score", report => report.Authenticity?.Score),
        Number("reachFrom", "Reach of a post, from", report => report.Reach?.Post?.From),
        Number("reachTo", "Reach of a post, to", report => report.Reach?.Post?.To),
        Number("priceFrom", "Price of a post, from (USD)", report => report.Value?.Price?.From),
        Number("priceTo", "Price of a post, to (USD)", report => report.Value?.Price?.To),
        new("analysedPosts", "Posts analysed", report => report.Window.Posts),
        new("version", "Version", report => report.Version),
        new("analysedAt", "Analysed (UTC)", report => report.AnalysedAt),
        new("source", "Source", report => report.Source),
        new("warnings", "Warnings", report => string.Join(' ', report.Warnings.Select(warning => warning.Message))),
    ];

    private static SpreadsheetColumn<Report> Figure(string key, string title, Func<Report, Figure> figure) =>
        Number(key, title, report => figure(report).Value);

    private static SpreadsheetColumn<Report> Number(string key, string title, Func<Report, double?> number) =>
        new(key, title, report => number(report) is { } value ? Math.Round(value, Digits) : null);
}

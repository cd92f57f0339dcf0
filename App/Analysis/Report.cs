using System.Text.Json.Serialization;
using CreatorAnalytics.Analysis.Chat;
using CreatorAnalytics.Creators;

namespace CreatorAnalytics.Analysis;

/// <summary>
/// What is known of a creator at one moment: the document that page, API and exports read. Its names are fixed; a section that was not
/// computed is absent. A list that is never null is empty when a stored report was made before there was one: the generated reader sets
/// what is absent to null, whatever the initializer says.
/// </summary>
public sealed record Report
{
    public required string Username { get; init; }

    public required string ExternalId { get; init; }

    public string? FullName { get; init; }

    public string? Biography { get; init; }

    public IReadOnlyList<ReportLink> ExternalUrls { get; init => field = value ?? []; } = [];

    public string? AvatarUrl { get; init; }

    public bool Verified { get; init; }

    public bool Private { get; init; }

    public bool Business { get; init; }

    public string? Category { get; init; }

    public long? Followers { get; init; }

    public long? Following { get; init; }

    public long? PostsCount { get; init; }

    /// <summary>Null when the number of followers is unknown.</summary>
    public CreatorTier? Tier { get; init; }

    /// <summary><c>apify</c> or <c>sandbox</c>.</summary>
    public required string Source { get; init; }

    public required DateTimeOffset AnalysedAt { get; init; }

    /// <summary>1, 2, 3 … of this creator.</summary>
    public required int Version { get; init; }

    public IReadOnlyList<ReportWarning> Warnings { get; init => field = value ?? []; } = [];

    public required ReportWindow Window { get; init; }

    public required ReportMetrics Metrics { get; init; }

    public required HiddenLikesCount HiddenLikes { get; init; }

    /// <summary>Null in reports made before there was such a section.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public GrowthSection? Growth { get; init; }

    /// <summary>Null in reports made before there was such a section, and when it could not be computed; so are the next ones.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public PaidSection? Paid { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<BrandUse>? Brands { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<HashtagUse>? Hashtags { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public CommentsSection? Comments { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public AuthenticitySection? Authenticity { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public ReachSection? Reach { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public ValueSection? Value { get; init; }

    /// <summary>The most frequent first.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<LanguageShare>? Languages { get; init; }

    /// <summary>The weightiest first.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<Topic>? Topics { get; init; }

    /// <summary>Null also when no chat model is set.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public AssessmentSection? Assessment { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<PostingTime>? BestTimes { get; init; }

    /// <summary>The reference tables that it rests on; null in reports from before those could be edited.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<ReportTable>? Tables { get; init; }

    /// <summary>Every post known, the newest 500 of them, newest first.</summary>
    public IReadOnlyList<ReportPost> Posts { get; init => field = value ?? []; } = [];
}

/// <summary>A reference table that a report rests on.</summary>
/// <param name="Name">Such as <c>benchmarks</c>, <c>sentiment-words</c> and <c>topics</c>.</param>
/// <param name="Date">When the source was read.</param>
public sealed record ReportTable(string Name, string Source, string Date);

/// <summary>A link of the profile; http or https.</summary>
public sealed record ReportLink(string Title, string Url);

/// <summary>Something that is missing or different from what one would expect, in words for people.</summary>
/// <param name="Stage">The stage it happened in, such as <c>apify</c> or <c>cdn</c>.</param>
public sealed record ReportWarning(string Stage, string Code, string Message);

/// <summary>The posts that the figures are about.</summary>
/// <param name="From">When the oldest was taken; null without posts.</param>
/// <param name="To">When the newest was taken.</param>
/// <param name="Posts">How many.</param>
/// <param name="Excluded">Posts that are known but left out.</param>
public sealed record ReportWindow(DateTimeOffset? From, DateTimeOffset? To, int Posts, IReadOnlyList<ExcludedPost> Excluded)
{
    /// <summary>Posts that are known but left out.</summary>
    public IReadOnlyList<ExcludedPost> Excluded { get; init; } = Excluded ?? [];
}

/// <summary>A post that was left out.</summary>
/// <param name="Reason">One of <see cref="ExclusionReasons"/>.</param>
public sealed record ExcludedPost(string ShortCode, string Reason);

/// <summary>How many posts of the window hide their likes.</summary>
public sealed record HiddenLikesCount(int Hidden, int Of);

/// <summary>The key figures.</summary>
public sealed record ReportMetrics
{
    public required Figure EngagementRate { get; init; }

    public required Figure EngagementRateMean { get; init; }

    public required Figure LikesRate { get; init; }

    public required Figure CommentsRate { get; init; }

    public required MetricsByType ByType { get; init; }

    public required Figure ReelEngagementByPlays { get; init; }

    public required Figure ReelPlaysMedian { get; init; }

    public required Figure ReelPlaysMean { get; init; }

    public required Figure ViewRate { get; init; }

    public required Figure CommentsPer100Likes { get; init; }

    public required Figure ViewsPerLike { get; init; }

    public required Figure LikesSpread { get; init; }

    public required Figure EngagementTrend { get; init; }

    public required Figure PostsPerWeek { get; init; }

    public required Figure MedianGapDays { get; init; }

    public required Figure DaysSinceLastPost { get; init; }

    public required Figure Consistency { get; init; }

    public required Figure Growth7d { get; init; }

    public required Figure Growth30d { get; init; }

    public required Figure Growth90d { get; init; }
}

/// <summary>Engagement by type of post.</summary>
public sealed record MetricsByType(TypeMetrics Image, TypeMetrics Carousel, TypeMetrics Reel);

/// <param name="Posts">How many of the window are of the type.</param>
public sealed record TypeMetrics(int Posts, Figure EngagementRate);

/// <summary>A post as the report shows it.</summary>
/// <param name="Likes">Null where hidden.</param>
/// <param name="Plays">Instagram's <c>videoPlayCount</c>.</param>
/// <param name="Views">Instagram's <c>videoViewCount</c>, a different counter.</param>
public sealed record ReportPost(
    string ShortCode,
    PostType Type,
    string Url,
    DateTimeOffset TakenAt,
    long? Likes,
    long Comments,
    long? Plays,
    long? Views,
    string? Caption,
    IReadOnlyList<string> Hashtags,
    IReadOnlyList<string> Mentions,
    string? ThumbnailUrl)
{
    public IReadOnlyList<string> Hashtags { get; init; } = Hashtags ?? [];

    public IReadOnlyList<string> Mentions { get; init; } = Mentions ?? [];

    /// <summary>Whether it is an advertisement; null in reports made before this was looked at.</summary>
    public PaidLevel? Paid { get; init; }
}

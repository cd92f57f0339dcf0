using System.Text.Json.Serialization;

namespace CreatorAnalytics.Analysis;

/// <summary>
/// A number of a report with all that is needed to judge it. Without enough data the value is null and <see cref="Reason"/> says why; it
/// is never zero for want of data and never guessed.
/// </summary>
/// <param name="Value">Unrounded; 2.41 means 2.41 % where the unit is percent.</param>
/// <param name="N">How many posts (follower counts for growth) it was computed from, or would have been.</param>
/// <param name="From">The oldest of them.</param>
/// <param name="To">The newest of them.</param>
/// <param name="Peer">What is usual for creators of this size; null when there is nothing to compare with.</param>
/// <param name="Verdict">Where the value lies among peers.</param>
/// <param name="Formula">How it is computed, in words and signs.</param>
/// <param name="Reason">One of <see cref="FigureReasons"/> when there is no value.</param>
public sealed record Figure(
    double? Value,
    FigureUnit Unit,
    int N,
    DateTimeOffset? From,
    DateTimeOffset? To,
    Confidence Confidence,
    double? Peer,
    Verdict? Verdict,
    string Formula,
    string? Reason)
{
    /// <summary>Which posts it was computed from; <see cref="Sampling"/> tells them apart again. Null for growth, which uses none.</summary>
    public PostSample? Sample { get; init; }

    /// <summary>Where <see cref="Peer"/> comes from, and for which size of creator.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? PeerSource { get; init; }
}

/// <summary>What a figure's value counts.</summary>
public enum FigureUnit
{
    Percent,
    Count,
    Ratio,
    Days,
    Usd,
    PerWeek,
}

/// <summary>How far a figure can be trusted, by the size of its sample.</summary>
public enum Confidence
{
    /// <summary>There is no value.</summary>
    None,

    /// <summary>Fewer than 6.</summary>
    Low,

    /// <summary>6 to 11.</summary>
    Medium,

    /// <summary>12 or more.</summary>
    High,
}

/// <summary>Where a value lies among peers, by four cut points.</summary>
public enum Verdict
{
    Low,
    Below,
    Average,
    Above,
    High,
}

/// <summary>Why a figure has no value.</summary>
public static class FigureReasons
{
    /// <summary>Fewer posts that can be used than the figure needs.</summary>
    public const string TooFewPosts = "too_few_posts";

    /// <summary>The likes of more than half of the posts are hidden.</summary>
    public const string LikesHidden = "likes_hidden";

    /// <summary>The creator has no followers, or nobody knows how many.</summary>
    public const string NoFollowers = "no_followers";

    /// <summary>It would divide by likes, and there are none.</summary>
    public const string NoLikes = "no_likes";

    /// <summary>It would divide by the engagement of earlier posts, and there is none.</summary>
    public const string NoEngagement = "no_engagement";

    /// <summary>Fewer than three paid or fewer than three other posts whose likes are known.</summary>
    public const string TooFewPaid = "too_few_paid";

    /// <summary>All posts were taken at the same moment.</summary>
    public const string NoGaps = "no_gaps";

    /// <summary>The scrape does not reach back 28 days, and there may be more posts than it returned.</summary>
    public const string NotCovered = "not_covered";

    /// <summary>No follower count of ours is old enough yet.</summary>
    public const string TooLittleHistory = "too_little_history";

    /// <summary>The last follower count before the period is so much older that the growth would not be the period's.</summary>
    public const string HistoryGap = "history_gap";
}

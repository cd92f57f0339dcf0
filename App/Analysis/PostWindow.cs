namespace CreatorAnalytics.Analysis;

/// <summary>
/// Chooses the posts that the figures are about: by age, never by place in the grid, so that pinned posts distort nothing. The last 60
/// days, or the newest 12 where those hold fewer, without what is too young to have gathered its likes.
/// </summary>
/// <param name="Posts">Newest first.</param>
public sealed record PostWindow(IReadOnlyList<PostFacts> Posts, IReadOnlyList<ExcludedPost> Excluded)
{
    private const int Wanted = 12;
    private const int Most = 500;
    private const int OldestMonths = 10;
    private static readonly TimeSpan Youngest = TimeSpan.FromHours(24);
    private static readonly TimeSpan Span = TimeSpan.FromDays(60);

    /// <param name="newestFirst">Every post known.</param>
    public static PostWindow Choose(IReadOnlyList<PostFacts> newestFirst, DateTimeOffset analysedAt)
    {
        var oldest = analysedAt.AddMonths(-OldestMonths);
        var chosen = new List<PostFacts>();
        var excluded = new List<ExcludedPost>();
        foreach (var post in newestFirst)
        {
            var age = analysedAt - post.TakenAt;
            var reason =
                age < Youngest ? ExclusionReasons.YoungerThanADay
                : chosen.Count >= Most ? ExclusionReasons.MoreThan500
                : age <= Span ? null
                : post.TakenAt < oldest ? ExclusionReasons.OlderThan10Months
                : chosen.Count >= Wanted ? ExclusionReasons.OlderThan60Days
                : null;
            if (reason is null)
                chosen.Add(post);
            else
                excluded.Add(new ExcludedPost(post.ShortCode, reason));
        }

        return new PostWindow(chosen, excluded);
    }
}

/// <summary>Why a post is not among those a figure was computed from.</summary>
public static class ExclusionReasons
{
    public const string YoungerThanADay = "younger_than_a_day";
    public const string OlderThan60Days = "older_than_60_days";
    public const string OlderThan10Months = "older_than_10_months";
    public const string MoreThan500 = "more_than_500";

    /// <summary>Of another type than the figure is about.</summary>
    public const string OtherType = "other_type";
    public const string LikesHidden = "likes_hidden";
    public const string NoLikes = "no_likes";
    public const string NoPlays = "no_plays";
    public const string NoViews = "no_views";

    /// <summary>Older than the newest twelve whose likes are known.</summary>
    public const string NotAmongNewest12 = "not_among_newest_12";

    /// <summary>Taken more than 28 days before the analysis.</summary>
    public const string OlderThan28Days = "older_than_28_days";
}

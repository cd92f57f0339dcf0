using CreatorAnalytics.Creators;

namespace CreatorAnalytics.Analysis;

/// <summary>Which posts a figure is computed from.</summary>
public enum PostSample
{
    /// <summary>Every post known.</summary>
    All,

    /// <summary>Of every post known, those of the 28 days before the analysis.</summary>
    Last28Days,

    /// <summary>The window.</summary>
    Window,

    /// <summary>Of the window, those whose likes are known; so are all that follow.</summary>
    LikesKnown,
    Newest12,
    Images,
    Carousels,
    Reels,
    ReelsWithPlaysAndLikes,

    /// <summary>Reels of the window with likes and a view count.</summary>
    ReelsWithViewsAndLikes,

    /// <summary>Reels of the window with plays, whether or not their likes are known.</summary>
    ReelsWithPlays,
}

/// <summary>The posts a figure was computed from, and why the others were left out.</summary>
public sealed record SampledPosts(IReadOnlyList<ReportPost> Used, IReadOnlyList<ExcludedPost> LeftOut);

/// <summary>
/// Takes a figure's sample from the posts of a report. The figures are computed through this and the page shows their samples through it,
/// so that what is shown is what was used.
/// </summary>
public sealed class Sampling(IReadOnlyList<ReportPost> newestFirst, ReportWindow window, DateTimeOffset analysedAt)
{
    private const int NewestCount = 12;
    private static readonly TimeSpan Month = TimeSpan.FromDays(28);

    private readonly Dictionary<string, string> _outside = window.Excluded.ToDictionary(post => post.ShortCode, post => post.Reason);

    public static Sampling Of(Report report) => new(report.Posts, report.Window, report.AnalysedAt);

    public SampledPosts Take(PostSample sample)
    {
        var used = new List<ReportPost>();
        var leftOut = new List<ExcludedPost>();
        foreach (var post in newestFirst)
        {
            var reason = sample == PostSample.Newest12 && used.Count == NewestCount && WhyNot(post, sample) is null
                ? ExclusionReasons.NotAmongNewest12
                : WhyNot(post, sample);
            if (reason is null)
                used.Add(post);
            else
                leftOut.Add(new ExcludedPost(post.ShortCode, reason));
        }

        return new SampledPosts(used, leftOut);
    }

    private string? WhyNot(ReportPost post, PostSample sample) => sample switch
    {
        PostSample.All => null,
        PostSample.Last28Days => TakenLast28Days(post) ? null : ExclusionReasons.OlderThan28Days,
        _ when _outside.TryGetValue(post.ShortCode, out var reason) => reason,
        PostSample.Window => null,
        PostSample.ReelsWithPlays => NotOf(PostType.Reel, post) ?? WithoutPlays(post),
        _ when TypeOf(sample) is { } type && post.Type != type => ExclusionReasons.OtherType,
        _ when post.Likes is null => ExclusionReasons.LikesHidden,
        PostSample.ReelsWithPlaysAndLikes => WithoutPlays(post),
        PostSample.ReelsWithViewsAndLikes when post.Likes == 0 => ExclusionReasons.NoLikes,
        PostSample.ReelsWithViewsAndLikes => post.Views is >= 0 ? null : ExclusionReasons.NoViews,
        _ => null,
    };

    private bool TakenLast28Days(ReportPost post) => analysedAt - post.TakenAt is var age && age >= TimeSpan.Zero && age <= Month;

    private static string? NotOf(PostType type, ReportPost post) => post.Type == type ? null : ExclusionReasons.OtherType;

    private static string? WithoutPlays(ReportPost post) => post.Plays > 0 ? null : ExclusionReasons.NoPlays;

    private static PostType? TypeOf(PostSample sample) => sample switch
    {
        PostSample.Images => PostType.Image,
        PostSample.Carousels => PostType.Carousel,
        PostSample.Reels or PostSample.ReelsWithPlaysAndLikes or PostSample.ReelsWithViewsAndLikes => PostType.Reel,
        _ => null,
    };
}

using CreatorAnalytics.Analysis;
using CreatorAnalytics.Creators;

namespace CreatorAnalytics.Tests.Analysis;

/// <summary>
/// The figures once more, from the definitions alone and with none of the application's code: slow, flat, and written to be checked
/// against the text by eye.
/// </summary>
internal sealed class NaiveFigures
{
    public const string TooFew = "too_few_posts";
    public const string Hidden = "likes_hidden";
    public const string NoFollowers = "no_followers";

    private readonly CreatorFacts _facts;
    private readonly List<PostFacts> _w = [];
    private readonly List<PostFacts> _l = [];

    public NaiveFigures(CreatorFacts facts, DateTimeOffset now)
    {
        _facts = facts;

        var old = new List<PostFacts>();
        foreach (var post in facts.Posts)
        {
            var hours = (now - post.TakenAt).TotalHours;
            if (hours >= 24 && hours <= 60 * 24)
                _w.Add(post);
            else if (hours > 60 * 24 && post.TakenAt >= now.AddMonths(-10))
                old.Add(post);
        }

        old.Sort(NewestFirst);
        while (_w.Count < 12 && old.Count > 0)
        {
            _w.Add(old[0]);
            old.RemoveAt(0);
        }

        _w.Sort(NewestFirst);
        _l.AddRange(_w.Where(post => LikesOf(post) != null));

        EngagementRate = PerFollower(_l, E, likes: true);
        EngagementRateMean = LikesFigure(_l, 3, () => HasFollowers ? _l.Average(E) / _facts.Followers!.Value * 100 : null, NoFollowers);
        LikesRate = PerFollower(_l, p => p.Likes!.Value, likes: true);
        CommentsRate = PerFollower(_w, p => p.Comments, likes: false);
        Image = PerFollower([.. _l.Where(p => p.Type == PostType.Image)], E, likes: true);
        Carousel = PerFollower([.. _l.Where(p => p.Type == PostType.Carousel)], E, likes: true);
        Reel = PerFollower([.. _l.Where(p => p.Type == PostType.Reel)], E, likes: true);

        var played = _w.Where(p => p.Type == PostType.Reel && p.Plays is > 0).ToList();
        ReelPlaysMedian = Plain(played, 3, () => Middle(played.Select(p => (double)p.Plays!)), "");
        ReelPlaysMean = Plain(played, 3, () => played.Average(p => (double)p.Plays!), "");
        ViewRate = PerFollower(played, p => (double)p.Plays!, likes: false);
        var playedAndLiked = played.Where(_l.Contains).ToList();
        ReelEngagementByPlays = LikesFigure(playedAndLiked, 3, () => Middle(playedAndLiked.Select(p => E(p) / (double)p.Plays! * 100)), "");

        CommentsPer100Likes = LikesFigure(
            _l, 3, () => NotZero(Middle(_l.Select(p => (double)p.Likes!)), d => Middle(_l.Select(p => (double)p.Comments)) / d * 100), "no_likes");
        var viewed = _l.Where(p => p.Type == PostType.Reel && p.Likes > 0 && p.Views is not null).ToList();
        ViewsPerLike = LikesFigure(viewed, 3, () => Middle(viewed.Select(p => (double)p.Views! / (double)p.Likes!)), "");
        var twelve = _l.Take(12).ToList();
        LikesSpread = LikesFigure(twelve, 12, () => Cv([.. twelve.Select(p => (double)p.Likes!)]), "no_likes");
        EngagementTrend = LikesFigure(
            twelve, 12, () => NotZero(Middle(twelve[6..].Select(E)), d => Middle(twelve[..6].Select(E)) / d), "no_engagement");

        var month = facts.Posts.Where(p => p.TakenAt <= now && p.TakenAt >= now.AddDays(-28)).ToList();
        var newest = facts.Posts.Where(p => p.InNewestScrape).ToList();
        var covered = newest.Any(p => !p.IsPinned && p.TakenAt <= now.AddDays(-28)) || facts.PostsCount <= newest.Count;
        PostsPerWeek = Plain(month, 0, () => covered ? month.Count / 4.0 : null, "not_covered");
        var gaps = new List<double>();
        for (var i = 1; i < _w.Count; i++)
            gaps.Add((_w[i - 1].TakenAt - _w[i].TakenAt).TotalDays);
        MedianGapDays = Plain(_w, 3, () => Middle(gaps), "");
        Consistency = Plain(_w, 4, () => Cv(gaps) is { } cv ? 1 - (cv > 1 ? 1 : cv) : null, "no_gaps");
        DaysSinceLastPost = Plain(
            facts.Posts, 1, () => Math.Max((now - facts.Posts.Max(p => p.TakenAt)).TotalSeconds / 86_400, 0), "");
    }

    public IReadOnlyList<PostFacts> Window => _w;

    public int WindowCount => _w.Count;

    public int HiddenCount => _w.Count - _l.Count;

    public Expected EngagementRate { get; }

    public Expected EngagementRateMean { get; }

    public Expected LikesRate { get; }

    public Expected CommentsRate { get; }

    public Expected Image { get; }

    public Expected Carousel { get; }

    public Expected Reel { get; }

    public Expected ReelEngagementByPlays { get; }

    public Expected ReelPlaysMedian { get; }

    public Expected ReelPlaysMean { get; }

    public Expected ViewRate { get; }

    public Expected CommentsPer100Likes { get; }

    public Expected ViewsPerLike { get; }

    public Expected LikesSpread { get; }

    public Expected EngagementTrend { get; }

    public Expected PostsPerWeek { get; }

    public Expected MedianGapDays { get; }

    public Expected DaysSinceLastPost { get; }

    public Expected Consistency { get; }

    public int CountOf(PostType type) => _w.Count(p => p.Type == type);

    public long? LikesOf(PostFacts post)
    {
        if (post.Likes is null || post.Likes == -1)
            return null;
        if (post.Likes <= 3)
        {
            if (post.Comments >= 3 && _facts.Followers >= 5000)
                return null;
            var same = 0;
            foreach (var other in _w)
                same += other.Likes == post.Likes ? 1 : 0;
            if (same > 0 && same >= _w.Count / 2.0)
                return null;
        }

        return post.Likes;
    }

    private bool HasFollowers => _facts.Followers is > 0;

    private Expected PerFollower(List<PostFacts> posts, Func<PostFacts, double> of, bool likes)
    {
        double? Value() => HasFollowers ? Middle(posts.Select(of)) / _facts.Followers!.Value * 100 : null;
        return likes ? LikesFigure(posts, 3, Value, NoFollowers) : Plain(posts, 3, Value, NoFollowers);
    }

    private Expected LikesFigure(IReadOnlyList<PostFacts> posts, int needs, Func<double?> value, string otherwise) =>
        _w.Count > 0 && (double)_l.Count / _w.Count < 0.5
            ? Plain(posts, int.MaxValue, value, otherwise) with { Reason = Hidden }
            : Plain(posts, needs, value, otherwise);

    private static Expected Plain(IReadOnlyList<PostFacts> posts, int needs, Func<double?> value, string otherwise)
    {
        var known = posts.Count < needs ? null : value();
        return new Expected(
            known,
            posts.Count,
            posts.Count == 0 ? null : posts.Min(p => p.TakenAt),
            posts.Count == 0 ? null : posts.Max(p => p.TakenAt),
            known != null ? null : posts.Count < needs ? TooFew : otherwise);
    }

    private static double E(PostFacts post) => post.Likes!.Value + post.Comments;

    private static double? NotZero(double divisor, Func<double, double> divide) => divisor == 0 ? null : divide(divisor);

    private static double Middle(IEnumerable<double> values)
    {
        var list = values.ToList();
        list.Sort();
        return 0.5 * (list[(list.Count - 1) / 2] + list[list.Count / 2]);
    }

    private static double? Cv(List<double> values)
    {
        double sum = 0, squares = 0;
        foreach (var value in values)
            sum += value;
        var mean = sum / values.Count;
        foreach (var value in values)
            squares += Math.Pow(value - mean, 2);
        return mean == 0 ? null : Math.Sqrt(squares / (values.Count - 1)) / mean;
    }

    // Of posts taken at the same moment the short code decides, as it must be the same twice.
    private static int NewestFirst(PostFacts a, PostFacts b) =>
        a.TakenAt != b.TakenAt ? b.TakenAt.CompareTo(a.TakenAt) : string.CompareOrdinal(a.ShortCode, b.ShortCode);
}

/// <summary>What a figure should say.</summary>
internal sealed record Expected(double? Value, int N, DateTimeOffset? From, DateTimeOffset? To, string? Reason);

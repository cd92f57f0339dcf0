using CreatorAnalytics.Analysis;

namespace CreatorAnalytics.Tests.Analysis;

/// <summary>The sections beside the key figures, once more from the definitions alone, as <see cref="NaiveFigures"/>.</summary>
internal sealed class NaiveSections
{
    private readonly CreatorFacts _facts;
    private readonly NaiveFigures _figures;
    private readonly List<PostFacts> _w;

    public NaiveSections(CreatorFacts facts, DateTimeOffset now)
    {
        _facts = facts;
        _figures = new NaiveFigures(facts, now);
        _w = [.. _figures.Window];
    }

    /// <summary>How many times each was mentioned, tagged or a coauthor; the last time; the mean rate; the paid share.</summary>
    public Dictionary<string, (int Count, DateTimeOffset Last, double? Rate, double Paid)> Brands()
    {
        var posts = new Dictionary<string, List<PostFacts>>();
        foreach (var post in _w)
        {
            var named = new HashSet<string>();
            foreach (var list in new[] { post.Mentions, post.TaggedUsers, post.Coauthors })
            {
                foreach (var name in list)
                {
                    if (name != _facts.Username)
                        named.Add(name);
                }
            }

            foreach (var name in named)
                Under(posts, name).Add(post);
        }

        return posts.ToDictionary(
            brand => brand.Key,
            brand => (brand.Value.Count, brand.Value.Max(p => p.TakenAt), Rate(brand.Value), brand.Value.Count(IsPaid) * 100.0 / brand.Value.Count));
    }

    public Dictionary<string, (int Count, double? Rate)> Hashtags()
    {
        var posts = new Dictionary<string, List<PostFacts>>();
        foreach (var post in _w)
        {
            foreach (var tag in new HashSet<string>(post.Hashtags))
                Under(posts, tag).Add(post);
        }

        return posts.ToDictionary(tag => tag.Key, tag => (tag.Value.Count, Rate(tag.Value)));
    }

    public (int Disclosed, int Likely, int Organic) Paid()
    {
        int disclosed = 0, likely = 0;
        foreach (var post in _w)
        {
            if (post.Hashtags.Contains("ad"))
                disclosed++;
            else if (post.Hashtags.Contains("gifted"))
                likely++;
        }

        return (disclosed, likely, _w.Count - disclosed - likely);
    }

    public Dictionary<(DayOfWeek Day, int Hour), (double Score, int N)> BestTimes()
    {
        var known = _w.Where(p => _figures.LikesOf(p) != null).ToList();
        var times = new Dictionary<(DayOfWeek, int), (double, int)>();
        if (known.Count < 20)
            return times;
        var middle = Middle(known.ConvertAll(E));
        if (middle == 0)
            return times;
        for (var day = DayOfWeek.Sunday; day <= DayOfWeek.Saturday; day++)
        {
            for (var hour = 0; hour < 24; hour += 4)
            {
                double sum = 0;
                var n = 0;
                foreach (var post in known)
                {
                    var at = post.TakenAt.ToUniversalTime();
                    if (at.DayOfWeek != day || at.Hour < hour || at.Hour >= hour + 4)
                        continue;
                    sum += E(post) / middle;
                    n++;
                }

                if (n >= 3)
                    times[(day, hour)] = ((sum + 3) / (n + 3), n);
            }
        }

        return times;
    }

    /// <summary>How many there are, and in percent the generic, the repeated, and those by the ten busiest accounts.</summary>
    public (int Sampled, double? Generic, double? Duplicate, double? Repeat, List<string> Regulars) Comments(Func<string, bool> isGeneric)
    {
        var others = _facts.Comments.Where(c => c.Author != _facts.Username).ToList();
        if (others.Count == 0)
            return (0, null, null, null, []);
        int generic = 0, again = 0;
        var seen = new HashSet<string>();
        var by = new Dictionary<string, int>();
        var on = new Dictionary<string, HashSet<string>>();
        var posts = new HashSet<string>();
        foreach (var comment in others)
        {
            generic += isGeneric(comment.Text) ? 1 : 0;
            again += seen.Add(comment.Text.ToLowerInvariant().Trim()) ? 0 : 1;
            by[comment.Author] = by.GetValueOrDefault(comment.Author) + 1;
            on.TryAdd(comment.Author, []);
            on[comment.Author].Add(comment.PostShortCode);
            posts.Add(comment.PostShortCode);
        }

        var counts = by.Values.ToList();
        counts.Sort();
        counts.Reverse();
        var regulars = posts.Count < 5 ? [] : on.Where(a => a.Value.Count >= 0.6 * posts.Count).Select(a => a.Key).ToList();
        regulars.Sort(string.CompareOrdinal);
        return (others.Count, generic * 100.0 / others.Count, again * 100.0 / others.Count, counts.Take(10).Sum() * 100.0 / others.Count, regulars);
    }

    /// <summary>100 less every deduction; null below six posts. Growth by day is left to a test of its own: these have too few counts.</summary>
    public int? Score(double? generic, double? duplicate, int sampled)
    {
        if (_w.Count < 6)
            return null;
        var score = 100;
        if (_figures.EngagementRate.Value is { } rate && _facts.Followers is { } followers)
        {
            var (low, high) = Cuts(followers);
            if (rate < low)
                score -= 20;
            if (rate > 3 * high)
                score -= 10;
        }

        if (_figures.CommentsPer100Likes.Value is { } ratio && (ratio < 0.5 || ratio > 5))
            score -= 10;
        if (_figures.ViewsPerLike.Value is { } views && (views < 2 || views > 10))
            score -= 10;
        if (_figures.LikesSpread.Value < 0.1)
            score -= 10;
        if (sampled >= 20)
        {
            score -= (int)Math.Round(generic <= 15 ? 0 : generic >= 50 ? 20 : 20 * (generic!.Value - 15) / 35);
            score -= duplicate > 40 ? 10 : 0;
        }

        if (_facts.Following > 1500 || (_facts.Following > _facts.Followers && _facts.Followers < 50_000))
            score -= 10;
        return score < 0 ? 0 : score;
    }

    /// <summary>Reach of a post, media value and price, each from the least to the most; null without a number of followers.</summary>
    public (double Low, double High)? Reach()
    {
        if (_facts.Followers is not { } f)
            return null;
        if (f < 10_000)
            return (f * 0.2, f * 0.4);
        if (f < 100_000)
            return (f * 0.15, f * 0.3);
        return f < 1_000_000 ? (f * 0.1, f * 0.2) : (f * 0.05, f * 0.12);
    }

    public (double Low, double High)? Media() => Reach() is var (low, high) ? (low * 1.5 / 1000 * 6.5, high * 1.5 / 1000 * 15) : null;

    public (double Low, double High)? Price(double? peer)
    {
        if (Media() is not var (low, high))
            return null;
        var f = _facts.Followers!.Value;
        var times = _figures.EngagementRate.Value is { } rate && peer is { } usual ? rate / usual : 1;
        times = times < 0.5 ? 0.5 : times > 2 ? 2 : times;
        var flat = f / 1000.0 * 10 * times;
        var (least, most) = f < 10_000 ? (10, 150) : f < 50_000 ? (150, 750) : f < 500_000 ? (750, 5_000) : (5_000, 25_000);
        double Within(double price) => price < least ? least : price > most ? most : price;
        return (Within(flat < low ? flat : low), Within(flat > high ? flat : high));
    }

    private static (double Low, double High) Cuts(long followers) => followers switch
    {
        < 5_000 => (1.72, 7.97),
        < 10_000 => (0.62, 3.54),
        < 50_000 => (0.39, 2.61),
        < 100_000 => (0.32, 2.47),
        < 500_000 => (0.41, 2.63),
        _ => (0.46, 2.46),
    };

    private static List<PostFacts> Under(Dictionary<string, List<PostFacts>> posts, string key)
    {
        posts.TryAdd(key, []);
        return posts[key];
    }

    private static bool IsPaid(PostFacts post) => post.Hashtags.Contains("ad") || post.Hashtags.Contains("gifted");

    private double? Rate(List<PostFacts> posts)
    {
        double sum = 0;
        var n = 0;
        foreach (var post in posts)
        {
            if (_figures.LikesOf(post) == null)
                continue;
            sum += E(post);
            n++;
        }

        return n == 0 || !(_facts.Followers > 0) ? null : sum / n / _facts.Followers.Value * 100;
    }

    private static double E(PostFacts post) => post.Likes!.Value + post.Comments;

    private static double Middle(List<double> values)
    {
        values.Sort();
        return 0.5 * (values[(values.Count - 1) / 2] + values[values.Count / 2]);
    }
}

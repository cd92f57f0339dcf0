namespace CreatorAnalytics.Analysis;

/// <summary>Whom and what a creator's posts name, and when they do well.</summary>
/// <param name="window">The posts of the window, newest first, with likes null where hidden.</param>
internal sealed class TagFigures(IReadOnlyList<LookedAtPost> window, string ownUsername, long? followers)
{
    private const int MostListed = 50;
    private const int HoursOfBlock = 4;
    private const int LeastPosts = 20;
    private const int LeastOfBlock = 3;

    /// <summary>A block of few posts is drawn towards 1 as if it held so many usual ones more.</summary>
    private const double Shrinkage = 3;

    /// <summary>Mentions, tagged users and coauthors without the creator, the most frequent first.</summary>
    public IReadOnlyList<BrandUse> Brands() =>
    [
        .. window
            .SelectMany(post => post.Facts.Mentions.Concat(post.Facts.TaggedUsers).Concat(post.Facts.Coauthors)
                .Where(name => name != ownUsername).Distinct().Select(name => (Name: name, Post: post)))
            .GroupBy(use => use.Name, use => use.Post)
            .Select(group => new BrandUse(
                group.Key,
                group.Count(),
                group.Max(post => post.Facts.TakenAt),
                MeanRate(group),
                group.Any(post => post.Paid is null) ? null : 100d * group.Count(post => post.Paid is not PaidLevel.Organic) / group.Count()))
            .OrderByDescending(brand => brand.Count).ThenByDescending(brand => brand.LastAt).ThenBy(brand => brand.Username, StringComparer.Ordinal)
            .Take(MostListed),
    ];

    /// <summary>The most frequent first.</summary>
    public IReadOnlyList<HashtagUse> Hashtags() =>
    [
        .. window
            .SelectMany(post => post.Facts.Hashtags.Distinct().Select(tag => (Tag: tag, Post: post)))
            .GroupBy(use => use.Tag, use => use.Post)
            .Select(group => new HashtagUse(group.Key, group.Count(), MeanRate(group)))
            .OrderByDescending(hashtag => hashtag.Count).ThenBy(hashtag => hashtag.Tag, StringComparer.Ordinal)
            .Take(MostListed),
    ];

    /// <summary>Blocks with at least three posts, the best first; none below twenty posts with known likes.</summary>
    public IReadOnlyList<PostingTime> BestTimes()
    {
        var known = window.Where(post => post.Engagement is not null).ToList();
        var median = Statistics.Median(known.Select(post => post.Engagement!.Value));
        if (known.Count < LeastPosts || median <= 0)
            return [];
        return
        [
            .. known
                .GroupBy(post => (post.Facts.TakenAt.UtcDateTime.DayOfWeek, Hour: post.Facts.TakenAt.UtcDateTime.Hour / HoursOfBlock * HoursOfBlock))
                .Where(block => block.Count() >= LeastOfBlock)
                .Select(block => new PostingTime(
                    block.Key.DayOfWeek,
                    block.Key.Hour,
                    (block.Sum(post => post.Engagement!.Value / median) + Shrinkage) / (block.Count() + Shrinkage),
                    block.Count()))
                .OrderByDescending(time => time.Score).ThenBy(time => time.Weekday).ThenBy(time => time.HourUtc),
        ];
    }

    private double? MeanRate(IEnumerable<LookedAtPost> posts)
    {
        if (followers is not > 0)
            return null;
        var rates = posts.Where(post => post.Engagement is not null).Select(post => 100 * post.Engagement!.Value / followers.Value).ToList();
        return rates.Count == 0 ? null : Statistics.Mean(rates);
    }
}

/// <summary>A post with what was found out about it.</summary>
/// <param name="Likes">Null where hidden.</param>
/// <param name="Paid">Null when it could not be told.</param>
internal sealed record LookedAtPost(PostFacts Facts, long? Likes, PaidLevel? Paid, string? Evidence)
{
    /// <summary>Likes and comments; null where likes are hidden.</summary>
    public double? Engagement => Likes + Facts.Comments;
}

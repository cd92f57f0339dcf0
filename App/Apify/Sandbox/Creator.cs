namespace CreatorAnalytics.Apify.Sandbox;

/// <summary>A made-up creator: everything about it that does not change from day to day.</summary>
internal sealed record Creator(string Username, long Id, string FullName, string Biography, Niche Niche, Tongue Tongue)
{
    /// <summary>The day on which the creator has <see cref="FollowersThen"/> followers.</summary>
    public static readonly DateTimeOffset ReferenceDay = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private const double MaxGrowthDays = 1500;

    public required double FollowersThen { get; init; }

    /// <summary>Growth of the follower count a day, as a fraction.</summary>
    public required double GrowthPerDay { get; init; }

    public required int Follows { get; init; }

    /// <summary>Likes of a typical post per follower.</summary>
    public required double LikesPerFollower { get; init; }

    public required double CommentsPerLike { get; init; }

    /// <summary>The mean time between two posts.</summary>
    public required TimeSpan Cadence { get; init; }

    /// <summary>Hours of the day (UTC) at which this creator likes to post.</summary>
    public required IReadOnlyList<int> Hours { get; init; }

    public required double VideoShare { get; init; }

    public required double SidecarShare { get; init; }

    public required double SponsoredShare { get; init; }

    public required double HiddenLikesShare { get; init; }

    public required bool PinsPosts { get; init; }

    public required bool IsBusiness { get; init; }

    public required bool Verified { get; init; }

    /// <summary>Posts from before the timeline that the generator shows.</summary>
    public required int OlderPosts { get; init; }

    public required int Highlights { get; init; }

    public required IReadOnlyList<(string Title, string Url)> Links { get; init; }

    public required NameFault Fault { get; init; }

    public string IdText => Id.ToString(System.Globalization.CultureInfo.InvariantCulture);

    public long FollowersAt(DateTimeOffset day) => (long)Math.Max(1, FollowersThen
        * Math.Exp(GrowthPerDay * Math.Clamp((day - ReferenceDay).TotalDays, -MaxGrowthDays, MaxGrowthDays)));
}

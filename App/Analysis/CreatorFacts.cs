using CreatorAnalytics.Creators;

namespace CreatorAnalytics.Analysis;

/// <summary>All that a report is computed from: one creator as stored. Nothing here knows of a database.</summary>
/// <param name="ExternalId">Instagram's numeric id.</param>
/// <param name="Username">Lower-case.</param>
/// <param name="Source"><c>apify</c> or <c>sandbox</c>.</param>
public sealed record CreatorFacts(string ExternalId, string Username, string Source)
{
    public string? FullName { get; init; }

    public string? Biography { get; init; }

    public IReadOnlyList<ReportLink> ExternalUrls { get; init; } = [];

    public string? AvatarUrl { get; init; }

    public bool Verified { get; init; }

    public bool Private { get; init; }

    public bool Business { get; init; }

    public string? Category { get; init; }

    /// <summary>Null when no scrape said so.</summary>
    public long? Followers { get; init; }

    public long? Following { get; init; }

    /// <summary>How many posts Instagram says there are, of which <see cref="Posts"/> may hold only the newest.</summary>
    public long? PostsCount { get; init; }

    /// <summary>Every post known, in any order.</summary>
    public IReadOnlyList<PostFacts> Posts { get; init; } = [];

    /// <summary>The comments that came along with the posts: a sample of the newest.</summary>
    public IReadOnlyList<CommentFacts> Comments { get; init; } = [];

    /// <summary>The follower counts of our own scrapes, in any order.</summary>
    public IReadOnlyList<FollowerCount> FollowerCounts { get; init; } = [];
}

/// <summary>A post as the newest scrape that held it gave it.</summary>
public sealed record PostFacts(string ShortCode, PostType Type, DateTimeOffset TakenAt)
{
    public string Url { get; init; } = "";

    /// <summary>Null or negative when hidden.</summary>
    public long? Likes { get; init; }

    public long Comments { get; init; }

    /// <summary>Instagram's play count; never mixed with <see cref="Views"/>.</summary>
    public long? Plays { get; init; }

    /// <summary>Instagram's view count, a different counter.</summary>
    public long? Views { get; init; }

    public string? Caption { get; init; }

    public IReadOnlyList<string> Hashtags { get; init; } = [];

    public IReadOnlyList<string> Mentions { get; init; } = [];

    /// <summary>Lower-case usernames; so are the next two.</summary>
    public IReadOnlyList<string> TaggedUsers { get; init; } = [];

    public IReadOnlyList<string> Coauthors { get; init; } = [];

    /// <summary>Of the platform's own paid partnership label.</summary>
    public IReadOnlyList<string> Sponsors { get; init; } = [];

    public bool IsPaidPartnership { get; init; }

    /// <summary>Whether it stands at the top of the grid whatever its age: its date does not say how far back a scrape reached.</summary>
    public bool IsPinned { get; init; }

    /// <summary>Whether the newest scrape returned it; false for one that only an earlier scrape held.</summary>
    public bool InNewestScrape { get; init; } = true;

    public string? ThumbnailUrl { get; init; }
}

/// <summary>How many followers a creator had at a scrape.</summary>
public sealed record FollowerCount(DateTimeOffset At, long Followers);

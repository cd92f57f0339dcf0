namespace CreatorAnalytics.Creators;

/// <summary>What kind of post it is; every video counts as a reel.</summary>
public enum PostType
{
    Image,
    Carousel,
    Reel,
}

/// <summary>
/// A post seen in a creator's feed as its newest scrape gave it. A collaboration may belong to another owner, and may be stored once
/// for each creator in whose feed it was.
/// </summary>
public sealed class CreatorPost
{
    public Guid Id { get; init; }

    public Guid CreatorId { get; init; }

    /// <summary>Instagram's id of the post, unique within the creator.</summary>
    public required string ExternalId { get; init; }

    public required string ShortCode { get; set; }

    public PostType Type { get; set; }

    public required string Url { get; set; }

    public DateTimeOffset TakenAt { get; set; }

    /// <summary>Null when the owner hides them or the scrape did not say.</summary>
    public long? Likes { get; set; }

    public long Comments { get; set; }

    /// <summary>Instagram's play count, the one its pages show as views; null when no scrape said.</summary>
    public long? Plays { get; set; }

    /// <summary>Instagram's view count: a different and smaller counter than <see cref="Plays"/>, never mixed with it.</summary>
    public long? Views { get; set; }

    public string? Caption { get; set; }

    /// <summary>Lower-case, without the sign, in the order of the caption.</summary>
    public List<string> Hashtags { get; set; } = [];

    /// <summary>Lower-case usernames, in the order of the caption.</summary>
    public List<string> Mentions { get; set; } = [];

    /// <summary>Lower-case usernames.</summary>
    public List<string> TaggedUsers { get; set; } = [];

    /// <summary>Lower-case usernames.</summary>
    public List<string> Coauthors { get; set; } = [];

    /// <summary>Lower-case usernames of the platform's own paid partnership label.</summary>
    public List<string> Sponsors { get; set; } = [];

    public bool IsPaidPartnership { get; set; }

    public bool IsPinned { get; set; }

    /// <summary>Lower-case; differs from the creator's when it is somebody else's collaboration.</summary>
    public string? OwnerUsername { get; set; }

    /// <summary>Where Instagram serves the picture; signed, so it expires within days.</summary>
    public string? ThumbnailSourceUrl { get; set; }

    /// <summary>The stored thumbnail, for <see cref="MediaUrls.Thumbnail"/>.</summary>
    public string? ThumbnailHash { get; set; }

    /// <summary>When the first scrape that held the post was made.</summary>
    public DateTimeOffset FirstSeenAt { get; set; }

    /// <summary>When the scrape was made that gave the values here.</summary>
    public DateTimeOffset LastSeenAt { get; set; }
}

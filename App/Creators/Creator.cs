namespace CreatorAnalytics.Creators;

/// <summary>
/// An Instagram account, stored once per installation whoever looked it up. It is Instagram's numeric id; usernames come and go
/// (<see cref="CreatorUsername"/>). Written by <see cref="CreatorImporter"/>, <see cref="CreatorMedia"/> and
/// <see cref="CreatorDirectory.FirstCompletionAsync"/> only.
/// </summary>
public sealed class Creator
{
    public Guid Id { get; init; }

    /// <summary>Instagram's numeric id, which never changes.</summary>
    public required string ExternalId { get; init; }

    /// <summary>
    /// The username now, lower-case. When another account was seen under it and the new name is not known yet, the
    /// <see cref="ExternalId"/> stands in, which the profile actor takes as well.
    /// </summary>
    public required string Username { get; set; }

    public string? FullName { get; set; }

    public string? Biography { get; set; }

    public List<ExternalUrl> ExternalUrls { get; set; } = [];

    public string? Category { get; set; }

    public bool Verified { get; set; }

    public bool Private { get; set; }

    public bool Business { get; set; }

    /// <summary>Null when no scrape said so yet.</summary>
    public long? Followers { get; set; }

    public long? Following { get; set; }

    public long? PostsCount { get; set; }

    /// <summary>Where Instagram serves the avatar; signed, so it expires within days.</summary>
    public string? AvatarSourceUrl { get; set; }

    /// <summary>The source that <see cref="AvatarHash"/> was made from.</summary>
    public string? AvatarKeptUrl { get; set; }

    /// <summary>The stored avatar, for <see cref="MediaUrls.Avatar"/>.</summary>
    public string? AvatarHash { get; set; }

    /// <summary><c>apify</c> or <c>sandbox</c>.</summary>
    public required string Source { get; set; }

    /// <summary>
    /// The job item whose completion made the creator known in this installation; null until one completed. It decides who pays the price
    /// of a new creator.
    /// </summary>
    public Guid? FirstItemId { get; set; }

    public DateTimeOffset? FirstCompletedAt { get; set; }

    /// <summary>When the newest import was scraped.</summary>
    public DateTimeOffset LastScrapedAt { get; set; }

    public DateTimeOffset CreatedAt { get; init; }
}

/// <summary>A link of a profile, http or https.</summary>
public sealed record ExternalUrl(string Title, string Url);

namespace CreatorAnalytics.Creators;

/// <summary>A profile as scraped, whoever scraped it. All text is untrusted.</summary>
/// <param name="ExternalId">Instagram's numeric id.</param>
/// <param name="Username">The name it came back under.</param>
public sealed record ImportedProfile(string ExternalId, string Username)
{
    public string? FullName { get; init; }

    public string? Biography { get; init; }

    public IReadOnlyList<ExternalUrl> ExternalUrls { get; init; } = [];

    /// <summary>May be the actor's list, such as <c>None,Entrepreneur</c>.</summary>
    public string? Category { get; init; }

    public bool Verified { get; init; }

    public bool Private { get; init; }

    public bool Business { get; init; }

    /// <summary>Null when the row did not say; what is known then stays.</summary>
    public long? Followers { get; init; }

    public long? Following { get; init; }

    public long? PostsCount { get; init; }

    public string? AvatarUrl { get; init; }

    /// <summary>The posts inside the profile's row. A row of the posts actor for the same post wins over one of these.</summary>
    public IReadOnlyList<ImportedPost> LatestPosts { get; init; } = [];
}

/// <summary>A post as scraped. All text is untrusted.</summary>
/// <param name="ExternalId">Instagram's id of the post.</param>
public sealed record ImportedPost(string ExternalId, string ShortCode, PostType Type, DateTimeOffset TakenAt)
{
    public string? Url { get; init; }

    /// <summary>Null or negative when hidden.</summary>
    public long? Likes { get; init; }

    public long? Comments { get; init; }

    /// <summary>Instagram's <c>videoPlayCount</c>.</summary>
    public long? Plays { get; init; }

    /// <summary>Instagram's <c>videoViewCount</c>.</summary>
    public long? Views { get; init; }

    public string? Caption { get; init; }

    /// <summary>The actor's own lists, read only when there is no caption to parse.</summary>
    public IReadOnlyList<string> Hashtags { get; init; } = [];

    /// <inheritdoc cref="Hashtags"/>
    public IReadOnlyList<string> Mentions { get; init; } = [];

    /// <summary>Usernames.</summary>
    public IReadOnlyList<string> TaggedUsers { get; init; } = [];

    /// <summary>Usernames.</summary>
    public IReadOnlyList<string> Coauthors { get; init; } = [];

    /// <summary>Usernames.</summary>
    public IReadOnlyList<string> Sponsors { get; init; } = [];

    public bool IsPaidPartnership { get; init; }

    public bool IsPinned { get; init; }

    public string? OwnerUsername { get; init; }

    public string? ThumbnailUrl { get; init; }

    public IReadOnlyList<ImportedComment> LatestComments { get; init; } = [];
}

/// <summary>A comment as scraped. All text is untrusted.</summary>
public sealed record ImportedComment(string ExternalId, string OwnerUsername, string Text)
{
    public long? Likes { get; init; }

    public DateTimeOffset? WrittenAt { get; init; }
}

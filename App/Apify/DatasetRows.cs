using System.Text.Json.Serialization;

namespace CreatorAnalytics.Apify;

/// <summary>
/// A row of the profile actor's dataset. Anything may be missing or of the wrong type (see <see cref="TolerantString"/> and its
/// neighbours): then the property is null, or the list empty, and the rest of the row counts. Names are given one by one because the
/// platform mixes camelCase and snake_case.
/// </summary>
public sealed record ProfileRow
{
    /// <summary>The address or name that was asked for; the only link to the request when the creator was renamed.</summary>
    [JsonPropertyName("inputUrl")]
    public string? InputUrl { get; set; }

    /// <summary>Instagram's numeric id, which no renaming changes.</summary>
    [JsonPropertyName("id")]
    public string? Id { get; set; }

    [JsonPropertyName("username")]
    public string? Username { get; set; }

    [JsonPropertyName("url")]
    public string? Url { get; set; }

    [JsonPropertyName("fullName")]
    public string? FullName { get; set; }

    [JsonPropertyName("biography")]
    public string? Biography { get; set; }

    [JsonPropertyName("externalUrl")]
    public string? ExternalUrl { get; set; }

    [JsonPropertyName("externalUrls")]
    public IReadOnlyList<ExternalLinkRow> ExternalUrls { get; set; } = [];

    [JsonPropertyName("followersCount")]
    public long? FollowersCount { get; set; }

    [JsonPropertyName("followsCount")]
    public long? FollowsCount { get; set; }

    [JsonPropertyName("postsCount")]
    public long? PostsCount { get; set; }

    [JsonPropertyName("highlightReelCount")]
    public long? HighlightReelCount { get; set; }

    [JsonPropertyName("igtvVideoCount")]
    public long? IgtvVideoCount { get; set; }

    [JsonPropertyName("hasChannel")]
    public bool? HasChannel { get; set; }

    [JsonPropertyName("isBusinessAccount")]
    public bool? IsBusinessAccount { get; set; }

    [JsonPropertyName("joinedRecently")]
    public bool? JoinedRecently { get; set; }

    /// <summary>Can be the word "None", or a comma list that holds it ("None,Entrepreneur").</summary>
    [JsonPropertyName("businessCategoryName")]
    public string? BusinessCategoryName { get; set; }

    [JsonPropertyName("private")]
    public bool? Private { get; set; }

    [JsonPropertyName("verified")]
    public bool? Verified { get; set; }

    [JsonPropertyName("profilePicUrl")]
    public string? ProfilePicUrl { get; set; }

    [JsonPropertyName("profilePicUrlHD")]
    public string? ProfilePicUrlHd { get; set; }

    /// <summary>At most 12; pinned posts come first, whatever their age.</summary>
    [JsonPropertyName("latestPosts")]
    public IReadOnlyList<PostRow> LatestPosts { get; set; } = [];

    [JsonPropertyName("latestIgtvVideos")]
    public IReadOnlyList<PostRow> LatestIgtvVideos { get; set; } = [];

    [JsonPropertyName("relatedProfiles")]
    public IReadOnlyList<AccountRow> RelatedProfiles { get; set; } = [];

    [JsonPropertyName("error")]
    public string? Error { get; set; }

    [JsonPropertyName("errorDescription")]
    public string? ErrorDescription { get; set; }

    [JsonPropertyName("isRestrictedProfile")]
    public bool? IsRestrictedProfile { get; set; }

    [JsonPropertyName("restrictionReason")]
    public string? RestrictionReason { get; set; }

    /// <summary>False for rows that only echo what was asked for: taking one for a profile would invent a creator without followers.</summary>
    [JsonIgnore]
    public bool IsProfile => Error is null && !string.IsNullOrEmpty(Id);
}

/// <summary>A row of the posts actor's dataset, or a post inside a profile row. Optional keys are usually left out, not null.</summary>
public sealed record PostRow
{
    /// <summary>The profile's address as it was asked for.</summary>
    [JsonPropertyName("inputUrl")]
    public string? InputUrl { get; set; }

    [JsonPropertyName("id")]
    public string? Id { get; set; }

    /// <summary>Image, Video or Sidecar.</summary>
    [JsonPropertyName("type")]
    public string? Type { get; set; }

    /// <summary>clips, igtv, feed or carousel_container.</summary>
    [JsonPropertyName("productType")]
    public string? ProductType { get; set; }

    [JsonPropertyName("shortCode")]
    public string? ShortCode { get; set; }

    [JsonPropertyName("url")]
    public string? Url { get; set; }

    [JsonPropertyName("caption")]
    public string? Caption { get; set; }

    /// <summary>As the platform found them, trailing punctuation included.</summary>
    [JsonPropertyName("hashtags")]
    public IReadOnlyList<string> Hashtags { get; set; } = [];

    /// <inheritdoc cref="Hashtags"/>
    [JsonPropertyName("mentions")]
    public IReadOnlyList<string> Mentions { get; set; } = [];

    [JsonPropertyName("commentsCount")]
    public long? CommentsCount { get; set; }

    /// <summary>-1 when the creator hides it; null in child posts.</summary>
    [JsonPropertyName("likesCount")]
    public long? LikesCount { get; set; }

    /// <summary>Views by the older count; never mix with <see cref="VideoPlayCount"/> in one series.</summary>
    [JsonPropertyName("videoViewCount")]
    public long? VideoViewCount { get; set; }

    /// <summary>What Instagram shows as views.</summary>
    [JsonPropertyName("videoPlayCount")]
    public long? VideoPlayCount { get; set; }

    /// <summary>Seconds.</summary>
    [JsonPropertyName("videoDuration")]
    public double? VideoDuration { get; set; }

    [JsonPropertyName("sharesCount")]
    public long? SharesCount { get; set; }

    [JsonPropertyName("firstComment")]
    public string? FirstComment { get; set; }

    [JsonPropertyName("latestComments")]
    public IReadOnlyList<CommentRow> LatestComments { get; set; } = [];

    [JsonPropertyName("isCommentsDisabled")]
    public bool? IsCommentsDisabled { get; set; }

    [JsonPropertyName("dimensionsHeight")]
    public long? DimensionsHeight { get; set; }

    [JsonPropertyName("dimensionsWidth")]
    public long? DimensionsWidth { get; set; }

    /// <summary>A signed address that expires, images after days and videos after one: fetch it at import.</summary>
    [JsonPropertyName("displayUrl")]
    public string? DisplayUrl { get; set; }

    [JsonPropertyName("images")]
    public IReadOnlyList<string> Images { get; set; } = [];

    [JsonPropertyName("videoUrl")]
    public string? VideoUrl { get; set; }

    [JsonPropertyName("alt")]
    public string? Alt { get; set; }

    [JsonPropertyName("timestamp")]
    public DateTimeOffset? Timestamp { get; set; }

    [JsonPropertyName("childPosts")]
    public IReadOnlyList<PostRow> ChildPosts { get; set; } = [];

    [JsonPropertyName("locationName")]
    public string? LocationName { get; set; }

    [JsonPropertyName("locationId")]
    public string? LocationId { get; set; }

    [JsonPropertyName("ownerId")]
    public string? OwnerId { get; set; }

    /// <summary>Another account's for a collaboration.</summary>
    [JsonPropertyName("ownerUsername")]
    public string? OwnerUsername { get; set; }

    [JsonPropertyName("ownerFullName")]
    public string? OwnerFullName { get; set; }

    [JsonPropertyName("isPinned")]
    public bool? IsPinned { get; set; }

    [JsonPropertyName("isSponsored")]
    public bool? IsSponsored { get; set; }

    [JsonPropertyName("paidPartnership")]
    public bool? PaidPartnership { get; set; }

    [JsonPropertyName("sponsors")]
    public IReadOnlyList<AccountRow> Sponsors { get; set; } = [];

    [JsonPropertyName("taggedUsers")]
    public IReadOnlyList<AccountRow> TaggedUsers { get; set; } = [];

    [JsonPropertyName("coauthorProducers")]
    public IReadOnlyList<AccountRow> CoauthorProducers { get; set; } = [];

    [JsonPropertyName("error")]
    public string? Error { get; set; }

    [JsonPropertyName("errorDescription")]
    public string? ErrorDescription { get; set; }

    /// <summary>False for rows that say why there is no post.</summary>
    [JsonIgnore]
    public bool IsPost => Error is null && (!string.IsNullOrEmpty(Id) || !string.IsNullOrEmpty(ShortCode));

    /// <summary>What two rows of the same post have in common.</summary>
    [JsonIgnore]
    internal string? Key => string.IsNullOrEmpty(ShortCode) ? Id : ShortCode;
}

/// <summary>A comment under a post.</summary>
public sealed record CommentRow
{
    [JsonPropertyName("id")]
    public string? Id { get; set; }

    [JsonPropertyName("text")]
    public string? Text { get; set; }

    [JsonPropertyName("ownerUsername")]
    public string? OwnerUsername { get; set; }

    [JsonPropertyName("ownerProfilePicUrl")]
    public string? OwnerProfilePicUrl { get; set; }

    [JsonPropertyName("owner"), JsonConverter(typeof(TolerantAccount))]
    public AccountRow? Owner { get; set; }

    [JsonPropertyName("timestamp")]
    public DateTimeOffset? Timestamp { get; set; }

    [JsonPropertyName("likesCount")]
    public long? LikesCount { get; set; }

    [JsonPropertyName("repliesCount")]
    public long? RepliesCount { get; set; }
}

/// <summary>An account that a row mentions: tagged, co-author, sponsor, related, author of a comment.</summary>
public sealed record AccountRow
{
    [JsonPropertyName("id")]
    public string? Id { get; set; }

    [JsonPropertyName("username")]
    public string? Username { get; set; }

    [JsonPropertyName("full_name")]
    public string? FullName { get; set; }

    [JsonPropertyName("is_verified")]
    public bool? IsVerified { get; set; }

    [JsonPropertyName("is_private")]
    public bool? IsPrivate { get; set; }

    [JsonPropertyName("profile_pic_url")]
    public string? ProfilePicUrl { get; set; }
}

/// <summary>A link of a profile's header.</summary>
public sealed record ExternalLinkRow
{
    [JsonPropertyName("title")]
    public string? Title { get; set; }

    [JsonPropertyName("url")]
    public string? Url { get; set; }
}

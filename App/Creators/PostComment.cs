namespace CreatorAnalytics.Creators;

/// <summary>A comment that came along with a post; a sample of the newest, never all of them.</summary>
public sealed class PostComment
{
    public Guid Id { get; init; }

    public Guid PostId { get; init; }

    /// <summary>Instagram's id of the comment, unique within the post.</summary>
    public required string ExternalId { get; init; }

    /// <summary>Lower-case.</summary>
    public required string OwnerUsername { get; set; }

    public required string Text { get; set; }

    public long? Likes { get; set; }

    public DateTimeOffset? WrittenAt { get; set; }
}

using System.Diagnostics.CodeAnalysis;

namespace CreatorAnalytics.Creators;

/// <summary>Where stored images are served on this site.</summary>
public static class MediaUrls
{
    internal const string Prefix = "/media/";

    /// <summary>The address of an avatar by <see cref="Creator.AvatarHash"/>; null when none is stored.</summary>
    [return: NotNullIfNotNull(nameof(hash))]
    public static string? Avatar(string? hash) => hash is null ? null : $"{Prefix}{hash}-{MediaName.AvatarWidth}.webp";

    /// <summary>The address of a post's picture by <see cref="CreatorPost.ThumbnailHash"/>; null when none is stored.</summary>
    [return: NotNullIfNotNull(nameof(hash))]
    public static string? Thumbnail(string? hash) => hash is null ? null : $"{Prefix}{hash}-{MediaName.ThumbnailWidth}.webp";
}

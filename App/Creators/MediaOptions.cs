namespace CreatorAnalytics.Creators;

/// <summary>Section <c>Media</c>: where avatars and thumbnails are kept.</summary>
public sealed class MediaOptions
{
    public const string Section = "Media";

    /// <summary>The kind of store.</summary>
    /// <value>The default is Disk.</value>
    public MediaStoreKind Store { get; set; } = MediaStoreKind.Disk;

    /// <summary>The folder of the Disk store; a relative one starts at the folder that holds appsettings.json.</summary>
    /// <value>The default is data/media.</value>
    public string Path { get; set; } = "data/media";

    /// <summary>The bucket of the S3 store.</summary>
    public S3Options S3 { get; } = new();

    /// <summary>The origin that browsers are sent to for images, if it is not this site's own.</summary>
    internal IEnumerable<string> PublicOrigins() =>
        Store is MediaStoreKind.S3 && S3.PublicUrl.Length > 0 ? [new Uri(S3.PublicUrl).GetLeftPart(UriPartial.Authority)] : [];

    internal IEnumerable<string> Problems() => Store switch
    {
        MediaStoreKind.S3 => S3.Problems(),
        _ => string.IsNullOrWhiteSpace(Path) ? ["Media:Path must name a folder; it is empty."] : [],
    };
}

/// <summary>Where images are kept.</summary>
public enum MediaStoreKind
{
    /// <summary>A folder of this machine, or one that several share.</summary>
    Disk,

    /// <summary>A bucket of AWS S3 or a compatible server.</summary>
    S3,
}

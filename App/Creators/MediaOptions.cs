namespace CreatorAnalytics.Creators;

/// <summary>Section <c>Media</c>: where avatars and thumbnails are kept.</summary>
public sealed class MediaOptions
{
    public const string Section = "Media";

    internal const string Disk = "Disk";

    /// <summary>The kind of store.</summary>
    /// <value>The default, and the only one so far, is Disk.</value>
    public string Store { get; set; } = Disk;

    /// <summary>The folder of the Disk store; a relative one starts at the folder that holds appsettings.json.</summary>
    /// <value>The default is data/media.</value>
    public string Path { get; set; } = "data/media";

    internal IEnumerable<string> Problems()
    {
        if (!string.Equals(Store, Disk, StringComparison.OrdinalIgnoreCase))
            yield return $"Media:Store must be {Disk}, the only store that this version has; it is {Store}.";
        if (string.IsNullOrWhiteSpace(Path))
            yield return "Media:Path must name a folder; it is empty.";
    }
}

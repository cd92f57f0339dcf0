using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text.RegularExpressions;

namespace CreatorAnalytics.Creators;

/// <summary>
/// The name of a stored image: the SHA-256 of the picture it was made from and its width, so that the same picture is stored once and a
/// name never changes its content.
/// </summary>
public sealed partial record MediaName
{
    /// <summary>Width of an avatar, in pixels.</summary>
    public const int AvatarWidth = 160;

    /// <summary>Width of a post's thumbnail, in pixels.</summary>
    public const int ThumbnailWidth = 320;

    private MediaName(string hash, int width)
    {
        Hash = hash;
        Width = width;
    }

    /// <summary>64 lower-case hexadecimal digits.</summary>
    public string Hash { get; }

    public int Width { get; }

    /// <summary>The name for a picture in the given width.</summary>
    public static MediaName Of(ReadOnlySpan<byte> picture, int width) => new(Convert.ToHexStringLower(SHA256.HashData(picture)), width);

    /// <summary>Reads a name that came from outside; nothing but a name can pass, so it may become part of a path.</summary>
    public static bool TryParse(string? text, [NotNullWhen(true)] out MediaName? name)
    {
        name = Pattern().Match(text ?? "") is { Success: true } match
            ? new MediaName(match.Groups[1].Value, match.Groups[2].Value == "160" ? AvatarWidth : ThumbnailWidth)
            : null;
        return name is not null;
    }

    public override string ToString() => $"{Hash}-{Width}.webp";

    [GeneratedRegex(@"\A([0-9a-f]{64})-(160|320)\.webp\z")]
    private static partial Regex Pattern();
}

using System.Text.RegularExpressions;

namespace CreatorAnalytics.Creators;

/// <summary>
/// Reads hashtags and mentions from a caption. The actors split at spaces and hand over <c>Artemis,</c> and <c>NASAUniverse’s</c>, so
/// their lists are used only where there is no caption.
/// </summary>
public static partial class CaptionWords
{
    /// <summary>Lower-case hashtags without the sign, each once, in order. One of digits only is none on Instagram.</summary>
    public static List<string> Hashtags(string? caption) => string.IsNullOrEmpty(caption)
        ? []
        : Distinct(HashtagRun().Matches(caption).SelectMany(run => run.Value.Split('#')).Where(tag => !tag.All(char.IsDigit)));

    /// <summary>Lower-case usernames without the sign, each once, in order; the part after the sign of an e-mail address is none.</summary>
    public static List<string> Mentions(string? caption) => string.IsNullOrEmpty(caption)
        ? []
        : Distinct(Mention().Matches(caption).Select(mention => mention.Groups[1].Value.Trim('.')));

    private static List<string> Distinct(IEnumerable<string> words) =>
    [
        .. words.Select(word => ScrapedText.Clean(word.ToLowerInvariant(), ColumnLimits.Word)).OfType<string>().Distinct(),
    ];

    // A run, because #one#two are two; not after & or /, where # belongs to an HTML entity or an address.
    [GeneratedRegex(@"(?<![\w&/])(?:#[\p{L}\p{M}\p{N}_]+)+")]
    private static partial Regex HashtagRun();

    [GeneratedRegex(@"(?<![\w@.])@([A-Za-z0-9._]{1,30})")]
    private static partial Regex Mention();
}

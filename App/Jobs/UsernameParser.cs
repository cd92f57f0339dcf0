using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace CreatorAnalytics.Jobs;

/// <summary>A piece of input that is no username, and why, in a sentence for people.</summary>
public sealed record InvalidUsername(string Input, string Reason);

/// <summary>What was read from a text: each username once, in the order of its first mention.</summary>
/// <param name="Usernames">Valid, lower-case, without repeats.</param>
/// <param name="Invalid">Pieces that are no username.</param>
/// <param name="Duplicates">Usernames that were given more than once, each once.</param>
public sealed record ParsedUsernames(
    IReadOnlyList<string> Usernames, IReadOnlyList<InvalidUsername> Invalid, IReadOnlyList<string> Duplicates);

/// <summary>
/// Reads usernames from whatever people paste: names, @names, profile addresses, "Name (@user)", separated by commas, semicolons, tabs
/// or lines, else by spaces. The one parser for page and API.
/// </summary>
public static partial class UsernameParser
{
    /// <summary>Instagram's own limit.</summary>
    public const int MaxLength = 30;

    private const int MaxEchoedInput = 100;

    private static readonly char[] Separators = [',', ';', '\t', '\n', '\r', '\v', '\f', '\u0085', '\u2028', '\u2029', '，', '；', '、'];

    // First segments of addresses that lead to something else than a profile, with what that is.
    private static readonly Dictionary<string, string> OtherPages = new(StringComparer.Ordinal)
    {
        ["p"] = "a post",
        ["reel"] = "a reel",
        ["reels"] = "a reel",
        ["tv"] = "a video",
        ["stories"] = "a story",
        ["share"] = "a shared link",
        ["explore"] = "a page of Instagram itself",
        ["accounts"] = "a page of Instagram itself",
        ["direct"] = "a page of Instagram itself",
        ["about"] = "a page of Instagram itself",
        ["legal"] = "a page of Instagram itself",
        ["developer"] = "a page of Instagram itself",
        ["web"] = "a page of Instagram itself",
    };

    /// <summary>Reads one text, such as the paste box.</summary>
    public static ParsedUsernames Parse(string? text) => Parse([text]);

    /// <summary>Reads several texts, such as the elements of an array; each may hold one username or many.</summary>
    public static ParsedUsernames Parse(IEnumerable<string?> texts)
    {
        var usernames = new List<string>();
        var seen = new HashSet<string>(StringComparer.Ordinal);
        var seenAgain = new HashSet<string>(StringComparer.Ordinal);
        var duplicates = new List<string>();
        var invalid = new List<InvalidUsername>();
        foreach (var finding in texts.SelectMany(text => Pieces(WithoutInvisible(text ?? ""))).SelectMany(ReadPiece))
        {
            if (finding.Reason is { } reason)
                invalid.Add(new InvalidUsername(Echo(finding.Text), reason));
            else if (seen.Add(finding.Text))
                usernames.Add(finding.Text);
            else if (seenAgain.Add(finding.Text))
                duplicates.Add(finding.Text);
        }

        return new ParsedUsernames(usernames, invalid, duplicates);
    }

    /// <summary>Why a lower-case name is no username; null when it is one.</summary>
    public static string? Problem(string name)
    {
        if (name.Length == 0)
            return "The username is missing.";
        if (name.Any(letter => !char.IsAsciiLetterOrDigit(letter) && letter is not ('.' or '_')))
            return "Usernames hold only letters a–z, digits, dots and underscores.";
        if (name.Length > MaxLength)
            return $"Usernames have at most {MaxLength} characters; this has {name.Length}.";
        if (name[0] == '.' || name[^1] == '.')
            return "Usernames neither start nor end with a dot.";
        if (name.Contains("..", StringComparison.Ordinal))
            return "Usernames hold no two dots in a row.";
        return null;
    }

    private static IEnumerable<string> Pieces(string text) =>
        text.Split(Separators, StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);

    private static IEnumerable<Finding> ReadPiece(string piece)
    {
        if (WebAddress().IsMatch(piece))
            return piece.Split(' ', StringSplitOptions.RemoveEmptyEntries).Where(word => WebAddress().IsMatch(word)).Select(ReadAddress);
        if (MailAddress().IsMatch(piece))
            return [new Finding(piece, "This looks like an e-mail address; give the Instagram username.")];
        var mentions = Mention().Matches(piece);
        if (mentions.Count > 0)
            return mentions.Select(mention => ReadName(mention.Value));
        return piece.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries).Select(ReadName);
    }

    private static Finding ReadAddress(string word)
    {
        var address = WebAddress().Match(word);
        var host = address.Groups["host"].Value.ToLowerInvariant();
        if (host is not ("instagram.com" or "instagr.am") && !host.EndsWith(".instagram.com", StringComparison.Ordinal))
            return new Finding(word, "This is not an Instagram address.");
        var segments = address.Groups["path"].Value.Split('/', StringSplitOptions.RemoveEmptyEntries);
        if (segments is ["_u" or "_n", _, ..])
            segments = segments[1..];
        if (segments.Length == 0)
            return new Finding(word, "This address names no profile.");
        if (OtherPages.TryGetValue(segments[0].ToLowerInvariant(), out var page))
            return new Finding(word, $"This is the address of {page}, not of a profile.");
        if (segments is [_, "p" or "reel" or "tv", ..])
            return new Finding(word, $"This is the address of {OtherPages[segments[1]]}, not of a profile.");
        var name = ReadName(segments[0]);
        return name.Reason is null ? name : name with { Text = word };
    }

    private static Finding ReadName(string word)
    {
        var name = word.TrimStart('@').ToLowerInvariant();
        return Problem(name) is { } reason ? new Finding(word, reason) : new Finding(name, null);
    }

    /// <summary>Drops what cannot be seen and comes along when text is copied: byte order marks, zero-width spaces, directions.</summary>
    private static string WithoutInvisible(string text)
    {
        if (!text.Any(IsInvisible))
            return text;
        var visible = new StringBuilder(text.Length);
        foreach (var letter in text.Where(letter => !IsInvisible(letter)))
            visible.Append(letter);
        return visible.ToString();
    }

    private static bool IsInvisible(char letter) => char.GetUnicodeCategory(letter) is UnicodeCategory.Format;

    private static string Echo(string input) => input.Length <= MaxEchoedInput ? input : $"{input[..MaxEchoedInput]}…";

    // With a scheme any host counts as an address, so that it can be refused by name; without one only Instagram's own.
    [GeneratedRegex(
        @"(?:https?://(?<host>[^/\s?#]+)|(?<![\w.@-])(?<host>(?:[a-z0-9-]+\.)*instagram\.com|instagr\.am)(?![\w.-]))(?<path>/[^\s?#()""<>]*)?",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex WebAddress();

    [GeneratedRegex(@"^\S+@[a-z0-9-]+(?:\.[a-z0-9-]+)+$", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex MailAddress();

    [GeneratedRegex(@"(?<![\w.])@[^\s@()\[\]<>""'/|:!?]*", RegexOptions.CultureInvariant)]
    private static partial Regex Mention();

    /// <summary>A username, or with a reason the text that is none.</summary>
    private sealed record Finding(string Text, string? Reason);
}

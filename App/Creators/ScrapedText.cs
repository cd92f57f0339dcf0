namespace CreatorAnalytics.Creators;

/// <summary>Makes text that strangers wrote fit for the database and for links.</summary>
internal static class ScrapedText
{
    /// <summary>Without nul characters, cut to <paramref name="limit"/> UTF-16 units without splitting a character; null when empty.</summary>
    public static string? Clean(string? text, int limit)
    {
        if (string.IsNullOrEmpty(text))
            return null;
        var clean = text.Contains('\0') ? text.Replace("\0", "") : text;
        if (clean.Length > limit)
            clean = clean[..(char.IsHighSurrogate(clean[limit - 1]) ? limit - 1 : limit)];
        return clean.Length == 0 ? null : clean;
    }

    /// <summary>A username as stored: lower-case, without the sign and without spaces around it; empty when there is none.</summary>
    public static string Username(string? name) =>
        Clean(name?.Trim().TrimStart('@').ToLowerInvariant(), ColumnLimits.Username) ?? "";

    /// <summary>Usernames as stored, each once, in order.</summary>
    public static List<string> Usernames(IEnumerable<string?> names) =>
        [.. names.Select(Username).Where(name => name.Length > 0).Distinct()];

    /// <summary>The address if it is an absolute http or https one that fits; else null, so that no page links to <c>javascript:</c>.</summary>
    public static string? WebUrl(string? url) =>
        url is { Length: <= ColumnLimits.Url } && Uri.TryCreate(url, UriKind.Absolute, out var uri)
            && (uri.Scheme == Uri.UriSchemeHttps || uri.Scheme == Uri.UriSchemeHttp) && !url.Contains('\0')
            ? url
            : null;

    /// <summary>A count that may be missing or, where Instagram hides it, negative; null then.</summary>
    public static long? Count(long? count) => count is >= 0 ? count : null;

    /// <summary>The actor writes a list whose empty parts are the word None, such as <c>None,Entrepreneur</c>.</summary>
    public static string? Category(string? category)
    {
        var parts = (category ?? "").Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
            .Where(part => part != "None");
        return Clean(string.Join(", ", parts), ColumnLimits.Name);
    }
}

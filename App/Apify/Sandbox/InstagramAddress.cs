namespace CreatorAnalytics.Apify.Sandbox;

/// <summary>Reads what the actors accept as a name: a username, an @name, a profile's address.</summary>
internal static class InstagramAddress
{
    private static readonly HashSet<string> NotProfiles = new(["p", "reel", "tv", "explore", "stories"], StringComparer.OrdinalIgnoreCase);

    public static string Profile(string username) => $"https://www.instagram.com/{username}";

    public static ScrapeTarget Target(string entry)
    {
        var text = entry.Trim();
        var host = text.IndexOf("instagram.com/", StringComparison.OrdinalIgnoreCase);
        if (host < 0)
            return OfName(text.TrimStart('@'), inputUrl: null);

        var path = text[(host + "instagram.com/".Length)..].Split('?', '#')[0];
        var first = path.Split('/', StringSplitOptions.RemoveEmptyEntries).FirstOrDefault() ?? "";
        return first.Length == 0 || NotProfiles.Contains(first) ? new ScrapeTarget(null, text) : OfName(first, text);
    }

    private static ScrapeTarget OfName(string name, string? inputUrl)
    {
        var username = name.ToLowerInvariant();
        return new ScrapeTarget(username, inputUrl ?? Profile(username));
    }
}

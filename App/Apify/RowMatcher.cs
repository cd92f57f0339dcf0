namespace CreatorAnalytics.Apify;

/// <summary>
/// Finds out which of the asked-for creators a row is about. The input address comes first: it alone still leads to a creator that was
/// renamed, and to the posts that it made together with another account.
/// </summary>
internal sealed class RowMatcher(IReadOnlyCollection<string> usernames)
{
    private readonly HashSet<string> _usernames = new(usernames, StringComparer.OrdinalIgnoreCase);
    private readonly Dictionary<string, string> _byId = new(StringComparer.Ordinal);

    /// <summary>The creator of a profile row, in lower case; null when it is none of them.</summary>
    public string? Match(ProfileRow row)
    {
        var username = Asked(NameIn(row.InputUrl)) ?? Asked(row.Username) ?? Asked(NameIn(row.Url)) ?? KnownById(row.Id);
        if (username is not null && row.IsProfile)
            lock (_byId)
                _byId.TryAdd(row.Id!, username);
        return username;
    }

    /// <summary>The creator of a row of the posts actor, in lower case; null when it is none of them.</summary>
    public string? Match(PostRow row) =>
        Asked(NameIn(row.InputUrl))
        ?? Asked(row.OwnerUsername)
        ?? KnownById(row.OwnerId)
        ?? row.CoauthorProducers.Select(account => Asked(account.Username)).FirstOrDefault(name => name is not null)
        ?? (row.IsPost && _usernames.Count == 1 ? Asked(_usernames.First()) : null);

    private string? KnownById(string? id)
    {
        if (id is null)
            return null;
        lock (_byId)
            return _byId.GetValueOrDefault(id);
    }

    private string? Asked(string? username) => username is not null && _usernames.TryGetValue(username, out var asked) ? asked : null;

    /// <summary>The name in a profile's address, or the text itself when it is no address.</summary>
    internal static string? NameIn(string? inputUrl)
    {
        if (string.IsNullOrWhiteSpace(inputUrl))
            return null;
        var text = inputUrl.Trim().TrimStart('@');
        if (!text.Contains('/'))
            return text;
        if (!text.Contains("://", StringComparison.Ordinal))
            text = "https://" + text;
        return Uri.TryCreate(text, UriKind.Absolute, out var address)
            ? address.Segments.Select(segment => segment.Trim('/')).FirstOrDefault(segment => segment.Length > 0)
            : null;
    }
}

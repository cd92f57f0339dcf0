namespace CreatorAnalytics.Jobs;

/// <summary>A column of an imported file that may hold usernames.</summary>
/// <param name="Index">0 for the first.</param>
/// <param name="Title">Its heading, or its number when the first row holds a creator already.</param>
/// <param name="Samples">Its first cells, for telling columns apart.</param>
/// <param name="Usernames">What was read from it, each once.</param>
/// <param name="Likelihood">How much it looks like the column of usernames, for choosing one beforehand.</param>
public sealed record ImportColumn(
    int Index, string Title, IReadOnlyList<string> Samples, IReadOnlyList<string> Usernames, double Likelihood)
{
    private const int SampleCount = 3;

    private static readonly string[] TellingWords =
        ["username", "user name", "instagram", "handle", "profile", "account", "creator", "influencer", "nutzername", "benutzername", "usuario"];

    private static readonly HashSet<string> CommonHeadings = new(StringComparer.Ordinal)
    {
        "name", "full name", "first name", "last name", "email", "e-mail", "followers", "following", "category", "country", "city", "url", "link",
        "links", "website", "status", "notes", "note", "id", "date", "ig", "niche", "engagement", "engagement rate", "rate", "price", "posts", "phone",
        "language", "campaign", "comment", "comments",
    };

    /// <summary>The columns in which at least one username was found, from left to right.</summary>
    public static IReadOnlyList<ImportColumn> Of(IReadOnlyList<IReadOnlyList<string>> rows)
    {
        var width = rows.Count == 0 ? 0 : rows.Max(row => row.Count);
        return [.. Enumerable.Range(0, width).Select(index => Read(rows, index)).OfType<ImportColumn>()];
    }

    private static ImportColumn? Read(IReadOnlyList<IReadOnlyList<string>> rows, int index)
    {
        var cells = rows.Select(row => index < row.Count ? row[index] : "").ToList();
        var heading = Heading(cells[0]);
        if (heading is not null)
            cells.RemoveAt(0);
        var filled = cells.Where(cell => cell.Length > 0).ToList();
        var parsed = UsernameParser.Parse(filled);
        if (parsed.Usernames.Count == 0)
            return null;

        // Full names and cities read as usernames too, but as several a cell; numbers of followers as one that is all digits.
        var single = filled.Count(cell => UsernameParser.Parse(cell) is { Usernames: [var only], Invalid.Count: 0 } && !only.All(char.IsDigit));
        var likelihood = ((double)single / filled.Count) + (heading is null ? 0 : TellingWords.Any(IsIn(heading)) ? 2 : -0.5)
            + (filled.Any(cell => cell.Contains("instagram.com/", StringComparison.OrdinalIgnoreCase) || cell.StartsWith('@')) ? 1 : 0);
        return new ImportColumn(
            index, heading ?? $"Column {index + 1}", [.. filled.Take(SampleCount)], parsed.Usernames, likelihood);
    }

    private static Func<string, bool> IsIn(string heading) => word => heading.Contains(word, StringComparison.OrdinalIgnoreCase);

    /// <summary>The first cell if it names the column; null when it is an entry like those below it.</summary>
    private static string? Heading(string first) =>
        CommonHeadings.Contains(first.ToLowerInvariant()) || (TellingWords.Any(IsIn(first)) && !first.Contains('/') && !first.StartsWith('@'))
            ? first
            : null;
}

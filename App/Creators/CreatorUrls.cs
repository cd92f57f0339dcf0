using System.Globalization;

namespace CreatorAnalytics.Creators;

/// <summary>The addresses of the library, and of the pages of higher rooms that it leads to.</summary>
public static class CreatorUrls
{
    public const string Library = "/creators";
    public const string Compare = "/compare";

    /// <summary>The query parameter of <see cref="Compare"/> and of the search page that holds usernames, comma-separated.</summary>
    public const string UsernamesParameter = "creators";

    /// <summary>A creator's report.</summary>
    public static string Of(string username) => $"{Library}/{Uri.EscapeDataString(username)}";

    /// <summary>These creators side by side.</summary>
    public static string Comparing(IEnumerable<string> usernames) => With(Compare, usernames);

    /// <summary>The search page with these creators in the paste box, so that the price is seen before anything is charged.</summary>
    public static string SearchingAgain(IEnumerable<string> usernames) => With("/", usernames);

    /// <summary>The library as the query asks for it; what is as usual stays out of the address.</summary>
    internal static string Of(LibraryQuery query)
    {
        var usual = new LibraryQuery();
        List<(string Name, string? Value)> parts =
        [
            ("q", string.IsNullOrWhiteSpace(query.Search) ? null : query.Search.Trim()),
            ("list", query.ListId?.ToString()),
            ("min", Number(query.MinFollowers)),
            ("max", Number(query.MaxFollowers)),
            ("verified", query.VerifiedOnly ? "true" : null),
            ("sort", query.Sort == usual.Sort ? null : query.Sort.ToString()),
            ("ascending", query.Ascending ? "true" : null),
            ("page", query.Page <= 1 ? null : Number(query.Page)),
        ];
        var given = parts.Where(part => part.Value is not null).Select(part => $"{part.Name}={Uri.EscapeDataString(part.Value!)}").ToList();
        return given.Count == 0 ? Library : $"{Library}?{string.Join('&', given)}";
    }

    private static string? Number(long? value) => value?.ToString(CultureInfo.InvariantCulture);

    private static string With(string path, IEnumerable<string> usernames) =>
        $"{path}?{UsernamesParameter}={string.Join(',', usernames.Select(Uri.EscapeDataString))}";
}

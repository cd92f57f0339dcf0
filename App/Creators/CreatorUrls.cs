using System.Globalization;
using CreatorAnalytics.Creators.Pages;

namespace CreatorAnalytics.Creators;

/// <summary>The addresses of the library, and of the pages of higher rooms that it leads to.</summary>
public static class CreatorUrls
{
    public const string Library = "/creators";
    public const string Compare = "/compare";
    public const string ExportPath = "/exports/creators";

    /// <summary>The query parameter of <see cref="Compare"/> and of the search page that holds usernames, comma-separated.</summary>
    public const string UsernamesParameter = "creators";

    /// <summary>A creator's report.</summary>
    public static string Of(string username) => $"{Library}/{Uri.EscapeDataString(username)}";

    /// <summary>The creator's profile on Instagram.</summary>
    public static string Profile(string username) => $"https://www.instagram.com/{Uri.EscapeDataString(username)}/";

    /// <summary>These creators side by side.</summary>
    public static string Comparing(IEnumerable<string> usernames) => With(Compare, usernames);

    /// <summary>The search page with these creators in the paste box, so that the price is seen before anything is charged.</summary>
    public static string SearchingAgain(IEnumerable<string> usernames) => With("/", usernames);

    /// <summary>The library as the query asks for it; what is as usual stays out of the address.</summary>
    internal static string Of(LibraryQuery query)
    {
        var given = Parts(query).Where(part => part.Value is not null).Select(part => $"{part.Name}={Uri.EscapeDataString(part.Value!)}").ToList();
        return given.Count == 0 ? Library : $"{Library}?{string.Join('&', given)}";
    }

    /// <summary>A query as it stands in an address.</summary>
    internal static IReadOnlyList<(string Name, string? Value)> Parts(LibraryQuery query)
    {
        var usual = new LibraryQuery();
        return
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
    }

    /// <summary>Reads a query from an address. Addresses are typed and pasted: what cannot be read in one is left out.</summary>
    internal static LibraryQuery Query(Func<string, string?> parameter) => new()
    {
        Search = parameter("q"),
        ListId = Guid.TryParse(parameter("list"), out var list) ? list : null,
        MinFollowers = LibraryFilters.Number(parameter("min")),
        MaxFollowers = LibraryFilters.Number(parameter("max")),
        VerifiedOnly = parameter("verified") == "true",
        Sort = Enum.TryParse<LibrarySort>(parameter("sort"), ignoreCase: true, out var sort) && Enum.IsDefined(sort) ? sort : default,
        Ascending = parameter("ascending") == "true",
        Page = (int)Math.Clamp(LibraryFilters.Number(parameter("page")) ?? 1, 1, 1_000_000),
    };

    private static string? Number(long? value) => value?.ToString(CultureInfo.InvariantCulture);

    private static string With(string path, IEnumerable<string> usernames) =>
        $"{path}?{UsernamesParameter}={string.Join(',', usernames.Select(Uri.EscapeDataString))}";
}

namespace CreatorAnalytics.Accounts;

/// <summary>
/// Which browser it is, in a few words that somebody knows their own by. Only words from here are kept: what a browser sends of itself may
/// say anything, and says more about its owner than a list of sessions needs.
/// </summary>
public static class BrowserWords
{
    private const string Unknown = "Another browser";

    // Most browsers name those that they descend from as well, so the first that is found counts.
    private static readonly (string Mark, string Name)[] Browsers =
    [
        ("Edg", "Edge"), ("OPR/", "Opera"), ("SamsungBrowser/", "Samsung Internet"), ("Firefox/", "Firefox"), ("FxiOS/", "Firefox"),
        ("CriOS/", "Chrome"), ("Chrome/", "Chrome"), ("Safari/", "Safari"),
    ];

    private static readonly (string Mark, string Name)[] Systems =
    [
        ("iPhone", "iPhone"), ("iPad", "iPad"), ("Android", "Android"), ("Windows", "Windows"), ("CrOS", "ChromeOS"),
        ("Macintosh", "Mac"), ("Linux", "Linux"),
    ];

    /// <summary>For instance <c>Firefox on Windows</c>; never anything that is not written in this class.</summary>
    /// <param name="userAgent">The request's header; may be empty, or anything.</param>
    public static string Of(string? userAgent) => (Find(Browsers, userAgent), Find(Systems, userAgent)) switch
    {
        ({ } browser, { } system) => $"{browser} on {system}",
        ({ } browser, null) => browser,
        (null, { } system) => $"{Unknown} on {system}",
        _ => Unknown,
    };

    private static string? Find((string Mark, string Name)[] known, string? userAgent) =>
        known.FirstOrDefault(one => userAgent?.Contains(one.Mark, StringComparison.Ordinal) is true).Name;
}

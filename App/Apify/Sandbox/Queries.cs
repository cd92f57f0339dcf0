using System.Globalization;

namespace CreatorAnalytics.Apify.Sandbox;

/// <summary>How the platform reads its query parameters.</summary>
internal static class Queries
{
    /// <summary>A whole number that is not negative, or null when it is not given.</summary>
    public static long? Number(this IQueryCollection query, string name)
    {
        if (query[name].ToString() is not { Length: > 0 } text)
            return null;
        return long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            ? number
            : throw ApifyFault.InvalidValue($"Parameter \"{name}\" must be a non-negative integer, but it was \"{text}\".");
    }

    public static double? Amount(this IQueryCollection query, string name)
    {
        if (query[name].ToString() is not { Length: > 0 } text)
            return null;
        return double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var amount)
            ? amount
            : throw ApifyFault.InvalidValue($"Parameter \"{name}\" must be a number, but it was \"{text}\".");
    }

    public static bool Flag(this IQueryCollection query, string name) =>
        query[name].ToString() is "1" or "true" or "True";

    public static DateTimeOffset? Date(this IQueryCollection query, string name)
    {
        if (query[name].ToString() is not { Length: > 0 } text)
            return null;
        return DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var date)
            ? date
            : throw ApifyFault.InvalidValue($"Parameter \"{name}\" must be an ISO 8601 date, but it was \"{text}\".");
    }

    /// <summary>A comma-separated list; null when it is not given.</summary>
    public static string[]? List(this IQueryCollection query, string name) =>
        query[name].ToString() is { Length: > 0 } text
            ? text.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
            : null;
}

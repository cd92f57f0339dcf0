using System.Globalization;

namespace CreatorAnalytics.Analysis.Tables;

/// <summary>What must hold of every table: a report names its source and its date.</summary>
internal static class CommonRules
{
    public const int LongestText = 1_000;

    private const int LongestSource = 300;

    public static IEnumerable<string> Source(string name, string source) =>
        string.IsNullOrWhiteSpace(source) ? [$"{name} is empty. Say where the figures or words are from; reports repeat it."]
        : source.Length > LongestSource ? [$"{name} may have {LongestSource} characters; it has {source.Length}."]
        : [];

    public static IEnumerable<string> Date(string date) =>
        DateOnly.TryParseExact(date, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out _)
            ? []
            : [$"date must be a day such as 2026-11-24, when the source was read; it is “{date}”."];
}

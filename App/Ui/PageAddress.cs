using System.Globalization;

namespace CreatorAnalytics.Ui;

/// <summary>Addresses of pages that hold a filter: what of it is set, as people can read it, and back.</summary>
public static class PageAddress
{
    private const string DayFormat = "yyyy-MM-dd";

    /// <summary>The path with what has a value as its query.</summary>
    public static string Of(string path, IEnumerable<(string Name, string? Value)> parts)
    {
        var given = parts.Where(part => part.Value is not null).Select(part => $"{part.Name}={Uri.EscapeDataString(part.Value!)}").ToList();
        return given.Count == 0 ? path : $"{path}?{string.Join('&', given)}";
    }

    /// <summary>A day as <see cref="Of"/> is given it.</summary>
    public static string? Day(DateOnly? day) => day?.ToString(DayFormat, CultureInfo.InvariantCulture);

    /// <summary>The day (UTC) of a moment.</summary>
    public static string? Day(DateTimeOffset? time) => time is { } known ? Day(DateOnly.FromDateTime(known.UtcDateTime)) : null;

    /// <summary>The last day before a moment, which is how a span that ends there is shown.</summary>
    public static string? LastDay(DateTimeOffset? end) => Day(end?.AddTicks(-1));

    /// <summary>Null for what is no day.</summary>
    public static DateOnly? ReadDay(string? text) =>
        DateOnly.TryParseExact(text, DayFormat, CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) && day < DateOnly.MaxValue ? day : null;

    /// <summary>The first moment (UTC) of the day that the text says; null for what is no day.</summary>
    public static DateTimeOffset? ReadStart(string? text) => ReadDay(text) is { } day ? Start(day) : null;

    /// <summary>The first moment (UTC) after the day that the text says; null for what is no day.</summary>
    public static DateTimeOffset? ReadEnd(string? text) => ReadDay(text) is { } day ? Start(day.AddDays(1)) : null;

    /// <summary>The first moment of a day (UTC).</summary>
    public static DateTimeOffset Start(DateOnly day) => new(day, TimeOnly.MinValue, TimeSpan.Zero);

    /// <summary>Null for what is no id.</summary>
    public static Guid? ReadId(string? text) => Guid.TryParse(text, out var id) ? id : null;

    /// <summary>The number of a row; null for what is none.</summary>
    public static long? ReadRow(string? text) => long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var row) ? row : null;

    /// <summary>A value of an enum by its name, whatever the case; null for what is none.</summary>
    public static T? ReadWord<T>(string? text)
        where T : struct, Enum =>
        text is [var first, ..] && char.IsAsciiLetter(first)
        && Enum.TryParse<T>(text.Replace(".", "", StringComparison.Ordinal), ignoreCase: true, out var word) && Enum.IsDefined(word)
            ? word
            : null;

    /// <summary>The word that <see cref="ReadWord"/> reads, as the API has it: <c>key.created</c>.</summary>
    public static string? Word<T>(T? value)
        where T : struct, Enum =>
        value is { } word
            ? string.Concat($"{word}".Select((letter, at) => at > 0 && char.IsUpper(letter) ? $".{letter}" : $"{letter}")).ToLowerInvariant()
            : null;

    /// <summary>The number that <see cref="ReadRow"/> reads.</summary>
    public static string? Row(long? row) => row?.ToString(CultureInfo.InvariantCulture);
}

using System.Globalization;

namespace CreatorAnalytics.Credits;

/// <summary>The addresses of this room's pages. Filters stand in them, so that every number can link to the rows behind it.</summary>
public static class CreditUrls
{
    public const string UsagePath = "/credits";
    public const string LedgerPath = "/credits/ledger";
    public const string ExportPath = "/credits/ledger/export";

    private const string DayFormat = "yyyy-MM-dd";

    /// <summary>The ledger, narrowed down.</summary>
    public static string Ledger(LedgerFilter filter) => With(LedgerPath, filter);

    /// <summary>The same rows as a file: <c>csv</c> or <c>xlsx</c>.</summary>
    public static string Export(LedgerFilter filter, string format) => With(ExportPath, filter, ("format", format));

    /// <summary>The usage of a span of days, the last one included.</summary>
    public static string Usage(DateOnly from, DateOnly to, Guid? userId) =>
        Address(UsagePath, [("from", Day(from)), ("to", Day(to)), ("member", userId?.ToString())]);

    /// <summary>Reads a filter from an address; what cannot be read is left out.</summary>
    internal static LedgerFilter Filter(Func<string, string?> parameter) => new()
    {
        From = ReadDay(parameter("from")) is { } from ? Start(from) : null,
        To = ReadDay(parameter("to")) is { } to ? Start(to.AddDays(1)) : null,
        UserId = ReadId(parameter("member")),
        JobId = ReadId(parameter("search")),
        CreatorId = ReadId(parameter("creator")),
        Kind = Enum.TryParse<LedgerKind>(parameter("kind"), ignoreCase: true, out var kind) && Enum.IsDefined(kind) ? kind : null,
        Before = long.TryParse(parameter("before"), NumberStyles.None, CultureInfo.InvariantCulture, out var before) ? before : null,
    };

    internal static DateOnly? ReadDay(string? text) =>
        DateOnly.TryParseExact(text, DayFormat, CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) && day < DateOnly.MaxValue ? day : null;

    internal static Guid? ReadId(string? text) => Guid.TryParse(text, out var id) ? id : null;

    internal static DateTimeOffset Start(DateOnly day) => new(day, TimeOnly.MinValue, TimeSpan.Zero);

    internal static string? Day(DateOnly? day) => day?.ToString(DayFormat, CultureInfo.InvariantCulture);

    private static string With(string path, LedgerFilter filter, params (string Name, string? Value)[] more) => Address(
        path,
        [
            ("from", Day(filter.From)),
            ("to", Day(filter.To?.AddTicks(-1))),
            ("member", filter.UserId?.ToString()),
            ("search", filter.JobId?.ToString()),
            ("creator", filter.CreatorId?.ToString()),
            ("kind", filter.Kind?.ToString().ToLowerInvariant()),
            ("before", filter.Before?.ToString(CultureInfo.InvariantCulture)),
            .. more,
        ]);

    private static string? Day(DateTimeOffset? time) => time is { } known ? Day(DateOnly.FromDateTime(known.UtcDateTime)) : null;

    private static string Address(string path, IEnumerable<(string Name, string? Value)> parts)
    {
        var given = parts.Where(part => part.Value is not null).Select(part => $"{part.Name}={Uri.EscapeDataString(part.Value!)}").ToList();
        return given.Count == 0 ? path : $"{path}?{string.Join('&', given)}";
    }
}

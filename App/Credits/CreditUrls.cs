using CreatorAnalytics.Ui;

namespace CreatorAnalytics.Credits;

/// <summary>The addresses of this room's pages. Filters stand in them, so that every number can link to the rows behind it.</summary>
public static class CreditUrls
{
    public const string UsagePath = "/credits";
    public const string LedgerPath = "/credits/ledger";
    public const string LedgerExportPath = "/exports/ledger";
    public const string UsageExportPath = "/exports/usage";

    private const int LongestSpan = 366;

    /// <summary>The ledger, narrowed down.</summary>
    public static string Ledger(LedgerFilter filter) => PageAddress.Of(LedgerPath, Parts(filter));

    /// <summary>Usage, narrowed down.</summary>
    public static string Usage(UsageFilter filter) => PageAddress.Of(UsagePath, Parts(filter));

    /// <summary>Reads a filter from an address; what cannot be read is left out.</summary>
    internal static LedgerFilter Filter(Func<string, string?> parameter) => new()
    {
        From = PageAddress.ReadStart(parameter("from")),
        To = PageAddress.ReadEnd(parameter("to")),
        UserId = PageAddress.ReadId(parameter("member")),
        JobId = PageAddress.ReadId(parameter("search")),
        CreatorId = PageAddress.ReadId(parameter("creator")),
        Kind = PageAddress.ReadWord<LedgerKind>(parameter("kind")),
        IsNew = parameter("price") switch { "new" => true, "known" => false, _ => null },
        IsHeld = parameter("held") == "yes",
        Before = PageAddress.ReadRow(parameter("before")),
    };

    /// <summary>
    /// Reads what usage is asked of: the month so far when no days are given. Days that are given the wrong way round, or too many of
    /// them, are brought into order rather than refused.
    /// </summary>
    internal static UsageFilter Usage(Func<string, string?> parameter, TimeProvider time)
    {
        var (from, to) = Days(parameter("from"), parameter("to"), time);
        return new UsageFilter(
            PageAddress.Start(from), PageAddress.Start(to.AddDays(1)), PageAddress.ReadId(parameter("member")), PageAddress.ReadWord<UsageKind>(parameter("kind")));
    }

    private static (DateOnly From, DateOnly To) Days(string? fromText, string? toText, TimeProvider time)
    {
        var today = DateOnly.FromDateTime(time.GetUtcNow().UtcDateTime);
        var from = PageAddress.ReadDay(fromText) ?? new DateOnly(today.Year, today.Month, 1);
        var to = PageAddress.ReadDay(toText) ?? (today > from ? today : from);
        (from, to) = from <= to ? (from, to) : (to, from);
        return to.DayNumber - from.DayNumber >= LongestSpan ? (to.AddDays(1 - LongestSpan), to) : (from, to);
    }

    /// <summary>A filter as it stands in an address.</summary>
    internal static IReadOnlyList<(string Name, string? Value)> Parts(LedgerFilter filter) =>
    [
        ("from", PageAddress.Day(filter.From)),
        ("to", PageAddress.LastDay(filter.To)),
        ("member", filter.UserId?.ToString()),
        ("search", filter.JobId?.ToString()),
        ("creator", filter.CreatorId?.ToString()),
        ("kind", PageAddress.Word(filter.Kind)),
        ("price", filter.IsNew switch { true => "new", false => "known", null => null }),
        ("held", filter.IsHeld ? "yes" : null),
        ("before", PageAddress.Row(filter.Before)),
    ];

    /// <inheritdoc cref="Parts(LedgerFilter)"/>
    internal static IReadOnlyList<(string Name, string? Value)> Parts(UsageFilter filter) =>
    [
        ("from", PageAddress.Day(filter.From)),
        ("to", PageAddress.LastDay(filter.To)),
        ("member", filter.UserId?.ToString()),
        ("kind", PageAddress.Word(filter.Kind)),
    ];
}

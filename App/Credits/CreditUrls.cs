using CreatorAnalytics.Ui;

namespace CreatorAnalytics.Credits;

/// <summary>The addresses of this room's pages. Filters stand in them, so that every number can link to the rows behind it.</summary>
public static class CreditUrls
{
    public const string UsagePath = "/credits";
    public const string LedgerPath = "/credits/ledger";
    public const string ExportPath = "/credits/ledger/export";

    /// <summary>The ledger, narrowed down.</summary>
    public static string Ledger(LedgerFilter filter) => With(LedgerPath, filter);

    /// <summary>The same rows as a file: <c>csv</c> or <c>xlsx</c>.</summary>
    public static string Export(LedgerFilter filter, string format) => With(ExportPath, filter, ("format", format));

    /// <summary>The usage of a span of days, the last one included.</summary>
    public static string Usage(DateOnly from, DateOnly to, Guid? userId) =>
        PageAddress.Of(UsagePath, [("from", PageAddress.Day(from)), ("to", PageAddress.Day(to)), ("member", userId?.ToString())]);

    /// <summary>Reads a filter from an address; what cannot be read is left out.</summary>
    internal static LedgerFilter Filter(Func<string, string?> parameter) => new()
    {
        From = PageAddress.ReadStart(parameter("from")),
        To = PageAddress.ReadEnd(parameter("to")),
        UserId = PageAddress.ReadId(parameter("member")),
        JobId = PageAddress.ReadId(parameter("search")),
        CreatorId = PageAddress.ReadId(parameter("creator")),
        Kind = PageAddress.ReadWord<LedgerKind>(parameter("kind")),
        Before = PageAddress.ReadRow(parameter("before")),
    };

    private static string With(string path, LedgerFilter filter, params (string Name, string? Value)[] more) => PageAddress.Of(
        path,
        [
            ("from", PageAddress.Day(filter.From)),
            ("to", PageAddress.LastDay(filter.To)),
            ("member", filter.UserId?.ToString()),
            ("search", filter.JobId?.ToString()),
            ("creator", filter.CreatorId?.ToString()),
            ("kind", PageAddress.Word(filter.Kind)),
            ("before", PageAddress.Row(filter.Before)),
            .. more,
        ]);
}

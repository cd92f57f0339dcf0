using CreatorAnalytics.Ui;

namespace CreatorAnalytics.Accounts;

/// <summary>The addresses of the audit log; the filter stands in them.</summary>
public static class AuditUrls
{
    public const string Path = "/audit";
    public const string ExportPath = "/audit/export";

    /// <summary>The page, narrowed down.</summary>
    public static string Page(AuditFilter filter) => PageAddress.Of(Path, Parts(filter));

    /// <summary>Reads a filter from an address; what cannot be read is left out.</summary>
    internal static AuditFilter Filter(Func<string, string?> parameter) => new()
    {
        From = PageAddress.ReadStart(parameter("from")),
        To = PageAddress.ReadEnd(parameter("to")),
        UserId = PageAddress.ReadId(parameter("member")),
        Kind = PageAddress.ReadWord<AuditKind>(parameter("kind")),
        Before = PageAddress.ReadRow(parameter("before")),
    };

    /// <summary>A filter as it stands in an address.</summary>
    internal static IReadOnlyList<(string Name, string? Value)> Parts(AuditFilter filter) =>
    [
        ("from", PageAddress.Day(filter.From)),
        ("to", PageAddress.LastDay(filter.To)),
        ("member", filter.UserId?.ToString()),
        ("kind", PageAddress.Word(filter.Kind)),
        ("before", PageAddress.Row(filter.Before)),
    ];
}

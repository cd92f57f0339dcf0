using System.Security.Claims;
using CreatorAnalytics.Ui;

namespace CreatorAnalytics.Accounts;

/// <summary>The audit log as a file, from the page.</summary>
internal static class AuditExport
{
    private static readonly SpreadsheetColumn<AuditRow>[] Columns =
    [
        new("id", "Row", row => row.Id),
        new("createdAt", "Time (UTC)", row => row.CreatedAt),
        new("member", "Member", row => row.Member),
        new("kind", "Kind", row => PageAddress.Word<AuditKind>(row.Kind)),
        new("what", "What", row => AuditWords.Of(row.Kind)),
        new("subject", "Concerning", row => row.Subject),
    ];

    public static void Map(WebApplication app) => app.MapGet(AuditUrls.ExportPath, ExportAsync).RequireAuthorization().ExcludeFromDescription();

    private static async Task<IResult> ExportAsync(
        string? format, ClaimsPrincipal user, HttpRequest request, CallerResolver callers, AuditQueries audit, AuditTrail trail, TimeProvider time,
        CancellationToken cancellationToken)
    {
        if (await callers.ForPrincipalAsync(user, cancellationToken) is not { } caller)
            return Results.NotFound();
        var name = $"audit-{Format.Iso(time.GetUtcNow())[..10]}";
        var rows = audit.AllRowsAsync(caller, AuditUrls.Filter(parameter => request.Query[parameter]), cancellationToken);
        trail.Note(caller, AuditKind.Exported, "The audit log");
        return format == "xlsx"
            ? Results.Stream(stream => Spreadsheet.WriteExcelAsync(stream, Columns, rows, cancellationToken), Spreadsheet.ExcelType, $"{name}.xlsx")
            : Results.Stream(stream => Spreadsheet.WriteCsvAsync(stream, Columns, rows, cancellationToken), Spreadsheet.CsvType, $"{name}.csv");
    }
}

using System.Security.Claims;
using CreatorAnalytics.Accounts;
using CreatorAnalytics.Ui;

namespace CreatorAnalytics.Credits;

/// <summary>The ledger as a file, from the page.</summary>
internal static class LedgerExport
{
    private static readonly SpreadsheetColumn<LedgerRow>[] Columns =
    [
        new("id", "Row", row => row.Id),
        new("createdAt", "Time (UTC)", row => row.CreatedAt),
        new("kind", "Kind", row => row.Kind.ToString().ToLowerInvariant()),
        new("amount", "Credits", row => row.Amount),
        new("balanceChange", "Balance change", row => row.BalanceChange),
        new("reservedChange", "Reserved change", row => row.ReservedChange),
        new("balance", "Balance after", row => row.Balance),
        new("member", "Member", row => row.Member),
        new("job", "Search", row => row.Job),
        new("jobId", "Search id", row => row.JobId?.ToString()),
        new("creator", "Creator", row => row.Creator),
        new("reason", "Reason", row => row.Reason),
    ];

    public static void Map(WebApplication app) => app.MapGet(CreditUrls.ExportPath, ExportAsync).RequireAuthorization().ExcludeFromDescription();

    private static async Task<IResult> ExportAsync(
        string? format, ClaimsPrincipal user, HttpRequest request, CallerResolver callers, LedgerQueries ledger, AuditTrail trail, TimeProvider time,
        CancellationToken cancellationToken)
    {
        if (await callers.ForPrincipalAsync(user, cancellationToken) is not { } caller)
            return Results.NotFound();
        var filter = CreditUrls.Filter(name => request.Query[name]);
        var name = $"ledger-{Format.Iso(time.GetUtcNow())[..10]}";
        trail.Note(caller, AuditKind.Exported, "The ledger");
        var rows = ledger.AllRowsAsync(caller, filter, cancellationToken);
        return format == "xlsx"
            ? Results.Stream(stream => Spreadsheet.WriteExcelAsync(stream, Columns, rows, cancellationToken), Spreadsheet.ExcelType, $"{name}.xlsx")
            : Results.Stream(stream => Spreadsheet.WriteCsvAsync(stream, Columns, rows, cancellationToken), Spreadsheet.CsvType, $"{name}.csv");
    }
}

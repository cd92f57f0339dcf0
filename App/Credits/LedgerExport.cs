using System.Security.Claims;
using CreatorAnalytics.Accounts;
using CreatorAnalytics.Ui;

namespace CreatorAnalytics.Credits;

/// <summary>The ledger as a file.</summary>
public static class LedgerExport
{
    public static ExportTable<LedgerRow> Table { get; } = new(
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
        new("reason", "Reason", row => row.Reason));

    internal static void Map(WebApplication app) =>
        app.MapGet(CreditUrls.LedgerExportPath, ExportAsync).RequireAuthorization().ExcludeFromDescription();

    private static async Task<IResult> ExportAsync(
        string? format, string? columns, ClaimsPrincipal user, HttpRequest request, CallerResolver callers, LedgerQueries ledger, AuditTrail trail,
        TimeProvider time, CancellationToken cancellationToken)
    {
        if (await callers.ForPrincipalAsync(user, cancellationToken) is not { } caller)
            return Results.NotFound();
        trail.Note(caller, AuditKind.Exported, "The ledger");
        var rows = ledger.AllRowsAsync(caller, CreditUrls.Filter(name => request.Query[name]), cancellationToken);
        return (IResult?)Table.Answer(format, columns, rows, $"ledger-{Format.Iso(time.GetUtcNow())[..10]}", cancellationToken) ?? Results.BadRequest();
    }
}

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
        app.MapPageExport(CreditUrls.LedgerExportPath, "The ledger", Table, (http, caller) => Task.FromResult<PageExport<LedgerRow>?>(new(
            $"ledger-{PageAddress.Day(http.RequestServices.GetRequiredService<TimeProvider>().GetUtcNow())}",
            http.RequestServices.GetRequiredService<LedgerQueries>()
                .AllRowsAsync(caller, CreditUrls.Filter(name => http.Request.Query[name]), http.RequestAborted))));
}

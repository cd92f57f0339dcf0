using CreatorAnalytics.Ui;

namespace CreatorAnalytics.Accounts;

/// <summary>The audit log as a file.</summary>
public static class AuditExport
{
    public static ExportTable<AuditRow> Table { get; } = new(
        new("id", "Row", row => row.Id),
        new("createdAt", "Time (UTC)", row => row.CreatedAt),
        new("member", "Member", row => row.Member),
        new("kind", "Kind", row => PageAddress.Word<AuditKind>(row.Kind)),
        new("what", "What", row => AuditWords.Of(row.Kind)),
        new("subject", "Concerning", row => row.Subject));

    internal static void Map(WebApplication app) =>
        app.MapPageExport(AuditUrls.ExportPath, "The audit log", Table, (http, caller) => Task.FromResult<PageExport<AuditRow>?>(new(
            $"audit-{PageAddress.Day(http.RequestServices.GetRequiredService<TimeProvider>().GetUtcNow())}",
            http.RequestServices.GetRequiredService<AuditQueries>()
                .AllRowsAsync(caller, AuditUrls.Filter(name => http.Request.Query[name]), http.RequestAborted))));
}

using CreatorAnalytics.Ui;

namespace CreatorAnalytics.Accounts;

/// <summary>What a page gives away as a file.</summary>
/// <param name="Name">The file's, without its ending.</param>
public sealed record PageExport<T>(string Name, IAsyncEnumerable<T> Rows);

/// <summary>Files that pages offer: what was taken out is in the audit log, what was refused is not.</summary>
public static class PageExports
{
    /// <summary>Maps a table's files for whoever is signed in.</summary>
    /// <param name="what">What the audit log says of it.</param>
    /// <param name="find">The caller's rows, which the address asks for; null when the caller has no such thing, or there is none.</param>
    public static void MapPageExport<T>(
        this WebApplication app, string path, string what, ExportTable<T> table, Func<HttpContext, Caller, Task<PageExport<T>?>> find) =>
        app.MapGet(
            path,
            async Task<IResult> (HttpContext http, string? format, string? columns, CallerResolver callers, AuditTrail trail) =>
            {
                if (await callers.ForPrincipalAsync(http.User, http.RequestAborted) is not { } caller || await find(http, caller) is not { } export)
                    return Results.NotFound();
                if (table.Answer(format, columns, export.Rows, export.Name, http.RequestAborted) is not { } file)
                    return Results.BadRequest();
                trail.Note(caller, AuditKind.Exported, what);
                return file;
            })
            .RequireAuthorization()
            .ExcludeFromDescription();
}

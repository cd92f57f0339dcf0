using System.Net.Mime;
using System.Text;
using CreatorAnalytics.Accounts;
using CreatorAnalytics.Analysis.Tables;

namespace CreatorAnalytics.Operations;

/// <summary>A version of a reference table as a file, for operators.</summary>
internal static class TableDownload
{
    public static void Map(WebApplication app) =>
        app.MapGet(
            OperationsUrls.TableFilePath,
            async Task<IResult> (HttpContext http, string slug, int version, CurrentOperator operators, TableEdits edits) =>
                await operators.ForPrincipalAsync(http.User, http.RequestAborted) is { } reader
                && ReferenceTable.Find(slug) is { } table
                && await edits.TextAsync(reader, table, version, http.RequestAborted) is { } text
                    ? Results.File(Encoding.UTF8.GetBytes(text), MediaTypeNames.Application.Json, OperationsUrls.TableFileName(table, version))
                    : Results.NotFound())
            .RequireAuthorization()
            .ExcludeFromDescription();
}

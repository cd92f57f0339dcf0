using System.ComponentModel;
using CreatorAnalytics.Accounts;
using CreatorAnalytics.Creators;
using CreatorAnalytics.Credits;
using CreatorAnalytics.Jobs;
using CreatorAnalytics.Ui;
using Microsoft.AspNetCore.Http.HttpResults;

namespace CreatorAnalytics.Api;

/// <summary>/exports: the same as files, all rows at once.</summary>
internal static class ExportEndpoints
{
    public static void Map(RouteGroupBuilder api)
    {
        var exports = api.MapGroup("/exports").WithTags("Exports").RequireAuthorization(ApiAccess.ReadPolicy)
            .Refuses(StatusCodes.Status400BadRequest, Problems.InvalidRequestCode);
        exports.MapGet("/jobs/{jobId:guid}", JobAsync)
            .WithName("exportJobResults")
            .WithSummary("Get what a job has brought as a file")
            .WithDescription("A row for each creator that has ended, with the key figures of its report or the reason why there is none.")
            .IsFileOf(JobExport.Table)
            .Refuses(StatusCodes.Status404NotFound, Problems.NotFoundCode);
        exports.MapGet("/creators", Creators)
            .WithName("exportCreators")
            .WithSummary("Get the team's creators as a file")
            .WithDescription("Those that the team has looked up, last looked up first.")
            .IsFileOf(LibraryExport.Table);
        exports.MapGet("/lists/{listId:guid}", ListAsync)
            .WithName("exportListCreators")
            .WithSummary("Get the creators of a list as a file")
            .WithDescription("With the status and note that the team gave each.")
            .IsFileOf(LibraryExport.Table)
            .Refuses(StatusCodes.Status404NotFound, Problems.NotFoundCode);
        exports.MapGet("/ledger", Ledger)
            .WithName("exportLedger")
            .WithSummary("Get the movements of credits as a file")
            .WithDescription("Newest first: your own, for admins the team's.")
            .IsFileOf(LedgerExport.Table);
        exports.MapGet("/usage", UsageAsync)
            .WithName("exportUsage")
            .WithSummary("Get what credits were spent on as a file")
            .WithDescription("Added up by day, member, job or creator: your own, for admins the team's.")
            .IsFileOf(UsageExport.Table);
        exports.MapGet("/audit", Audit)
            .WithName("exportAudit")
            .WithSummary("Get who did what as a file")
            .WithDescription("Newest first: what you did yourself, for admins what the team did.")
            .IsFileOf(AuditExport.Table);
    }

    private static async Task<Results<PushStreamHttpResult, ProblemHttpResult>> JobAsync(
        Guid jobId, [AsParameters] FileWish file, JobQueries jobs, CancellationToken cancellationToken) =>
        await jobs.ResultsAsync(file.Caller, jobId, cancellationToken) is { } results
            ? file.Of("Results of a search", JobExport.Table, JobExport.Rows(results), JobExport.NameOf(results.Job), cancellationToken)
            : Problems.NotFound(JobEndpoints.NoSuchJob);

    private static Results<PushStreamHttpResult, ProblemHttpResult> Creators(
        [AsParameters] LibraryFilter filter, [AsParameters] FileWish file, TeamLibrary library, CancellationToken cancellationToken) =>
        file.Of("Creators", LibraryExport.Table, library.AllAsync(file.Caller, filter.Query, cancellationToken), $"creators-{file.Today}", cancellationToken);

    private static async Task<Results<PushStreamHttpResult, ProblemHttpResult>> ListAsync(
        Guid listId,
        [AsParameters] LibraryFilter filter,
        [AsParameters] FileWish file,
        CreatorLists lists,
        TeamLibrary library,
        CancellationToken cancellationToken)
    {
        if (await lists.FindAsync(file.Caller, listId, cancellationToken) is null)
            return Problems.NotFound(ListEndpoints.NoSuchList);
        var rows = library.AllAsync(file.Caller, filter.Query with { ListId = listId }, cancellationToken);
        return file.Of("Creators", LibraryExport.Table, rows, $"list-{file.Today}", cancellationToken);
    }

    private static Results<PushStreamHttpResult, ProblemHttpResult> Ledger(
        [AsParameters] LedgerWish wish, [AsParameters] FileWish file, LedgerQueries ledger, CancellationToken cancellationToken) =>
        wish.TryRead(out var filter)
            ? file.Of("The ledger", LedgerExport.Table, ledger.AllRowsAsync(file.Caller, filter, cancellationToken), $"ledger-{file.Today}", cancellationToken)
            : LedgerWish.Unknown();

    private static async Task<Results<PushStreamHttpResult, ProblemHttpResult>> UsageAsync(
        [AsParameters] UsageWish wish,
        [Description("day, member, job or creator; day if left out.")] string? by,
        [AsParameters] FileWish file,
        UsageQueries usage,
        CancellationToken cancellationToken)
    {
        if (!wish.TryRead(file.Time, out var filter))
            return UsageWish.NoSuchSpan();
        var found = await usage.OfAsync(file.Caller, filter, cancellationToken);
        return UsageExport.Rows(found, by) is { } rows
            ? file.Of("Usage", UsageExport.Table, rows.ToAsyncEnumerable(), $"usage-{FileWish.Day(filter.From)}-{FileWish.Day(filter.To)}", cancellationToken)
            : Problems.InvalidRequest("'by' is day, member, job or creator.");
    }

    private static Results<PushStreamHttpResult, ProblemHttpResult> Audit(
        [AsParameters] AuditWish wish, [AsParameters] FileWish file, AuditQueries audit, CancellationToken cancellationToken) =>
        wish.TryRead(out var filter)
            ? file.Of("The audit log", AuditExport.Table, audit.AllRowsAsync(file.Caller, filter, cancellationToken), $"audit-{file.Today}", cancellationToken)
            : AuditWish.Unknown();
}

/// <summary>A wish for a file, and whose it is.</summary>
internal sealed record FileWish(
    [property: Description("csv, xlsx or json; csv if left out.")] string? Format, string? Columns, ApiCaller Api, AuditTrail Trail, TimeProvider Time)
{
    public Caller Caller => Api.Caller;

    public string Today => Day(Time.GetUtcNow());

    public static string Day(DateTimeOffset time) => Ui.Format.Iso(time)[..10];

    /// <param name="what">For the audit log.</param>
    /// <param name="name">The file's, without its ending.</param>
    public Results<PushStreamHttpResult, ProblemHttpResult> Of<T>(
        string what, ExportTable<T> table, IAsyncEnumerable<T> rows, string name, CancellationToken cancellationToken)
    {
        if (table.Answer(string.IsNullOrEmpty(Format) ? ExportFormats.Csv : Format, Columns, rows, name, cancellationToken) is not { } file)
            return Problems.InvalidRequest($"'format' is csv, xlsx or json; 'columns' is {FileColumns.Words(table.Names)}.");
        Trail.Note(Caller, AuditKind.Exported, what);
        return file;
    }
}

/// <summary>Marks an endpoint that answers with a file, and tells its columns.</summary>
internal sealed record FileColumns(IReadOnlyList<ExportColumn> Columns)
{
    public static string Words(IReadOnlyList<ExportColumn> columns) =>
        $"one or several of {string.Join(", ", columns.Select(column => column.Key))}, with commas between";
}

/// <summary>Declares files.</summary>
internal static class FileDeclaration
{
    public static RouteHandlerBuilder IsFileOf<T>(this RouteHandlerBuilder endpoint, ExportTable<T> table) => endpoint
        .WithMetadata(new FileColumns(table.Names))
        .Produces<string>(StatusCodes.Status200OK, "text/csv");
}

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
    private const string FormatWords = "csv, xlsx or json; csv if left out.";

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
        exports.MapGet("/creators", CreatorsAsync)
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
        exports.MapGet("/ledger", LedgerAsync)
            .WithName("exportLedger")
            .WithSummary("Get the movements of credits as a file")
            .WithDescription("Newest first: your own, for admins the team's.")
            .IsFileOf(LedgerExport.Table);
        exports.MapGet("/usage", UsageAsync)
            .WithName("exportUsage")
            .WithSummary("Get what credits were spent on as a file")
            .WithDescription("Added up by day, member, job or creator: your own, for admins the team's.")
            .IsFileOf(UsageExport.Table);
    }

    private static async Task<Results<PushStreamHttpResult, ProblemHttpResult>> JobAsync(
        Guid jobId,
        [Description(FormatWords)] string? format,
        string? columns,
        ApiCaller api,
        AuditTrail trail,
        JobQueries jobs,
        CancellationToken cancellationToken) =>
        await jobs.ResultsAsync(api.Caller, jobId, cancellationToken) is { } results
            ? FileOf(trail, api.Caller, "Results of a search", JobExport.Table, format, columns, JobExport.Rows(results), JobExport.NameOf(results.Job), cancellationToken)
            : Problems.NotFound(JobEndpoints.NoSuchJob);

    private static Results<PushStreamHttpResult, ProblemHttpResult> CreatorsAsync(
        [Description("Part of a username or name; all creators if left out.")] string? search,
        [Description(FormatWords)] string? format,
        string? columns,
        ApiCaller api,
        AuditTrail trail,
        TeamLibrary library,
        TimeProvider time,
        CancellationToken cancellationToken)
    {
        var rows = library.AllAsync(api.Caller, new LibraryQuery { Search = search }, cancellationToken);
        return FileOf(trail, api.Caller, "Creators", LibraryExport.Table, format, columns, rows, $"creators-{Day(time.GetUtcNow())}", cancellationToken);
    }

    private static async Task<Results<PushStreamHttpResult, ProblemHttpResult>> ListAsync(
        Guid listId,
        [Description(FormatWords)] string? format,
        string? columns,
        ApiCaller api,
        AuditTrail trail,
        CreatorLists lists,
        TeamLibrary library,
        TimeProvider time,
        CancellationToken cancellationToken)
    {
        if (await lists.FindAsync(api.Caller, listId, cancellationToken) is null)
            return Problems.NotFound(ListEndpoints.NoSuchList);
        var rows = library.AllAsync(api.Caller, new LibraryQuery { ListId = listId }, cancellationToken);
        return FileOf(trail, api.Caller, "Creators", LibraryExport.Table, format, columns, rows, $"list-{Day(time.GetUtcNow())}", cancellationToken);
    }

    private static Results<PushStreamHttpResult, ProblemHttpResult> LedgerAsync(
        [Description(CreditEndpoints.KindWords)] string? kind,
        [Description("Only those of this job.")] Guid? jobId,
        [Description(CreditEndpoints.MemberWords)] Guid? userId,
        [Description(FormatWords)] string? format,
        string? columns,
        ApiCaller api,
        AuditTrail trail,
        LedgerQueries ledger,
        TimeProvider time,
        CancellationToken cancellationToken)
    {
        if (!CreditEndpoints.TryReadKind(kind, out var wanted))
            return CreditEndpoints.UnknownKind();
        var rows = ledger.AllRowsAsync(api.Caller, new LedgerFilter { Kind = wanted, JobId = jobId, UserId = userId }, cancellationToken);
        return FileOf(trail, api.Caller, "The ledger", LedgerExport.Table, format, columns, rows, $"ledger-{Day(time.GetUtcNow())}", cancellationToken);
    }

    private static async Task<Results<PushStreamHttpResult, ProblemHttpResult>> UsageAsync(
        [Description(CreditEndpoints.FromWords)] DateTimeOffset? from,
        [Description(CreditEndpoints.ToWords)] DateTimeOffset? to,
        [Description("day, member, job or creator; day if left out.")] string? by,
        [Description(CreditEndpoints.MemberWords)] Guid? userId,
        [Description(FormatWords)] string? format,
        string? columns,
        ApiCaller api,
        AuditTrail trail,
        UsageQueries usage,
        TimeProvider time,
        CancellationToken cancellationToken)
    {
        if (CreditEndpoints.SpanOf(from, to, time) is not { } span)
            return CreditEndpoints.NoSuchSpan();
        var found = await usage.OfAsync(api.Caller, new UsageFilter(span.From, span.To, userId), cancellationToken);
        return UsageExport.Rows(found, by) is { } rows
            ? FileOf(trail, api.Caller, "Usage", UsageExport.Table, format, columns, rows.ToAsyncEnumerable(), $"usage-{Day(span.From)}-{Day(span.To)}", cancellationToken)
            : Problems.InvalidRequest("'by' is day, member, job or creator.");
    }

    private static Results<PushStreamHttpResult, ProblemHttpResult> FileOf<T>(
        AuditTrail trail, Caller caller, string what, ExportTable<T> table, string? format, string? columns, IAsyncEnumerable<T> rows, string name,
        CancellationToken cancellationToken)
    {
        if (table.Answer(string.IsNullOrEmpty(format) ? ExportFormats.Csv : format, columns, rows, name, cancellationToken) is not { } file)
            return Problems.InvalidRequest($"'format' is csv, xlsx or json; 'columns' is {FileColumns.Words(table.Names)}.");
        trail.Note(caller, AuditKind.Exported, what);
        return file;
    }

    private static string Day(DateTimeOffset time) => Format.Iso(time)[..10];
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

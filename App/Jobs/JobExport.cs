using System.Globalization;
using CreatorAnalytics.Accounts;
using CreatorAnalytics.Analysis;
using CreatorAnalytics.Ui;

namespace CreatorAnalytics.Jobs;

/// <summary>A creator of a job as a row of a file.</summary>
/// <param name="Username">As asked for.</param>
/// <param name="Report">Null when it was not delivered; then <paramref name="Failure"/> says why.</param>
public sealed record JobResultRow(string Username, Report? Report, UndeliveredCreator? Failure);

/// <summary>What a job has brought, as a file: a row for each creator that has ended.</summary>
public static class JobExport
{
    /// <summary>The address on the pages.</summary>
    internal const string Path = "/exports/searches";

    public static ExportTable<JobResultRow> Table { get; } = new(
    [
        new("username", "Username", row => row.Username),
        new("status", "Status", row => row.Report is not null ? "completed" : row.Failure?.Code == ItemErrors.Cancelled ? "cancelled" : "failed"),
        new("errorCode", "Error", row => row.Failure?.Code),
        new("errorMessage", "What went wrong", row => row.Failure?.Message),
        .. ReportColumns.All.Select(column => new SpreadsheetColumn<JobResultRow>(
            column.Key, column.Title, row => row.Report is { } report ? column.Value(report) : null)),
    ]);

    public static IAsyncEnumerable<JobResultRow> Rows(JobResults results) => results.Results
        .Select(delivered => new JobResultRow(delivered.Username, ReportJson.Read(delivered.Report), null))
        .Concat(results.Failures.Select(failure => new JobResultRow(failure.Username, null, failure)))
        .ToAsyncEnumerable();

    /// <summary>The file's name without its ending: when the job was made, and the beginning of its id.</summary>
    public static string NameOf(JobView job) =>
        string.Create(CultureInfo.InvariantCulture, $"search-{Format.Iso(job.CreatedAt)[..10]}-{job.JobId.ToString("N")[^8..]}");

    internal static string UrlOf(Guid jobId) => $"{Path}/{jobId}";

    internal static void Map(WebApplication app) =>
        app.MapPageExport($"{Path}/{{jobId:guid}}", "Results of a search", Table, async (http, caller) =>
            await http.RequestServices.GetRequiredService<JobQueries>()
                .ResultsAsync(caller, Guid.Parse((string)http.GetRouteValue("jobId")!), http.RequestAborted) is { } results
                ? new PageExport<JobResultRow>(NameOf(results.Job), Rows(results))
                : null);
}

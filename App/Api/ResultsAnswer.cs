using CreatorAnalytics.Jobs;

namespace CreatorAnalytics.Api;

/// <summary>What a job has brought so far.</summary>
/// <param name="IsPartial">Whether the job has not ended, so that more may come.</param>
internal sealed record ResultsAnswer(
    Guid JobId, JobStatus Status, bool IsPartial, IReadOnlyList<ResultReport> Results, IReadOnlyList<UndeliveredCreator> Failures)
{
    public static ResultsAnswer Of(JobResults results, ReportFields fields) => new(
        results.Job.JobId,
        results.Job.Status,
        !results.Job.Status.IsEnded(),
        [.. results.Results.Select(delivered => new ResultReport(delivered.Username, fields.Of(delivered.Report)))],
        results.Failures);
}

/// <summary>The report of a creator that completed.</summary>
/// <param name="Username">As asked for; the report has the name it goes by now.</param>
internal sealed record ResultReport(string Username, RawJson Report);

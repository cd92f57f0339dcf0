using CreatorAnalytics.Accounts;
using CreatorAnalytics.Credits;
using CreatorAnalytics.Jobs;

namespace CreatorAnalytics.Api;

/// <summary>A search that was accepted.</summary>
/// <param name="Usernames">Lower-case, each once, in the order given.</param>
/// <param name="NewCreators">How many of them nobody here has analysed yet.</param>
/// <param name="EstimatedCredits">What is reserved; the most that it can cost.</param>
internal sealed record SubmissionAnswer(
    Guid JobId,
    JobType JobType,
    JobStatus Status,
    IReadOnlyList<string> Usernames,
    int TotalCreators,
    int NewCreators,
    int ExistingCreators,
    long EstimatedCredits,
    DateTimeOffset? EstimatedCompletionAt,
    SubmissionLinks Links)
{
    public static SubmissionAnswer Of(JobStatusView job)
    {
        var newCreators = job.Items.Count(item => item.IsNew);
        return new SubmissionAnswer(
            job.JobId,
            job.JobType,
            job.Status,
            [.. job.Items.Select(item => item.Username)],
            job.TotalCreators,
            newCreators,
            job.TotalCreators - newCreators,
            job.EstimatedCredits,
            job.EstimatedCompletionAt,
            new SubmissionLinks(JobUrls.Status(job.JobId), JobUrls.Results(job.JobId), JobUrls.Cancel(job.JobId)));
    }
}

/// <summary>Where to go on.</summary>
internal sealed record SubmissionLinks(string Status, string Results, string Cancel);

/// <summary>The addresses of a job.</summary>
internal static class JobUrls
{
    public static string Status(Guid jobId) => $"/api/v1/jobs/{jobId}/status";

    public static string Results(Guid jobId) => $"/api/v1/jobs/{jobId}/results";

    public static string Cancel(Guid jobId) => $"/api/v1/jobs/{jobId}/cancel";
}

/// <summary>Headers of answers that cost.</summary>
internal static class CreditHeaders
{
    public const string Charged = "X-Credits-Charged";
    public const string Remaining = "X-Credits-Remaining";

    /// <summary>Writes what the job has cost so far and what the team can still spend.</summary>
    public static async Task WriteAsync(
        HttpResponse response, Wallets wallets, Caller caller, SubmissionResult.Accepted accepted, CancellationToken cancellationToken)
    {
        var left = accepted.CreditsLeft ?? (await wallets.BalanceAsync(caller, cancellationToken)).Available;
        response.Headers[Charged] = $"{accepted.Job.CreditsCharged}";
        response.Headers[Remaining] = $"{left}";
    }
}

/// <summary>Marks an endpoint whose answer has <see cref="CreditHeaders"/>.</summary>
internal sealed record WritesCreditHeaders;

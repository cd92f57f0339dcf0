using System.ComponentModel;
using CreatorAnalytics.Accounts;
using CreatorAnalytics.Credits;
using CreatorAnalytics.Jobs;
using CreatorAnalytics.Storage;
using Microsoft.AspNetCore.Http.HttpResults;

namespace CreatorAnalytics.Api;

/// <summary>/jobs: what became of searches.</summary>
internal static class JobEndpoints
{
    internal const string NoSuchJob = "You have no job of this id.";

    public static void Map(RouteGroupBuilder api)
    {
        var jobs = api.MapGroup("/jobs").WithTags("Jobs");
        jobs.MapGet("/", ListAsync)
            .WithName("listJobs")
            .WithSummary("List jobs")
            .WithDescription("Your own jobs, newest first, without their creators; admins see the team's with scope=team.")
            .RequireAuthorization(ApiAccess.ReadPolicy)
            .Refuses(StatusCodes.Status400BadRequest, Problems.InvalidRequestCode)
            .Refuses(StatusCodes.Status403Forbidden, Problems.InsufficientScope, Problems.Forbidden);

        var job = jobs.MapGroup("/{jobId:guid}").Refuses(StatusCodes.Status404NotFound, Problems.NotFoundCode);
        job.MapGet("/status", StatusAsync)
            .WithName("getJobStatus")
            .WithSummary("See how far a job is")
            .HasETag()
            .WithDescription("The job and each of its creators with its stages. The same comes by stream, see Updates, without asking again and again.")
            .RequireAuthorization(ApiAccess.ReadPolicy);
        job.MapGet("/results", ResultsAsync)
            .WithName("getJobResults")
            .WithSummary("Get what a job has brought so far")
            .HasETag()
            .Refuses(StatusCodes.Status400BadRequest, Problems.InvalidRequestCode)
            .WithDescription("A report for each creator that completed, and the reason for each that did not. isPartial says that more may come.")
            .RequireAuthorization(ApiAccess.ReadPolicy);
        job.MapPost("/cancel", CancelAsync)
            .WithName("cancelJob")
            .WithSummary("Cancel what is left of a job")
            .WithDescription("What has completed stays and stays charged; the rest is released. A job that has ended stays as it is.")
            .RequireAuthorization(ApiAccess.SearchPolicy);
        job.MapPost("/items/{itemId:guid}/cancel", CancelItemAsync)
            .WithName("cancelJobItem")
            .WithSummary("Cancel one creator of a job")
            .WithDescription("The others go on. A creator that has ended stays as it is.")
            .RequireAuthorization(ApiAccess.SearchPolicy);
        job.MapPost("/retry-failed", RetryFailedAsync)
            .WithName("retryFailed")
            .WithSummary("Search again for the creators of a job that failed")
            .WithDescription(
                "Starts a new job and answers with its status; Location leads to it. Creators that are missing, private or restricted are "
                + "left out, since another search would bring the same. While such a job has not ended another is refused, unless it comes "
                + "with the Idempotency-Key of the first, which gets the same answer.")
            .RequireAuthorization(ApiAccess.SearchPolicy)
            .TakesIdempotencyKey()
            .WithMetadata(new WritesCreditHeaders())
            .RefusesUnreadableBodies()
            .Refuses(StatusCodes.Status400BadRequest, Problems.NoCreators, Problems.InvalidRequestCode)
            .Refuses(StatusCodes.Status402PaymentRequired, Problems.InsufficientCredits, Problems.MemberLimitReached)
            .Refuses(StatusCodes.Status409Conflict, Problems.PriceChanged, Problems.AlreadyRetrying, Problems.IdempotencyKeyInUse);
    }

    private static async Task<Results<Ok<Page<JobView>>, ProblemHttpResult>> ListAsync(
        [Description("One or several of pending, processing, completed, failed, cancelled with commas between; active is the first two.")] string? status,
        [Description("team for the jobs of the whole team, which only admins see; own if left out.")] string? scope,
        [Description(Paging.LimitWords)] int? limit,
        [Description(Paging.CursorWords)] string? cursor,
        ApiCaller api,
        JobQueries jobs,
        CancellationToken cancellationToken)
    {
        if (Paging.Problem(limit) is { } problem)
            return problem;
        if (JobListQuery.Statuses(status) is not { } statuses)
            return Problems.InvalidRequest($"'status' is one or several of {JobListQuery.StatusWords}, with commas between.");
        if (scope is not (null or "" or "own" or "team"))
            return Problems.InvalidRequest("'scope' is own or team.");
        if (scope == "team" && !api.Caller.IsAdmin)
            return Problems.OnlyForAdmins();
        if (!Paging.TryReadCursor<Guid>(cursor, out var before))
            return Paging.UnknownCursor();

        var take = limit ?? Paging.DefaultLimit;
        var found = await jobs.ListAsync(api.Caller, new JobFilter(statuses, scope == "team", before, take + 1), cancellationToken);
        var page = found.Take(take).ToList();
        var next = found.Count > take ? new PageCursor<Guid>(page[^1].CreatedAt, page[^1].JobId) : null;
        return TypedResults.Ok(new Page<JobView>(page, next?.ToString()));
    }

    private static async Task<Results<Ok<JobStatusView>, ProblemHttpResult>> StatusAsync(
        Guid jobId, ApiCaller api, JobQueries jobs, CancellationToken cancellationToken) =>
        await jobs.StatusAsync(api.Caller, jobId, cancellationToken) is { } job ? TypedResults.Ok(job) : Problems.NotFound(NoSuchJob);

    private static async Task<Results<Ok<ResultsAnswer>, ProblemHttpResult>> ResultsAsync(
        Guid jobId,
        [Description(ReportFields.Words)] string? fields,
        ApiCaller api,
        JobQueries jobs,
        CancellationToken cancellationToken)
    {
        if (!ReportFields.TryRead(fields, out var wanted))
            return ReportFields.Unknown();
        return await jobs.ResultsAsync(api.Caller, jobId, cancellationToken) is { } results
            ? TypedResults.Ok(ResultsAnswer.Of(results, wanted))
            : Problems.NotFound(NoSuchJob);
    }

    private static async Task<Results<Accepted<JobStatusView>, ProblemHttpResult>> CancelAsync(
        Guid jobId, ApiCaller api, JobManager jobs, CancellationToken cancellationToken) =>
        await jobs.CancelAsync(api.Caller, jobId, cancellationToken) is { } job
            ? TypedResults.Accepted(JobUrls.Status(jobId), job)
            : Problems.NotFound(NoSuchJob);

    private static async Task<Results<Accepted<JobStatusView>, ProblemHttpResult>> CancelItemAsync(
        Guid jobId, Guid itemId, ApiCaller api, JobManager jobs, CancellationToken cancellationToken) =>
        await jobs.CancelItemAsync(api.Caller, jobId, itemId, cancellationToken) is { } job
            ? TypedResults.Accepted(JobUrls.Status(jobId), job)
            : Problems.NotFound("You have no job of this id with such an item.");

    private static async Task<Results<Accepted<JobStatusView>, ProblemHttpResult>> RetryFailedAsync(
        Guid jobId,
        JsonBody<RetryFailedRequest> body,
        ApiCaller api,
        NewId newId,
        JobManager jobs,
        Wallets wallets,
        HttpResponse response,
        CancellationToken cancellationToken)
    {
        var result = await jobs.RetryFailedAsync(api.Caller, jobId, body.Value.MaxCredits, cancellationToken, newId.Value);
        if (result is null)
            return Problems.NotFound(NoSuchJob);
        if (result is not SubmissionResult.Accepted { Job: var job } accepted)
            return Problems.Of(result);
        await CreditHeaders.WriteAsync(response, wallets, api.Caller, accepted, cancellationToken);
        return TypedResults.Accepted(JobUrls.Status(job.JobId), job);
    }
}

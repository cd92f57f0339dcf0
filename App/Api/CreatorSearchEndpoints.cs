using CreatorAnalytics.Accounts;
using CreatorAnalytics.Credits;
using CreatorAnalytics.Jobs;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Extensions.Options;

namespace CreatorAnalytics.Api;

/// <summary>POST /instagram/…: starts searches and prices them.</summary>
internal static class CreatorSearchEndpoints
{
    /// <summary>Stands in the description for the number that is set, which the document knows.</summary>
    public const string MostCreators = "{Jobs:MaxBulkSize}";

    /// <summary>The name of the endpoint for several creators.</summary>
    public const string BulkSearch = "searchCreators";

    private static readonly string[] BadSubmissions =
        [Problems.NoCreators, Problems.TooManyCreators, Problems.InvalidUsernames, Problems.InvalidPriorityCode, Problems.InvalidRequestCode];

    public static void Map(RouteGroupBuilder api)
    {
        var search = api.MapGroup("/instagram").WithTags("Search").RefusesUnreadableBodies()
            .Refuses(StatusCodes.Status400BadRequest, BadSubmissions);
        search.MapPost("/search", SearchAsync)
            .WithName("searchCreator")
            .WithSummary("Search for one creator")
            .WithDescription("Starts a job for one creator and reserves its price. X-Credits-Remaining tells what the team can still spend.")
            .RequireAuthorization(ApiAccess.SearchPolicy)
            .TakesIdempotencyKey()
            .WithMetadata(new WritesCreditHeaders())
            .Refuses(StatusCodes.Status402PaymentRequired, Problems.InsufficientCredits, Problems.MemberLimitReached)
            .Refuses(StatusCodes.Status409Conflict, Problems.PriceChanged, Problems.IdempotencyKeyInUse);
        search.MapPost("/bulk-search", BulkSearchAsync)
            .WithName(BulkSearch)
            .WithSummary("Search for several creators")
            .WithDescription(
                $"Starts a job for up to {MostCreators} creators and reserves its price; each is charged when it completes and released when it does not. "
                + "Anything that is no username refuses the whole search. X-Credits-Remaining tells what the team can still spend.")
            .RequireAuthorization(ApiAccess.SearchPolicy)
            .TakesIdempotencyKey()
            .WithMetadata(new WritesCreditHeaders())
            .Refuses(StatusCodes.Status402PaymentRequired, Problems.InsufficientCredits, Problems.MemberLimitReached)
            .Refuses(StatusCodes.Status409Conflict, Problems.PriceChanged, Problems.IdempotencyKeyInUse);
        search.MapPost("/bulk-search/quote", QuoteAsync)
            .WithName("quoteSearch")
            .WithSummary("Price a search")
            .WithDescription("Takes the body of a search for several creators and tells its price. Nothing is started or reserved.")
            .RequireAuthorization(ApiAccess.ReadPolicy);
    }

    private static Task<Results<Accepted<SubmissionAnswer>, ProblemHttpResult>> SearchAsync(
        JsonBody<SearchRequest> body, ApiCaller api, NewId newId, JobManager jobs, Wallets wallets, HttpResponse response, CancellationToken cancellationToken)
    {
        var request = body.Value;
        var submission = new JobSubmission(JobType.Single, [request.Username])
        {
            JobId = newId.Value,
            Priority = request.Priority ?? JobSubmission.DefaultPriority,
            Refresh = request.Refresh is true,
            MaxCredits = request.MaxCredits,
        };
        return SubmitAsync(submission, api.Caller, jobs, wallets, response, cancellationToken);
    }

    private static Task<Results<Accepted<SubmissionAnswer>, ProblemHttpResult>> BulkSearchAsync(
        JsonBody<BulkSearchRequest> body, ApiCaller api, NewId newId, JobManager jobs, Wallets wallets, HttpResponse response, CancellationToken cancellationToken)
    {
        var request = body.Value;
        var submission = new JobSubmission(JobType.Bulk, request.Usernames?.Texts ?? [])
        {
            JobId = newId.Value,
            Priority = request.Priority ?? JobSubmission.DefaultPriority,
            Refresh = request.Refresh is true,
            MaxCredits = request.MaxCredits,
        };
        return SubmitAsync(submission, api.Caller, jobs, wallets, response, cancellationToken);
    }

    private static async Task<Results<Accepted<SubmissionAnswer>, ProblemHttpResult>> SubmitAsync(
        JobSubmission submission, Caller caller, JobManager jobs, Wallets wallets, HttpResponse response, CancellationToken cancellationToken)
    {
        var result = await jobs.SubmitAsync(caller, submission, cancellationToken);
        if (result is not SubmissionResult.Accepted { Job: var job } accepted)
            return Problems.Of(result);
        await CreditHeaders.WriteAsync(response, wallets, caller, accepted, cancellationToken);
        return TypedResults.Accepted(JobUrls.Status(job.JobId), SubmissionAnswer.Of(job));
    }

    private static async Task<Results<Ok<Quote>, ProblemHttpResult>> QuoteAsync(
        JsonBody<BulkSearchRequest> body, ApiCaller api, JobManager jobs, IOptions<JobsOptions> options, CancellationToken cancellationToken)
    {
        var texts = body.Value.Usernames?.Texts ?? [];
        var parsed = UsernameParser.Parse(texts);
        if (parsed.Usernames.Count > options.Value.MaxBulkSize)
            return Problems.Of(new SubmissionResult.TooManyCreators(parsed.Usernames.Count, options.Value.MaxBulkSize));
        if (parsed.Usernames.Count == 0 && parsed.Invalid.Count == 0)
            return Problems.Of(new SubmissionResult.NoCreators());
        return TypedResults.Ok(await jobs.QuoteAsync(api.Caller, texts, cancellationToken));
    }
}

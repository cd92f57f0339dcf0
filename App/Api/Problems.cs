using System.Diagnostics;
using CreatorAnalytics.Jobs;
using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.WebUtilities;

namespace CreatorAnalytics.Api;

/// <summary>The one place that makes problems (RFC 9457): a code for programs, and a detail that says what to do.</summary>
internal static class Problems
{
    public const string NoCreators = "no_creators";
    public const string TooManyCreators = "too_many_creators";
    public const string InvalidUsernames = "invalid_usernames";
    public const string InvalidPriorityCode = "invalid_priority";
    public const string InvalidRequestCode = "invalid_request";
    public const string Unauthenticated = "unauthenticated";
    public const string InsufficientCredits = "insufficient_credits";
    public const string MemberLimitReached = "member_limit_reached";
    public const string InsufficientScope = "insufficient_scope";
    public const string Forbidden = "forbidden";
    public const string NotFoundCode = "not_found";
    public const string PriceChanged = "price_changed";
    public const string AlreadyRetrying = "already_retrying";
    public const string InvalidList = "invalid_list";
    public const string InvalidRefresh = "invalid_refresh";
    public const string InvalidKey = "invalid_key";
    public const string InvalidInvitation = "invalid_invitation";
    public const string LastOwner = "last_owner";
    public const string InvalidWebhook = "invalid_webhook";
    public const string RateLimited = "rate_limited";
    public const string IdempotencyKeyReused = "idempotency_key_reused";
    public const string IdempotencyKeyInUse = "idempotency_key_in_use";

    /// <summary>The statuses that come without words of their own, with theirs.</summary>
    private static readonly Dictionary<int, (string Code, string Detail)> ByStatus = new()
    {
        [400] = (InvalidRequestCode, "The request cannot be read. Check that numbers such as limit and version are whole numbers."),
        [401] = (Unauthenticated, "Send 'Authorization: Bearer <key>' with a key that has neither expired nor been revoked."),
        [404] = (NotFoundCode, "There is nothing at this address. /openapi/v1.json lists what there is."),
        [405] = ("method_not_allowed", "This address does not answer to this method; the Allow header names those it does."),
        [408] = ("request_timeout", "The request came in too slowly. Send it again."),
        [413] = ("payload_too_large", $"The body is larger than {RequestLimits.MaxBodyBytes / 1024} KB. Send fewer usernames."),
        [415] = ("unsupported_media_type", "Send the body as JSON in UTF-8, with 'Content-Type: application/json'."),
        [429] = (RateLimited, "This key sends more requests than it may. Wait as long as Retry-After says."),
        [500] = ("internal_error", "Something went wrong on our side. Try again; if it stays, report the requestId."),
    };

    /// <summary>The problem of a status that came without words.</summary>
    public static ProblemHttpResult ForStatus(int status)
    {
        var (code, detail) = ByStatus.TryGetValue(status, out var known)
            ? known
            : ByStatus[status >= StatusCodes.Status500InternalServerError ? 500 : 400];
        return Problem(status, code, ReasonPhrases.GetReasonPhrase(status), detail);
    }

    public static ProblemHttpResult InvalidRequest(string detail) =>
        Problem(StatusCodes.Status400BadRequest, InvalidRequestCode, "The request cannot be read.", detail);

    public static ProblemHttpResult InvalidPriority() => Problem(
        StatusCodes.Status400BadRequest,
        InvalidPriorityCode,
        "The priority is not valid.",
        $"'priority' is a whole number from {JobSubmission.LowestPriority} to {JobSubmission.HighestPriority}.");

    /// <summary>What the caller does not have, whether or not others have it.</summary>
    public static ProblemHttpResult NotFound(string detail) =>
        Problem(StatusCodes.Status404NotFound, NotFoundCode, "Not found.", detail);

    public static ProblemHttpResult KeyReused() => Problem(
        StatusCodes.Status422UnprocessableEntity,
        IdempotencyKeyReused,
        "The Idempotency-Key was used before.",
        "This Idempotency-Key came with another request within the last 24 hours. Send a new key for a new request.");

    public static ProblemHttpResult KeyInUse() => Problem(
        StatusCodes.Status409Conflict,
        IdempotencyKeyInUse,
        "The request is being carried out.",
        "A request with this Idempotency-Key is still being carried out. Send it again in a few seconds to get its answer.");

    public static ProblemHttpResult OnlyForAdmins() => Problem(
        StatusCodes.Status403Forbidden,
        Forbidden,
        "Only admins may see this.",
        "Admins and owners see the team's jobs; leave 'scope' out to see your own.");

    public static ProblemHttpResult OnlyAdminsManage() => Problem(
        StatusCodes.Status403Forbidden, Forbidden, "Only admins may do this.", "The member who made the key is no admin of the team.");

    /// <param name="detail">A sentence that says what to do.</param>
    public static ProblemHttpResult WebhookRefused(string detail) =>
        Problem(StatusCodes.Status400BadRequest, InvalidWebhook, "The webhook is not valid.", detail);

    /// <param name="detail">A sentence that says what to do.</param>
    public static ProblemHttpResult ListRefused(string detail) =>
        Problem(StatusCodes.Status400BadRequest, InvalidList, "The list is not valid.", detail);

    /// <param name="detail">A sentence that says what to do.</param>
    public static ProblemHttpResult RefreshRefused(string detail) =>
        Problem(StatusCodes.Status400BadRequest, InvalidRefresh, "The list cannot be refreshed like that.", detail);

    /// <param name="detail">A sentence that says what to do.</param>
    public static ProblemHttpResult KeyRefused(string detail) =>
        Problem(StatusCodes.Status400BadRequest, InvalidKey, "The key is not valid.", detail);

    /// <param name="detail">A sentence that says what to do.</param>
    public static ProblemHttpResult InvitationRefused(string detail) =>
        Problem(StatusCodes.Status400BadRequest, InvalidInvitation, "The invitation is not valid.", detail);

    public static ProblemHttpResult RoleTooLow() => Problem(
        StatusCodes.Status403Forbidden,
        Forbidden,
        "The role does not allow it.",
        "Admins manage members, owners everybody: have an owner do it.");

    public static ProblemHttpResult OnlyOwner() => Problem(
        StatusCodes.Status409Conflict, LastOwner, "A team always has an owner.", "Make somebody else an owner first.");

    /// <summary>Why a submission was not accepted.</summary>
    /// <exception cref="UnreachableException">It was.</exception>
    public static ProblemHttpResult Of(SubmissionResult refused) => refused switch
    {
        SubmissionResult.NoCreators => Problem(
            StatusCodes.Status400BadRequest, NoCreators, "No creators.", "No username was given. Send at least one."),
        SubmissionResult.NothingToRetry nothing => Problem(
            StatusCodes.Status400BadRequest,
            NoCreators,
            "No creators.",
            nothing.HasEnded
                ? "No creator of this job failed for a reason that another search could change. Missing, private, restricted and cancelled ones are left out."
                : "No creator of this job has failed so far for a reason that another search could change; ask again when it has ended. Missing, private and restricted ones are left out."),
        SubmissionResult.AlreadyRetrying other => Problem(
            StatusCodes.Status409Conflict,
            AlreadyRetrying,
            "It is being retried.",
            JobWords.AlreadyRetrying(other),
            ("jobId", other.JobId)),
        SubmissionResult.TooManyCreators many => Problem(
            StatusCodes.Status400BadRequest,
            TooManyCreators,
            "Too many creators.",
            $"A search holds at most {Count(many.Limit)}, duplicates counted once; {many.Given} were given.",
            ("limit", many.Limit),
            ("given", many.Given)),
        SubmissionResult.InvalidUsernames names => Problem(
            StatusCodes.Status400BadRequest,
            InvalidUsernames,
            "Some usernames are not valid.",
            $"{names.Invalid.Count} of what was given cannot be read as usernames. 'invalid' says which and why; correct or leave them out.",
            ("invalid", names.Invalid.Take(MostInvalidListed))),
        SubmissionResult.InvalidPriority => InvalidPriority(),
        SubmissionResult.InsufficientCredits credits => Problem(
            StatusCodes.Status402PaymentRequired,
            InsufficientCredits,
            "Not enough credits.",
            $"The search costs {credits.Required} credits and {credits.Available} are available. Get more credits or search for fewer creators.",
            ("required", credits.Required),
            ("available", credits.Available)),
        SubmissionResult.OverMemberLimit over => Problem(
            StatusCodes.Status402PaymentRequired,
            MemberLimitReached,
            "The member's limit is reached.",
            $"The search costs {over.Required} credits and {over.Left} of your limit of {over.Limit} a month are left. Ask an admin of your team for a higher limit.",
            ("required", over.Required),
            ("available", over.Left),
            ("limit", over.Limit)),
        SubmissionResult.PriceChanged price => Problem(
            StatusCodes.Status409Conflict,
            PriceChanged,
            "The price has changed.",
            $"The search costs {price.Required} credits now, more than the {price.MaxCredits} that 'maxCredits' allows. Ask for a quote and send it again.",
            ("required", price.Required),
            ("maxCredits", price.MaxCredits)),
        _ => throw new UnreachableException($"{refused.GetType().Name} is no refusal."),
    };

    /// <summary>Answers a request that broke.</summary>
    public static Task WriteForExceptionAsync(HttpContext http)
    {
        var status = http.Features.Get<IExceptionHandlerFeature>()?.Error is BadHttpRequestException bad
            ? bad.StatusCode
            : StatusCodes.Status500InternalServerError;
        return ForStatus(status).ExecuteAsync(http);
    }

    // A body may hold a hundred thousand of them; nobody reads on after the first hundred.
    private const int MostInvalidListed = 100;

    private static string Count(int creators) => creators == 1 ? "1 creator" : $"{creators} creators";

    private static ProblemHttpResult Problem(
        int status, string code, string title, string detail, params (string Name, object Value)[] members)
    {
        var extensions = new Dictionary<string, object?> { ["code"] = code };
        foreach (var (name, value) in members)
            extensions[name] = value;
        return TypedResults.Problem(detail, statusCode: status, title: title, extensions: extensions);
    }
}

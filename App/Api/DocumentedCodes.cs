using CreatorAnalytics.Apify;
using CreatorAnalytics.Jobs;

namespace CreatorAnalytics.Api;

/// <summary>The codes that programs can meet, as /docs lists them.</summary>
internal static class DocumentedCodes
{
    /// <summary>The codes of problems, with the status that each comes with.</summary>
    public static IReadOnlyList<(int Status, string Code, string Meaning)> OfProblems { get; } =
    [
        (400, Problems.InvalidRequestCode, "The request, a parameter or the body cannot be read; detail says which."),
        (400, Problems.NoCreators, "No creator was named, or none is left to search for."),
        (400, Problems.TooManyCreators, "More creators than a search holds; limit and given say how many."),
        (400, Problems.InvalidUsernames, "What was given cannot be read as usernames; invalid lists each with its reason."),
        (400, Problems.InvalidPriorityCode, "A priority is a whole number from 0 to 10."),
        (400, Problems.InvalidList, "The list's name or note is not possible."),
        (400, Problems.InvalidRefresh, "A scheduled refresh needs a monthly cap in credits, which is out of range or missing."),
        (400, Problems.InvalidWebhook, "The webhook's address or events are not possible."),
        (400, Problems.InvalidKey, "A key cannot be made like that."),
        (400, Problems.InvalidInvitation, "Whom or how to invite is not possible."),
        (401, Problems.Unauthenticated, "The key is missing, wrong, expired or revoked, or its member has left."),
        (402, Problems.InsufficientCredits, "The search costs more than the team has; required and available say how much."),
        (402, Problems.MemberLimitReached, "The search costs more than the member may spend this month."),
        (403, Problems.InsufficientScope, "The key does not have the scope that this needs."),
        (403, Problems.Forbidden, "The member who made the key may not do this, whatever its scopes."),
        (404, Problems.NotFoundCode, "There is no such thing, or it is not yours."),
        (405, "method_not_allowed", "The address does not answer to this method."),
        (408, "request_timeout", "The request came in too slowly."),
        (409, Problems.PriceChanged, "The search costs more than maxCredits allowed; ask for a quote again."),
        (409, Problems.AlreadyRetrying, "What failed of the job is being searched for again already; jobId says by which."),
        (409, Problems.IdempotencyKeyInUse, "The first request with this Idempotency-Key is still being carried out."),
        (409, Problems.LastOwner, "A team always has an owner."),
        (413, "payload_too_large", "The body is too large."),
        (415, "unsupported_media_type", "The body is not JSON in UTF-8."),
        (422, Problems.IdempotencyKeyReused, "This Idempotency-Key came with another request before."),
        (429, Problems.RateLimited, "The key sends too much; Retry-After says how long to wait."),
        (500, "internal_error", "Something went wrong on our side; try again."),
        (503, "starting", "The application is starting; Retry-After says how long to wait."),
    ];

    /// <summary>Why a creator of a job was not delivered.</summary>
    public static IReadOnlyList<(string Code, string Meaning)> OfCreators { get; } =
    [
        .. new[]
        {
            ScrapeCodes.HandleNotFound, ItemErrors.PrivateAccount, ScrapeCodes.RestrictedAccount, ScrapeCodes.AccountUnavailable, ScrapeCodes.NotReturned,
            ScrapeCodes.ProviderError, ScrapeCodes.ProviderLimit, ScrapeCodes.TimedOut, ItemErrors.Cancelled, ItemErrors.InternalError,
            ItemErrors.WorkerLost,
        }.Select(code => (code, ItemErrors.Final(code))),
    ];
}

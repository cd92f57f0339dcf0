using System.ComponentModel;
using CreatorAnalytics.Accounts;
using CreatorAnalytics.Credits;
using CreatorAnalytics.Storage;
using Microsoft.AspNetCore.Http.HttpResults;

namespace CreatorAnalytics.Api;

/// <summary>/credits: what the team has.</summary>
internal static class CreditEndpoints
{
    private const int UsageDays = 30;
    private const int MostUsageDays = 366;

    public static void Map(RouteGroupBuilder api)
    {
        var credits = api.MapGroup("/credits").WithTags("Credits").RequireAuthorization(ApiAccess.ReadPolicy);
        credits.MapGet("/", BalanceAsync)
            .WithName("getCredits")
            .WithSummary("See what the team has")
            .WithDescription("available = balance − reserved; reserved is held for running searches.");
        credits.MapGet("/ledger", LedgerAsync)
            .WithName("listLedger")
            .WithSummary("List the movements of credits")
            .WithDescription("Newest first: your own, for admins the team's.")
            .Refuses(StatusCodes.Status400BadRequest, Problems.InvalidRequestCode);
        credits.MapGet("/usage", UsageAsync)
            .WithName("getUsage")
            .WithSummary("See what credits were spent on")
            .WithDescription("By day, member, search and creator, beside the time of the same length before: your own, for admins the team's.")
            .Refuses(StatusCodes.Status400BadRequest, Problems.InvalidRequestCode);
    }

    private static async Task<Ok<CreditBalance>> BalanceAsync(ApiCaller api, Wallets wallets, CancellationToken cancellationToken) =>
        TypedResults.Ok(await wallets.BalanceAsync(api.Caller, cancellationToken));

    private static async Task<Results<Ok<Page<LedgerRow>>, ProblemHttpResult>> LedgerAsync(
        [Description("grant, reserve, charge, release or adjust; all if left out.")] string? kind,
        [Description("Only those of this job.")] Guid? jobId,
        [Description(Paging.LimitWords)] int? limit,
        [Description(Paging.CursorWords)] string? cursor,
        ApiCaller api,
        LedgerQueries ledger,
        CancellationToken cancellationToken)
    {
        if (Paging.Problem(limit) is { } problem)
            return problem;
        if (!Paging.TryReadCursor<long>(cursor, out var before))
            return Paging.UnknownCursor();
        LedgerKind? wanted = null;
        if (!string.IsNullOrEmpty(kind))
        {
            if (!char.IsAsciiLetter(kind[0]) || !Enum.TryParse<LedgerKind>(kind, ignoreCase: true, out var known))
                return Problems.InvalidRequest("'kind' is grant, reserve, charge, release or adjust.");
            wanted = known;
        }

        var take = limit ?? Paging.DefaultLimit;
        var filter = new LedgerFilter { Kind = wanted, JobId = jobId, Before = before?.Key, Limit = take + 1 };
        var found = await ledger.RowsAsync(api.Caller, filter, cancellationToken);
        var page = found.Take(take).ToList();
        var next = found.Count > take ? new PageCursor<long>(page[^1].CreatedAt, page[^1].Id) : null;
        return TypedResults.Ok(new Page<LedgerRow>(page, next?.ToString()));
    }

    private static async Task<Results<Ok<Usage>, ProblemHttpResult>> UsageAsync(
        [Description("From this moment on; the last 30 days if left out.")] DateTimeOffset? from,
        [Description("Before this moment; now if left out.")] DateTimeOffset? to,
        ApiCaller api,
        UsageQueries usage,
        TimeProvider time,
        CancellationToken cancellationToken)
    {
        var end = (to ?? time.GetUtcNow()).ToUniversalTime();
        var begin = from?.ToUniversalTime() ?? end.AddDays(-Math.Min(UsageDays, (end - DateTimeOffset.MinValue).TotalDays));
        if (begin >= end || end - begin > TimeSpan.FromDays(MostUsageDays) || begin - DateTimeOffset.MinValue < end - begin)
            return Problems.InvalidRequest($"'from' lies before 'to', and not more than {MostUsageDays} days.");
        return TypedResults.Ok(await usage.OfAsync(api.Caller, begin, end, userId: null, cancellationToken));
    }
}

using System.ComponentModel;
using CreatorAnalytics.Accounts;
using CreatorAnalytics.Credits;
using CreatorAnalytics.Storage;
using Microsoft.AspNetCore.Http.HttpResults;

namespace CreatorAnalytics.Api;

/// <summary>/credits: what the team has.</summary>
internal static class CreditEndpoints
{
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
    }

    private static async Task<Ok<CreditBalance>> BalanceAsync(ApiCaller api, Wallets wallets, CancellationToken cancellationToken) =>
        TypedResults.Ok(await wallets.BalanceAsync(api.Caller, cancellationToken));

    private static async Task<Results<Ok<Page<LedgerMovement>>, ProblemHttpResult>> LedgerAsync(
        [Description("grant, reserve, charge, release or adjust; all if left out.")] string? kind,
        [Description("Only those of this job.")] Guid? jobId,
        [Description(Paging.LimitWords)] int? limit,
        [Description(Paging.CursorWords)] string? cursor,
        ApiCaller api,
        Wallets wallets,
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
        var found = await wallets.LedgerAsync(api.Caller, wanted, jobId, before?.Key, take + 1, cancellationToken);
        var page = found.Take(take).ToList();
        var next = found.Count > take ? new PageCursor<long>(page[^1].CreatedAt, page[^1].Id) : null;
        return TypedResults.Ok(new Page<LedgerMovement>(page, next?.ToString()));
    }
}

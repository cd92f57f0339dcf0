using CreatorAnalytics.Accounts;
using CreatorAnalytics.Credits;
using Microsoft.AspNetCore.Http.HttpResults;

namespace CreatorAnalytics.Api;

/// <summary>/credits: what the team has.</summary>
internal static class CreditEndpoints
{
    public static void Map(RouteGroupBuilder api) =>
        api.MapGet("/credits", BalanceAsync)
            .WithTags("Credits")
            .WithName("getCredits")
            .WithSummary("See what the team has")
            .WithDescription("available = balance − reserved; reserved is held for running searches.")
            .RequireAuthorization(ApiAccess.ReadPolicy);

    private static async Task<Ok<CreditBalance>> BalanceAsync(ApiCaller api, Wallets wallets, CancellationToken cancellationToken) =>
        TypedResults.Ok(await wallets.BalanceAsync(api.Caller, cancellationToken));
}

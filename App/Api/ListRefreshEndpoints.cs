using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using CreatorAnalytics.Accounts;
using CreatorAnalytics.Jobs;
using Microsoft.AspNetCore.Http.HttpResults;

namespace CreatorAnalytics.Api;

/// <summary>/lists/{listId}/refresh: whether and how a list is searched again by itself.</summary>
internal static class ListRefreshEndpoints
{
    /// <param name="list">The group of one list.</param>
    public static void Map(RouteGroupBuilder list)
    {
        list.MapGet("/refresh", FindAsync)
            .WithName("getListRefresh")
            .WithSummary("See how a list is refreshed by itself")
            .WithDescription("Off unless somebody turned it on. With what it cost this month and what became of it last, and why.")
            .RequireAuthorization(ApiAccess.ReadPolicy);
        list.MapPut("/refresh", SetAsync)
            .WithName("setListRefresh")
            .WithSummary("Have a list refreshed by itself, or not")
            .WithDescription(
                "When it is due the list's creators are searched again, as many as the month's cap has room for, in the name of the member whose key "
                + "this is and within their limit. The key needs the scope search beside admin, since it spends credits.")
            .RequireAuthorization(ApiAccess.AdminPolicy, ApiAccess.SearchPolicy)
            .RefusesUnreadableBodies()
            .Refuses(StatusCodes.Status400BadRequest, Problems.InvalidRefresh, Problems.InvalidRequestCode);
    }

    private static async Task<Results<Ok<ListRefreshView>, ProblemHttpResult>> FindAsync(
        Guid listId, ApiCaller api, ListRefreshes refreshes, CancellationToken cancellationToken) =>
        await refreshes.FindAsync(api.Caller, listId, cancellationToken) is { } refresh
            ? TypedResults.Ok(refresh)
            : Problems.NotFound(ListEndpoints.NoSuchList);

    private static async Task<Results<Ok<ListRefreshView>, ProblemHttpResult>> SetAsync(
        Guid listId, JsonBody<SetListRefreshRequest> body, ApiCaller api, ListRefreshes refreshes, CancellationToken cancellationToken)
    {
        if (body.Value.Frequency is not { } frequency)
            return Problems.InvalidRequest("'frequency' is missing: off, weekly or monthly.");
        return await refreshes.SetAsync(api.Caller, listId, frequency, body.Value.CreditCap, cancellationToken) switch
        {
            RefreshChange.Done done => TypedResults.Ok(done.Refresh),
            RefreshChange.Refused refused => Problems.RefreshRefused(refused.Problem),
            _ => Problems.NotFound(ListEndpoints.NoSuchList),
        };
    }
}

/// <summary>How a list is to be refreshed.</summary>
internal sealed record SetListRefreshRequest
{
    [Required]
    [Description("off, weekly or monthly.")]
    public RefreshFrequency? Frequency { get; init; }

    [Description("The most that it may cost in a month (UTC), in credits: 1 to 100000. Needed unless it is turned off.")]
    public long? CreditCap { get; init; }
}

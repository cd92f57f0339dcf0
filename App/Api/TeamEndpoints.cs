using CreatorAnalytics.Accounts;
using Microsoft.AspNetCore.Http.HttpResults;

namespace CreatorAnalytics.Api;

/// <summary>/team: who is in it.</summary>
internal static class TeamEndpoints
{
    public static void Map(RouteGroupBuilder api) =>
        api.MapGet("/team/members", MembersAsync)
            .WithTags("Team")
            .WithName("listMembers")
            .WithSummary("List the team's members")
            .WithDescription("With their roles and the credits that each may spend in a month.")
            .RequireAuthorization(ApiAccess.ReadPolicy);

    private static async Task<Ok<Page<Member>>> MembersAsync(ApiCaller api, Members members, CancellationToken cancellationToken) =>
        TypedResults.Ok(new Page<Member>(await members.ListAsync(api.Caller, cancellationToken), NextCursor: null));
}

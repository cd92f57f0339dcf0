using System.Security.Claims;
using Microsoft.AspNetCore.Antiforgery;

namespace CreatorAnalytics.Accounts;

/// <summary>`POST /account/team`: a form of the top bar that makes another of one's teams the active one.</summary>
internal static class TeamSwitchEndpoint
{
    public const string TeamField = "team";

    public static void Map(IEndpointRouteBuilder app) =>
        app.MapPost(AccountUrls.SwitchTeamPath, SwitchAsync).RequireAuthorization().ExcludeFromDescription().DisableAntiforgery();

    private static async Task<IResult> SwitchAsync(HttpContext http, IAntiforgery antiforgery, ClaimsPrincipal user, Members members)
    {
        if (!await antiforgery.IsRequestValidAsync(http) || CallerResolver.UserIdOf(user) is not { } userId)
            return TypedResults.BadRequest();
        var form = await http.Request.ReadFormAsync(http.RequestAborted);
        if (!Guid.TryParse(form[TeamField], out var teamId) || !await members.SwitchAsync(userId, teamId, http.RequestAborted))
            return TypedResults.NotFound();
        return TypedResults.LocalRedirect("/");
    }
}

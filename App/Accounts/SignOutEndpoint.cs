using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Identity;

namespace CreatorAnalytics.Accounts;

/// <summary>`POST /account/sign-out`: a form of the top bar, which carries an antiforgery token.</summary>
internal static class SignOutEndpoint
{
    public static void Map(IEndpointRouteBuilder app) =>
        app.MapPost(AccountUrls.SignOutPath, SignOutAsync).ExcludeFromDescription().DisableAntiforgery();

    /// <summary>Checked here and not by metadata, which takes effect only for endpoints that bind a form.</summary>
    private static async Task<IResult> SignOutAsync(HttpContext http, IAntiforgery antiforgery, SignInManager<AppUser> signIn, AuditTrail trail)
    {
        if (!await antiforgery.IsRequestValidAsync(http))
            return TypedResults.BadRequest();
        if (CallerResolver.UserIdOf(http.User) is { } userId)
            trail.Note(userId, AuditKind.SignedOut);
        await signIn.SignOutAsync();
        return TypedResults.LocalRedirect(AccountUrls.SignInPath);
    }
}

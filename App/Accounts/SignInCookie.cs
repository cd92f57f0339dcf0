using System.Security.Claims;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Identity;

namespace CreatorAnalytics.Accounts;

/// <summary>The cookie of the pages. The API never reads it.</summary>
internal static class SignInCookie
{
    /// <summary>How often a browser's session is compared with the account: one that was ended elsewhere is out within seconds.</summary>
    public static readonly TimeSpan LookEvery = TimeSpan.FromSeconds(5);

    /// <summary>How long it holds when it is not used.</summary>
    public static readonly TimeSpan Lifetime = TimeSpan.FromDays(14);

    public static void Configure(CookieAuthenticationOptions options)
    {
        options.Cookie.Name = "creator-analytics";
        options.Cookie.HttpOnly = true;
        options.Cookie.SameSite = SameSiteMode.Lax;

        // TLS belongs to the proxy: over plain HTTP a cookie marked Secure would never come back.
        options.Cookie.SecurePolicy = CookieSecurePolicy.SameAsRequest;
        options.ExpireTimeSpan = Lifetime;
        options.SlidingExpiration = true;
        options.LoginPath = AccountUrls.SignInPath;
        options.AccessDeniedPath = AccountUrls.SignInPath;
        options.ReturnUrlParameter = AccountUrls.ReturnUrlParameter;
        options.Events.OnRedirectToLogin = context => RedirectPagesOnly(context, StatusCodes.Status401Unauthorized);
        options.Events.OnRedirectToAccessDenied = context => RedirectPagesOnly(context, StatusCodes.Status403Forbidden);
        options.Events.OnSigningIn = BelongToSessionAsync;
        options.Events.OnSigningOut = LeaveSessionAsync;
    }

    public static void Configure(SecurityStampValidatorOptions options)
    {
        options.ValidationInterval = LookEvery;

        // The user is read anew from the account, which knows nothing of sessions.
        options.OnRefreshingPrincipal = context =>
        {
            if (context.CurrentPrincipal is { } before && Sessions.IdOf(before) is { } session)
                Add(session, context.NewPrincipal!);
            return Task.CompletedTask;
        };
    }

    /// <summary>Every way of signing in comes by here, and so does a cookie that is renewed, whose session goes on.</summary>
    private static async Task BelongToSessionAsync(CookieSigningInContext context)
    {
        var http = context.HttpContext;
        if (context.Principal is not { } principal || CallerResolver.UserIdOf(principal) is not { } userId)
            return;
        var session = CallerResolver.UserIdOf(http.User) == userId ? Sessions.IdOf(http.User) : null;
        session ??= await http.RequestServices.GetRequiredService<Sessions>()
            .OpenAsync(userId, BrowserWords.Of(http.Request.Headers.UserAgent), http.RequestAborted);
        Add(session.Value, principal);
    }

    private static Task LeaveSessionAsync(CookieSigningOutContext context) =>
        Sessions.IdOf(context.HttpContext.User) is { } session
            ? context.HttpContext.RequestServices.GetRequiredService<Sessions>().LeaveAsync(session, CancellationToken.None)
            : Task.CompletedTask;

    private static void Add(Guid session, ClaimsPrincipal principal) =>
        ((ClaimsIdentity)principal.Identity!).AddClaim(new Claim(AccountClaims.SessionId, session.ToString()));

    /// <summary>A program would take the sign-in page for its answer, so <c>/api</c> gets the status instead.</summary>
    private static Task RedirectPagesOnly(RedirectContext<CookieAuthenticationOptions> context, int status)
    {
        if (context.Request.Path.StartsWithSegments("/api"))
            context.Response.StatusCode = status;
        else
            context.Response.Redirect(context.RedirectUri);
        return Task.CompletedTask;
    }
}

using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;

namespace CreatorAnalytics.Accounts;

/// <summary>The cookie of the pages. The API never reads it.</summary>
internal static class SignInCookie
{
    /// <summary>How often a browser's session is compared with the account: one that was ended elsewhere is out within seconds.</summary>
    public static readonly TimeSpan LookEvery = TimeSpan.FromSeconds(5);

    public static void Configure(CookieAuthenticationOptions options)
    {
        options.Cookie.Name = "creator-analytics";
        options.Cookie.HttpOnly = true;
        options.Cookie.SameSite = SameSiteMode.Lax;

        // TLS belongs to the proxy: over plain HTTP a cookie marked Secure would never come back.
        options.Cookie.SecurePolicy = CookieSecurePolicy.SameAsRequest;
        options.ExpireTimeSpan = TimeSpan.FromDays(14);
        options.SlidingExpiration = true;
        options.LoginPath = AccountUrls.SignInPath;
        options.AccessDeniedPath = AccountUrls.SignInPath;
        options.ReturnUrlParameter = AccountUrls.ReturnUrlParameter;
        options.Events.OnRedirectToLogin = context => RedirectPagesOnly(context, StatusCodes.Status401Unauthorized);
        options.Events.OnRedirectToAccessDenied = context => RedirectPagesOnly(context, StatusCodes.Status403Forbidden);
    }

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

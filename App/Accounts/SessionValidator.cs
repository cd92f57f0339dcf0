using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Options;

namespace CreatorAnalytics.Accounts;

/// <summary>
/// Whether a cookie still opens anything. The security stamp is looked at every few seconds; the session at each request, so that a page
/// which is loaded anew because its session ended is not shown once more.
/// </summary>
internal sealed class SessionValidator(
    IOptions<SecurityStampValidatorOptions> options, SignInManager<AppUser> signIn, ILoggerFactory loggers, Sessions sessions)
    : SecurityStampValidator<AppUser>(options, signIn, loggers)
{
    public override async Task ValidateAsync(CookieValidatePrincipalContext context)
    {
        await base.ValidateAsync(context);
        if (context.Principal is not { } principal || await sessions.IsOpenAsync(principal, context.HttpContext.RequestAborted))
            return;
        context.RejectPrincipal();
        await SignInManager.SignOutAsync();
    }
}

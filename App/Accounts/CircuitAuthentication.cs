using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.AspNetCore.Components.Server;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Options;

namespace CreatorAnalytics.Accounts;

/// <summary>
/// Who is signed in on an open page. A circuit outlives the request that carried the cookie, so it looks every minute whether the account
/// still exists, its security stamp is still the one that signed in, and the session was not ended.
/// </summary>
internal sealed class CircuitAuthentication(ILoggerFactory loggers, IServiceScopeFactory scopes, IOptions<IdentityOptions> options, Sessions sessions)
    : RevalidatingServerAuthenticationStateProvider(loggers)
{
    protected override TimeSpan RevalidationInterval => TimeSpan.FromMinutes(1);

    protected override async Task<bool> ValidateAuthenticationStateAsync(
        AuthenticationState authenticationState, CancellationToken cancellationToken)
    {
        // A scope of its own: the circuit's lives for hours and would keep answering from its cached user.
        await using var scope = scopes.CreateAsyncScope();
        var users = scope.ServiceProvider.GetRequiredService<UserManager<AppUser>>();
        var user = await users.GetUserAsync(authenticationState.User);
        var stampType = options.Value.ClaimsIdentity.SecurityStampClaimType;
        return user is not null
            && authenticationState.User.FindFirst(stampType)?.Value == await users.GetSecurityStampAsync(user)
            && await sessions.IsOpenAsync(authenticationState.User, cancellationToken);
    }
}

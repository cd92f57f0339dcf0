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
    private readonly ILogger _logger = loggers.CreateLogger<CircuitAuthentication>();

    protected override TimeSpan RevalidationInterval => TimeSpan.FromMinutes(1);

    /// <summary>Whether the page may go on. A database that blinks throws nobody out: what a page does is checked at each action anyway.</summary>
    internal async Task<bool> MayGoOnAsync(AuthenticationState state, CancellationToken cancellationToken)
    {
        try
        {
            return await IsSignedInAsync(state, cancellationToken);
        }
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
        {
            _logger.LogWarning(exception, "Whether an open page is still signed in could not be read; looking again in {Minutes} min", RevalidationInterval.TotalMinutes);
            return true;
        }
    }

    protected override Task<bool> ValidateAuthenticationStateAsync(AuthenticationState authenticationState, CancellationToken cancellationToken) =>
        MayGoOnAsync(authenticationState, cancellationToken);

    private async Task<bool> IsSignedInAsync(AuthenticationState authenticationState, CancellationToken cancellationToken)
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

using System.Security.Claims;
using CreatorAnalytics.Storage;
using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.EntityFrameworkCore;

namespace CreatorAnalytics.Accounts;

/// <summary>Somebody who runs the installation, as read from the database for one action.</summary>
public sealed record Operator(Guid UserId, string Email);

/// <summary>Whether whoever looks at the page runs the installation. Ask at each action and keep no answer.</summary>
public sealed class CurrentOperator(AuthenticationStateProvider authentication, Database database)
{
    /// <summary>Null for everybody else.</summary>
    public async Task<Operator?> GetAsync(CancellationToken cancellationToken)
    {
        var state = await authentication.GetAuthenticationStateAsync();
        return await ForPrincipalAsync(state.User, cancellationToken);
    }

    /// <summary>The same of whoever sent a request that is no page.</summary>
    public async Task<Operator?> ForPrincipalAsync(ClaimsPrincipal principal, CancellationToken cancellationToken)
    {
        if (CallerResolver.UserIdOf(principal) is not { } userId)
            return null;
        return await database.ReadAsync(
            db => db.Set<AppUser>()
                .Where(user => user.Id == userId && user.IsOperator)
                .Select(user => new Operator(user.Id, user.Email!))
                .SingleOrDefaultAsync(cancellationToken),
            cancellationToken);
    }
}

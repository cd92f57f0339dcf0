using System.Security.Claims;
using CreatorAnalytics.Storage;
using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;

namespace CreatorAnalytics.Accounts;

/// <summary>Finds out, in the database and at each action, for which team somebody acts and in which role.</summary>
public sealed class CallerResolver(Database database)
{
    private static readonly string StampClaim = new ClaimsIdentityOptions().SecurityStampClaimType;

    /// <summary>The user in their active team; null when they are not, or no longer, a member of it.</summary>
    public Task<Caller?> ForUserAsync(Guid userId, CancellationToken cancellationToken) => ForUserAsync(userId, stamp: null, session: null, cancellationToken);

    /// <param name="stamp">The security stamp that they signed in with: when it is another by now, their session was ended. Null for any.</param>
    /// <param name="session">The session that must not have been ended. Null for any.</param>
    private Task<Caller?> ForUserAsync(Guid userId, string? stamp, Guid? session, CancellationToken cancellationToken) => database.ReadAsync(
        db => db.Set<AppUser>()
            .Where(user => user.Id == userId
                && (stamp == null || user.SecurityStamp == stamp)
                && (session == null || db.Set<Session>().Any(s => s.Id == session && s.UserId == userId)))
            .Join(
                db.Set<Membership>(),
                user => new { TeamId = user.ActiveTeamId, UserId = user.Id },
                member => new { member.TeamId, member.UserId },
                (user, member) => new Caller(member.UserId, member.TeamId, member.Role))
            .SingleOrDefaultAsync(cancellationToken),
        cancellationToken);

    /// <summary>
    /// Whoever signed in, in their active team. Null for anonymous visitors, for API keys, which bring their caller with them, and when the
    /// membership or the session ended.
    /// </summary>
    public async Task<Caller?> ForPrincipalAsync(ClaimsPrincipal principal, CancellationToken cancellationToken) =>
        UserIdOf(principal) is { } userId && principal.FindFirst(AccountClaims.ApiKeyId) is null
            ? await ForUserAsync(userId, principal.FindFirstValue(StampClaim), Sessions.IdOf(principal), cancellationToken)
            : null;

    internal static Guid? UserIdOf(ClaimsPrincipal principal) =>
        principal.Identity is { IsAuthenticated: true }
        && Guid.TryParse(principal.FindFirstValue(ClaimTypes.NameIdentifier), out var userId)
            ? userId
            : null;
}

/// <summary>On whose behalf the page acts. Ask at each action and keep no answer: a member can be removed at any time.</summary>
public sealed class CurrentCaller(AuthenticationStateProvider authentication, CallerResolver callers)
{
    /// <summary>Null when nobody is signed in, or they are no longer a member of their team.</summary>
    public async Task<Caller?> GetAsync(CancellationToken cancellationToken = default)
    {
        var state = await authentication.GetAuthenticationStateAsync();
        return await callers.ForPrincipalAsync(state.User, cancellationToken);
    }
}

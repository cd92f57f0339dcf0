using System.Security.Claims;
using CreatorAnalytics.Storage;
using Microsoft.EntityFrameworkCore;

namespace CreatorAnalytics.Accounts;

/// <summary>A session as its owner sees it.</summary>
/// <param name="IsThis">Whether it is the one that asks.</param>
public sealed record SessionRow(Guid Id, string Browser, DateTimeOffset StartedAt, DateTimeOffset LastSeenAt, bool IsThis);

/// <summary>The browsers that somebody is signed in with: each is a row, named by a claim of its cookie.</summary>
public sealed class Sessions(Database database, SessionUse use, AccessChanges access, TimeProvider time)
{
    /// <summary>The session that the cookie belongs to; null for API keys and anonymous visitors.</summary>
    public static Guid? IdOf(ClaimsPrincipal principal) =>
        Guid.TryParse(principal.FindFirstValue(AccountClaims.SessionId), out var id) ? id : null;

    /// <summary>Somebody signed in; returns the session's id. Forgets sessions, anybody's, whose cookie has long expired.</summary>
    public async Task<Guid> OpenAsync(Guid userId, string browser, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var session = new Session { Id = Guid.CreateVersion7(now), UserId = userId, Browser = browser, StartedAt = now, LastSeenAt = now };

        // A day more than the cookie holds, since when it was last seen is not known exactly.
        var longAgo = now - SignInCookie.Lifetime - TimeSpan.FromDays(1);
        await database.WriteAsync(
            async (db, token) =>
            {
                await db.Set<Session>().Where(old => old.LastSeenAt < longAgo).ExecuteDeleteAsync(token);
                db.Add(session);
            },
            cancellationToken);
        return session.Id;
    }

    /// <summary>Whether the session was not ended, and notes that it was seen.</summary>
    public async Task<bool> IsOpenAsync(ClaimsPrincipal principal, CancellationToken cancellationToken)
    {
        if (IdOf(principal) is not { } id || CallerResolver.UserIdOf(principal) is not { } userId)
            return false;
        var isOpen = await database.ReadAsync(
            db => db.Set<Session>().AnyAsync(session => session.Id == id && session.UserId == userId, cancellationToken), cancellationToken);
        if (isOpen)
            use.Note(id);
        return isOpen;
    }

    /// <summary>The user's sessions: this one first, then those seen last.</summary>
    public async Task<IReadOnlyList<SessionRow>> ListAsync(ClaimsPrincipal principal, CancellationToken cancellationToken)
    {
        var (userId, own) = (CallerResolver.UserIdOf(principal), IdOf(principal));
        return await database.ReadAsync(
            db => db.Set<Session>()
                .Where(session => session.UserId == userId)
                .OrderByDescending(session => session.Id == own)
                .ThenByDescending(session => session.LastSeenAt)
                .Select(session => new SessionRow(session.Id, session.Browser, session.StartedAt, session.LastSeenAt, session.Id == own))
                .ToListAsync(cancellationToken),
            cancellationToken);
    }

    /// <summary>Ends one of the user's sessions. Returns which browser it was, or null when there is no such session of theirs (any more).</summary>
    public async Task<string?> EndAsync(ClaimsPrincipal principal, Guid id, CancellationToken cancellationToken)
    {
        if (CallerResolver.UserIdOf(principal) is not { } userId)
            return null;
        var browser = await database.WriteAsync(
            async (db, token) =>
            {
                var session = db.Set<Session>().Where(s => s.Id == id && s.UserId == userId);
                var found = await session.Select(s => s.Browser).SingleOrDefaultAsync(token);
                if (found is null || await session.ExecuteDeleteAsync(token) == 0)
                    return null;
                await AuditLog.AddToTeamsAsync(db, userId, AuditKind.SessionsEnded, time.GetUtcNow(), token, found);
                return found;
            },
            cancellationToken);
        access.Publish(userId);
        return browser;
    }

    /// <summary>Ends every session of the user but this one.</summary>
    public async Task EndOthersAsync(ClaimsPrincipal principal, CancellationToken cancellationToken)
    {
        if (CallerResolver.UserIdOf(principal) is not { } userId)
            return;
        var own = IdOf(principal);
        await database.WriteAsync(
            async (db, token) =>
            {
                if (await Others(db, userId, own).ExecuteDeleteAsync(token) > 0)
                    await AuditLog.AddToTeamsAsync(db, userId, AuditKind.SessionsEnded, time.GetUtcNow(), token, "All others");
            },
            cancellationToken);
        access.Publish(userId);
    }

    /// <summary>Removes the rows of sessions that something else has ended: a new security stamp, or signing out.</summary>
    /// <param name="keep">The session that goes on; null for none.</param>
    internal Task ForgetAsync(Guid userId, Guid? keep, CancellationToken cancellationToken) =>
        database.WriteAsync((db, token) => Others(db, userId, keep).ExecuteDeleteAsync(token), cancellationToken);

    /// <summary>This browser was signed out.</summary>
    internal Task LeaveAsync(Guid id, CancellationToken cancellationToken) =>
        database.WriteAsync((db, token) => db.Set<Session>().Where(session => session.Id == id).ExecuteDeleteAsync(token), cancellationToken);

    private static IQueryable<Session> Others(AppDbContext db, Guid userId, Guid? keep) =>
        db.Set<Session>().Where(session => session.UserId == userId && session.Id != keep);
}

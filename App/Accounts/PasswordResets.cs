using CreatorAnalytics.Storage;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;

namespace CreatorAnalytics.Accounts;

/// <summary>A link by which somebody chooses a new password without the old one. The link itself is not stored, only its hash.</summary>
public sealed class PasswordReset
{
    /// <summary>One at a time: a new link makes the one before useless.</summary>
    public Guid UserId { get; init; }

    /// <summary>See <see cref="ApiKeySecret.Hash"/>.</summary>
    public required string TokenHash { get; init; }

    public DateTimeOffset ExpiresAt { get; init; }
}

/// <summary>
/// Passwords that were forgotten. The link goes to the account's address, or the operator hands it over; it works once and for a short
/// time. A new password ends every session; the second step stays, and API keys go on working.
/// </summary>
public sealed class PasswordResets(
    Database database, EmailOutbox outbox, IPasswordHasher<AppUser> passwords, AccessChanges access, TimeProvider time)
{
    public static readonly TimeSpan Lifetime = TimeSpan.FromHours(1);

    /// <summary>What the page says of a link that is no good.</summary>
    public const string NoSuchLink = "This link was used, was replaced by a newer one, or has ended. Ask for a new one.";

    /// <summary>Takes down that somebody forgot the password of that address; the same work whether there is such an account or not.</summary>
    public async Task RequestAsync(string email, CancellationToken cancellationToken)
    {
        var address = email.Trim();
        if (!EmailAddress.IsValid(address))
            return;
        await database.WriteAsync(
            (db, _) =>
            {
                outbox.AddResetWish(db, address);
                return Task.CompletedTask;
            },
            cancellationToken);
    }

    /// <summary>Makes a link in place of any before; returns its path, or null when nobody has that address.</summary>
    public async Task<string?> CreateAsync(string email, CancellationToken cancellationToken)
    {
        var normalized = email.Trim().ToUpperInvariant();
        var token = ApiKeySecret.Generate();
        var now = time.GetUtcNow();
        var made = await database.WriteAsync(
            async (db, cancel) =>
            {
                if (await db.Set<AppUser>().Where(user => user.NormalizedEmail == normalized).Select(user => (Guid?)user.Id).SingleOrDefaultAsync(cancel)
                    is not { } userId)
                    return false;
                await db.Set<PasswordReset>().Where(reset => reset.UserId == userId || reset.ExpiresAt <= now).ExecuteDeleteAsync(cancel);
                db.Add(new PasswordReset { UserId = userId, TokenHash = ApiKeySecret.Hash(token), ExpiresAt = now + Lifetime });
                return true;
            },
            cancellationToken);
        return made ? AccountUrls.Reset(token) : null;
    }

    /// <summary>Whether the link can still be used.</summary>
    public Task<bool> IsGoodAsync(string? token, CancellationToken cancellationToken)
    {
        var (hash, now) = (ApiKeySecret.Hash(token ?? ""), time.GetUtcNow());
        return database.ReadAsync(db => Good(db, hash, now).AnyAsync(cancellationToken), cancellationToken);
    }

    /// <summary>Uses the link up and sets the password. Returns the sentence that says what is wrong, or null when it is done.</summary>
    public async Task<string?> UseAsync(string? token, string password, CancellationToken cancellationToken)
    {
        if (PasswordRules.ProblemWith(password) is { } problem)
            return problem;
        var (hash, now) = (ApiKeySecret.Hash(token ?? ""), time.GetUtcNow());

        // Hashing takes tens of milliseconds, so it is done before the transaction, and only for links that are good.
        if (!await IsGoodAsync(token, cancellationToken))
            return NoSuchLink;
        var passwordHash = passwords.HashPassword(new AppUser(), password);
        var stamp = ApiKeySecret.Generate();
        var userId = await database.WriteAsync<Guid?>(
            async (db, cancel) =>
            {
                var found = await Good(db, hash, now).Select(reset => (Guid?)reset.UserId).SingleOrDefaultAsync(cancel);
                if (found is not { } id || await Good(db, hash, now).ExecuteDeleteAsync(cancel) == 0)
                    return null;
                await db.Set<AppUser>().Where(user => user.Id == id).ExecuteUpdateAsync(
                    set => set
                        .SetProperty(user => user.PasswordHash, passwordHash)
                        .SetProperty(user => user.SecurityStamp, stamp)
                        .SetProperty(user => user.AccessFailedCount, 0)
                        .SetProperty(user => user.LockoutEnd, (DateTimeOffset?)null),
                    cancel);
                await db.Set<Session>().Where(session => session.UserId == id).ExecuteDeleteAsync(cancel);
                await AuditLog.AddToTeamsAsync(db, id, AuditKind.PasswordReset, now, cancel);
                return found;
            },
            cancellationToken);
        if (userId is not { } changed)
            return NoSuchLink;
        access.Publish(changed);
        return null;
    }

    private static IQueryable<PasswordReset> Good(AppDbContext db, string hash, DateTimeOffset now) =>
        db.Set<PasswordReset>().Where(reset => reset.TokenHash == hash && reset.ExpiresAt > now);
}

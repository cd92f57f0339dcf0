using CreatorAnalytics.Storage;
using Microsoft.EntityFrameworkCore;

namespace CreatorAnalytics.Accounts;

/// <summary>A key as the list shows it.</summary>
public sealed record ApiKeySummary(
    Guid Id, string Name, string Prefix, string Owner, ApiKeyScopes Scopes, DateTimeOffset CreatedAt,
    DateTimeOffset? LastUsedAt, DateTimeOffset? ExpiresAt, DateTimeOffset? RevokedAt)
{
    /// <summary>Whether the key still opens anything.</summary>
    public bool IsActiveAt(DateTimeOffset now) => RevokedAt is null && !(ExpiresAt <= now);
}

/// <summary>The answer to a wish for a key.</summary>
public abstract record ApiKeyCreation
{
    private ApiKeyCreation()
    {
    }

    /// <param name="Key">The key itself: this is the only time it can be seen.</param>
    public sealed record Created(Guid Id, string Key) : ApiKeyCreation;

    /// <param name="Problem">A sentence for the page.</param>
    public sealed record Refused(string Problem) : ApiKeyCreation;
}

/// <summary>A team's API keys. Members see and revoke their own, admins everybody's.</summary>
public sealed class ApiKeys(Database database, AccessChanges access, TimeProvider time)
{
    public const int MaximumNameLength = 100;

    /// <param name="expiresAt">Null for a key that works until it is revoked.</param>
    /// <param name="id">
    /// Decided by whoever asks again after a crash: a key of that id was made but never told to anybody, and gives way to the new one.
    /// </param>
    public async Task<ApiKeyCreation> CreateAsync(
        Caller caller, string name, ApiKeyScopes scopes, DateTimeOffset? expiresAt, CancellationToken cancellationToken, Guid? id = null)
    {
        var now = time.GetUtcNow();
        if (ProblemWith(name.Trim(), scopes, expiresAt, now) is { } problem)
            return new ApiKeyCreation.Refused(problem);

        var key = ApiKeySecret.Generate();
        var entity = New(caller.TeamId, caller.UserId, name.Trim(), key, scopes, now, expiresAt, id);
        await database.WriteAsync(
            async (db, token) =>
            {
                if (id is not null)
                    await db.Set<ApiKey>().Where(untold => untold.Id == id && untold.TeamId == caller.TeamId && untold.UserId == caller.UserId).ExecuteDeleteAsync(token);
                db.Add(entity);
                AuditLog.Add(db, caller, AuditKind.KeyCreated, now, SubjectOf(entity));
            },
            cancellationToken);
        return new ApiKeyCreation.Created(entity.Id, key);
    }

    /// <summary>Newest first, revoked ones included.</summary>
    public async Task<IReadOnlyList<ApiKeySummary>> ListAsync(Caller caller, CancellationToken cancellationToken) =>
        await database.ReadAsync(
            db => VisibleTo(db, caller)
                .OrderByDescending(key => key.CreatedAt)
                .Join(
                    db.Set<AppUser>(),
                    key => key.UserId,
                    user => user.Id,
                    (key, user) => new ApiKeySummary(
                        key.Id, key.Name, key.Prefix, user.Email!, key.Scopes, key.CreatedAt, key.LastUsedAt, key.ExpiresAt, key.RevokedAt))
                .ToListAsync(cancellationToken),
            cancellationToken);

    /// <summary>Ends a key at once, and what is open by it. False when the caller has no such key, or it was revoked before.</summary>
    public async Task<bool> RevokeAsync(Caller caller, Guid keyId, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var owner = await database.WriteAsync<Guid?>(
            async (db, token) =>
            {
                var revoked = await VisibleTo(db, caller)
                    .Where(key => key.Id == keyId && key.RevokedAt == null)
                    .ExecuteUpdateAsync(key => key.SetProperty(k => k.RevokedAt, now), token);
                if (revoked == 0)
                    return null;
                var revokedKey = await db.Set<ApiKey>().AsNoTracking().SingleAsync(key => key.Id == keyId, token);
                AuditLog.Add(db, caller, AuditKind.KeyRevoked, now, SubjectOf(revokedKey));
                return revokedKey.UserId;
            },
            cancellationToken);
        if (owner is { } userId)
            access.Publish(userId);
        return owner is not null;
    }

    /// <summary>Those of the keys that still open anything: for what stays open longer than a request.</summary>
    public Task<HashSet<Guid>> WorkingAsync(IReadOnlyCollection<Guid> keyIds, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        return database.ReadAsync(
            db => db.Set<ApiKey>()
                .Where(key => keyIds.Contains(key.Id) && key.RevokedAt == null && (key.ExpiresAt == null || key.ExpiresAt > now)
                    && db.Set<Membership>().Any(member => member.TeamId == key.TeamId && member.UserId == key.UserId))
                .Select(key => key.Id)
                .ToHashSetAsync(cancellationToken),
            cancellationToken);
    }

    /// <summary>Scopes as people write them: <c>read, search</c>.</summary>
    internal static string WordsOf(ApiKeyScopes scopes) =>
        scopes == ApiKeyScopes.All ? "read, search, admin" : scopes.ToString().ToLowerInvariant();

    internal static ApiKey New(
        Guid teamId, Guid userId, string name, string key, ApiKeyScopes scopes, DateTimeOffset now, DateTimeOffset? expiresAt, Guid? id = null) => new()
        {
            Id = id ?? Guid.CreateVersion7(now),
            TeamId = teamId,
            UserId = userId,
            Name = name,
            KeyHash = ApiKeySecret.Hash(key),
            Prefix = ApiKeySecret.PrefixOf(key),
            Scopes = scopes,
            CreatedAt = now,
            ExpiresAt = expiresAt,
        };

    /// <summary>The part of the key that may be shown is how people find it again.</summary>
    private static string SubjectOf(ApiKey key) => $"{key.Name} ({key.Prefix}…), {WordsOf(key.Scopes)}";

    private static IQueryable<ApiKey> VisibleTo(AppDbContext db, Caller caller) =>
        db.Set<ApiKey>().Where(key => key.TeamId == caller.TeamId && (caller.IsAdmin || key.UserId == caller.UserId));

    private static string? ProblemWith(string name, ApiKeyScopes scopes, DateTimeOffset? expiresAt, DateTimeOffset now)
    {
        if (name.Length is 0 or > MaximumNameLength)
            return $"Give the key a name of 1 to {MaximumNameLength} characters.";
        if (scopes is ApiKeyScopes.None)
            return "Choose at least one thing that the key may do.";
        if (expiresAt <= now)
            return "The day on which the key ends must lie in the future.";
        return null;
    }
}

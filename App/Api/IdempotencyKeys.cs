using System.Text.Json;
using CreatorAnalytics.Accounts;
using CreatorAnalytics.Storage;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.EntityFrameworkCore;

namespace CreatorAnalytics.Api;

/// <summary>What an Idempotency-Key says of a request.</summary>
internal abstract record IdempotencyTurn
{
    private IdempotencyTurn()
    {
    }

    /// <summary>It is to be carried out, here and now.</summary>
    public sealed record Go(Guid CreatedId) : IdempotencyTurn;

    /// <summary>It was carried out before.</summary>
    public sealed record Answered(CapturedAnswer Answer) : IdempotencyTurn;

    /// <summary>The key came with another request before.</summary>
    public sealed record Reused : IdempotencyTurn;

    /// <summary>The same request is being carried out.</summary>
    public sealed record Busy : IdempotencyTurn;
}

/// <summary>
/// Remembers for a day what was answered to requests with an Idempotency-Key. A row is taken before the work begins; its key is unique,
/// so of many at once one works, on whichever process. Only what created something is kept: a refusal changed nothing and may be sent
/// again.
/// </summary>
internal sealed class IdempotencyKeys(Database database, IDataProtectionProvider protection, TimeProvider time)
{
    public const int MaximumKeyLength = 255;

    public static readonly TimeSpan KeptFor = TimeSpan.FromHours(24);

    /// <summary>How long one that works on a request has it for itself; after that it has died and another goes on.</summary>
    private static readonly TimeSpan Lease = TimeSpan.FromSeconds(30);

    private readonly IDataProtector _protector = protection.CreateProtector("Api.IdempotencyKeys");

    /// <summary>Takes the turn if nobody has it.</summary>
    public async Task<IdempotencyTurn> TakeAsync(Caller caller, string key, string requestHash, CancellationToken cancellationToken)
    {
        while (true)
        {
            var found = await FindAsync(caller, key, cancellationToken);
            if (found is null)
            {
                if (await TryAddAsync(caller, key, requestHash, cancellationToken) is { } id)
                    return new IdempotencyTurn.Go(id);
                continue;
            }

            if (found.RequestHash != requestHash)
                return new IdempotencyTurn.Reused();
            if (found.Answer is { } answer)
                return new IdempotencyTurn.Answered(JsonSerializer.Deserialize<CapturedAnswer>(_protector.Unprotect(answer))!);
            if (found.LeaseUntil > time.GetUtcNow() || !await TryTakeOverAsync(caller, found, cancellationToken))
                return new IdempotencyTurn.Busy();
            return new IdempotencyTurn.Go(found.CreatedId);
        }
    }

    /// <summary>Keeps the answer.</summary>
    public Task KeepAsync(Caller caller, string key, CapturedAnswer answer)
    {
        var text = _protector.Protect(JsonSerializer.Serialize(answer));
        return WriteAsync((db, token) => Of(db, caller, key).ExecuteUpdateAsync(
            set => set.SetProperty(r => r.Answer, text).SetProperty(r => r.LeaseUntil, (DateTimeOffset?)null), token));
    }

    /// <summary>Nothing was created: the key is as if it had never been sent.</summary>
    public Task ForgetAsync(Caller caller, string key) => WriteAsync((db, token) => Of(db, caller, key).ExecuteDeleteAsync(token));

    /// <summary>Whoever worked on it broke off, and what came of it is not known: the next may go on at once.</summary>
    public Task GiveBackAsync(Caller caller, string key)
    {
        var now = time.GetUtcNow();
        return WriteAsync((db, token) => Of(db, caller, key).ExecuteUpdateAsync(set => set.SetProperty(r => r.LeaseUntil, now), token));
    }

    private Task<IdempotentRequest?> FindAsync(Caller caller, string key, CancellationToken cancellationToken)
    {
        var oldest = time.GetUtcNow() - KeptFor;
        return database.ReadAsync(
            db => Of(db, caller, key).Where(r => r.CreatedAt >= oldest).SingleOrDefaultAsync(cancellationToken), cancellationToken);
    }

    /// <returns>The id of what is to be created; null when another was first.</returns>
    private async Task<Guid?> TryAddAsync(Caller caller, string key, string requestHash, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var oldest = now - KeptFor;
        try
        {
            return await database.WriteAsync<Guid?>(
                async (db, token) =>
                {
                    await db.Set<IdempotentRequest>().Where(r => r.CreatedAt < oldest).ExecuteDeleteAsync(token);
                    if (await Of(db, caller, key).AnyAsync(token))
                        return null;
                    var request = new IdempotentRequest
                    {
                        UserId = caller.UserId,
                        TeamId = caller.TeamId,
                        Key = key,
                        RequestHash = requestHash,
                        CreatedId = Guid.CreateVersion7(now),
                        CreatedAt = now,
                        LeaseUntil = now + Lease,
                    };
                    db.Add(request);
                    await db.SaveChangesAsync(token);
                    return request.CreatedId;
                },
                cancellationToken);
        }
        catch (DbUpdateException) when (!cancellationToken.IsCancellationRequested)
        {
            return null;
        }
    }

    private async Task<bool> TryTakeOverAsync(Caller caller, IdempotentRequest found, CancellationToken cancellationToken)
    {
        var until = time.GetUtcNow() + Lease;
        var taken = await database.WriteAsync(
            (db, token) => Of(db, caller, found.Key)
                .Where(r => r.Answer == null && r.LeaseUntil == found.LeaseUntil)
                .ExecuteUpdateAsync(set => set.SetProperty(r => r.LeaseUntil, until), token),
            cancellationToken);
        return taken == 1;
    }

    private static IQueryable<IdempotentRequest> Of(AppDbContext db, Caller caller, string key) =>
        db.Set<IdempotentRequest>().Where(r => r.TeamId == caller.TeamId && r.UserId == caller.UserId && r.Key == key);

    // The work is done by now: it is remembered even if the client has gone.
    private Task WriteAsync(Func<AppDbContext, CancellationToken, Task<int>> write) => database.WriteAsync(write, CancellationToken.None);
}

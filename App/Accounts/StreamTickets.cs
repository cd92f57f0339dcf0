using System.Security.Claims;
using CreatorAnalytics.Storage;
using Microsoft.EntityFrameworkCore;

namespace CreatorAnalytics.Accounts;

/// <summary>Gives out stream tickets and takes them back in, each once, on whichever process.</summary>
public sealed class StreamTickets(Database database, TimeProvider time)
{
    public static readonly TimeSpan Lifetime = TimeSpan.FromSeconds(60);

    /// <summary>A new ticket for the key behind the principal, and when it ends.</summary>
    public async Task<(string Ticket, DateTimeOffset ExpiresAt)> IssueAsync(ClaimsPrincipal key, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var secret = ApiKeySecret.Generate();
        var ticket = new StreamTicket
        {
            Id = Guid.CreateVersion7(now),
            TicketHash = ApiKeySecret.Hash(secret),
            ApiKeyId = Guid.Parse(key.FindFirstValue(AccountClaims.ApiKeyId)!),
            ExpiresAt = now + Lifetime,
        };
        await database.WriteAsync(
            async (db, token) =>
            {
                await db.Set<StreamTicket>().Where(old => old.ExpiresAt < now).ExecuteDeleteAsync(token);
                db.Add(ticket);
            },
            cancellationToken);
        return (secret, ticket.ExpiresAt);
    }

    /// <summary>The hash of the key that a ticket stands for; null when it was used before, has ended or never was.</summary>
    internal async Task<string?> RedeemAsync(string secret, CancellationToken cancellationToken)
    {
        var hash = ApiKeySecret.Hash(secret);
        var now = time.GetUtcNow();
        var ticket = await database.ReadAsync(
            db => db.Set<StreamTicket>()
                .Where(t => t.TicketHash == hash && t.ExpiresAt >= now)
                .Join(db.Set<ApiKey>(), t => t.ApiKeyId, key => key.Id, (t, key) => new { t.Id, key.KeyHash })
                .SingleOrDefaultAsync(cancellationToken),
            cancellationToken);
        if (ticket is null)
            return null;

        // Two may come with the same ticket at once: whoever deletes it has it.
        var deleted = await database.WriteAsync(
            (db, token) => db.Set<StreamTicket>().Where(t => t.Id == ticket.Id).ExecuteDeleteAsync(token), cancellationToken);
        return deleted == 1 ? ticket.KeyHash : null;
    }
}

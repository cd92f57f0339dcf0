using System.Globalization;
using Coravel.Invocable;
using CreatorAnalytics.Accounts;
using CreatorAnalytics.Storage;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace CreatorAnalytics.Credits;

/// <summary>
/// Gives every team <see cref="CreditsOptions.MonthlyGrant"/> credits once a month (UTC). It looks every quarter of an hour,
/// which makes up for the time that no process ran; the ledger's unique keys see to it that it is once, however many processes look. Whoever came in the
/// course of a month begins with the next: they have their starting grant.
/// </summary>
public sealed class MonthlyGrant(
    Database database, Ledger ledger, Readiness readiness, IOptions<CreditsOptions> options, TimeProvider time, ILogger<MonthlyGrant> logger) : IInvocable
{
    /// <summary>Grants what is due now. Returns how many teams were given it.</summary>
    public async Task<int> GrantDueAsync(CancellationToken cancellationToken)
    {
        var credits = options.Value.MonthlyGrant;
        if (credits == 0)
            return 0;
        var now = time.GetUtcNow();
        var month = UtcMonth.StartOf(now);
        var prefix = string.Create(CultureInfo.InvariantCulture, $"monthly:{month:yyyy-MM}:");
        var teams = await database.ReadAsync(
            db => db.Set<Team>()
                .Where(team => team.CreatedAt < month && !db.Set<LedgerEntry>().Any(
                    e => e.TeamId == team.Id && e.CreatedAt >= month && e.IdempotencyKey.StartsWith($"grant:{prefix}")))
                .Select(team => team.Id).ToListAsync(cancellationToken),
            cancellationToken);
        var given = 0;
        foreach (var teamId in teams)
        {
            if (await GrantAsync(teamId, credits, $"{prefix}{teamId}", month, cancellationToken))
                given++;
        }

        if (given > 0)
            logger.LogInformation("Gave {Teams} teams their {Credits} credits of {Month:yyyy-MM}", given, credits, month);
        return given;
    }

    /// <summary>What the scheduler runs.</summary>
    public async Task Invoke()
    {
        if (readiness.IsReady)
            await GrantDueAsync(CancellationToken.None);
    }

    private async Task<bool> GrantAsync(Guid teamId, long credits, string key, DateTimeOffset month, CancellationToken cancellationToken)
    {
        var reason = string.Create(CultureInfo.InvariantCulture, $"Monthly grant of {month:MMMM yyyy}");
        try
        {
            return await database.WriteAsync(
                async (db, token) =>
                {
                    if (await db.Set<LedgerEntry>().AnyAsync(e => e.IdempotencyKey == $"grant:{key}", token))
                        return false;
                    await ledger.GrantAsync(db, new LedgerSubject(teamId), credits, key, reason, token);
                    return true;
                },
                cancellationToken);
        }
        catch (DbUpdateException) when (!cancellationToken.IsCancellationRequested)
        {
            // Another process was faster between our look and our row; if it was something else, the next look tells.
            return false;
        }
    }
}

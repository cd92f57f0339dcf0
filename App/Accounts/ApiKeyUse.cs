using System.Collections.Concurrent;
using CreatorAnalytics.Storage;
using Microsoft.EntityFrameworkCore;

namespace CreatorAnalytics.Accounts;

/// <summary>
/// Notes when keys were last used and writes it down now and then: a request must not wait for a write that it does not need, and on
/// SQLite every write waits for its turn.
/// </summary>
public sealed class ApiKeyUse(Database database, TimeProvider time, ILogger<ApiKeyUse> logger) : BackgroundService
{
    public static readonly TimeSpan WriteEvery = TimeSpan.FromSeconds(15);

    private readonly ConcurrentDictionary<Guid, DateTimeOffset> _used = [];

    /// <summary>The key was used now.</summary>
    public void Note(Guid keyId) => _used[keyId] = time.GetUtcNow();

    /// <summary>Writes what was noted since the last time.</summary>
    public async Task WriteAsync(CancellationToken cancellationToken)
    {
        var used = _used.ToArray();
        if (used.Length == 0)
            return;
        await database.WriteAsync(
            async (db, token) =>
            {
                foreach (var (keyId, at) in used)
                {
                    await db.Set<ApiKey>().Where(key => key.Id == keyId)
                        .ExecuteUpdateAsync(key => key.SetProperty(k => k.LastUsedAt, at), token);
                }
            },
            cancellationToken);

        // A use that was noted meanwhile stays for the next time.
        foreach (var use in used)
            _used.TryRemove(use);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(WriteEvery, time);
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken))
            {
                try
                {
                    await WriteAsync(stoppingToken);
                }
                catch (Exception exception) when (exception is not OperationCanceledException)
                {
                    logger.LogWarning(exception, "When API keys were last used could not be written; trying again in {Delay} s", WriteEvery.TotalSeconds);
                }
            }
        }
        catch (OperationCanceledException)
        {
            // The host stops; the last seconds of use are not worth holding it up.
        }
    }
}

using System.Collections.Concurrent;
using CreatorAnalytics.Storage;

namespace CreatorAnalytics.Accounts;

/// <summary>
/// Notes when something was last used and writes it down now and then: a request must not wait for a write that it does not need, and on
/// SQLite every write waits for its turn.
/// </summary>
public abstract class LastUse(Database database, TimeProvider time, TimeSpan writeEvery, ILogger logger) : BackgroundService
{
    private readonly ConcurrentDictionary<Guid, DateTimeOffset> _used = [];

    /// <summary>It was used now.</summary>
    public void Note(Guid id) => _used[id] = time.GetUtcNow();

    /// <summary>Writes what was noted since the last time.</summary>
    public async Task WriteAsync(CancellationToken cancellationToken)
    {
        var used = _used.ToArray();
        if (used.Length == 0)
            return;
        await database.WriteAsync(
            async (db, token) =>
            {
                foreach (var (id, at) in used)
                    await SetAsync(db, id, at, token);
            },
            cancellationToken);

        // A use that was noted meanwhile stays for the next time.
        foreach (var use in used)
            _used.TryRemove(use);
    }

    /// <summary>Writes the time into its row, if there still is one.</summary>
    protected abstract Task SetAsync(AppDbContext db, Guid id, DateTimeOffset at, CancellationToken cancellationToken);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(writeEvery, time);
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
                    logger.LogWarning(exception, "When something was last used could not be written; trying again in {Delay} s", writeEvery.TotalSeconds);
                }
            }
        }
        catch (OperationCanceledException)
        {
            // The host stops; the last moments of use are not worth holding it up.
        }
    }
}

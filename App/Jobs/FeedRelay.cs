using System.Text.Json;
using CreatorAnalytics.Storage;
using Microsoft.EntityFrameworkCore;

namespace CreatorAnalytics.Jobs;

/// <summary>
/// Brings what other processes did to those who listen on this one. It looks whether a listening user's last number is one that was not
/// told here, each second, and at once when a <see cref="ProcessSignals"/> says so; only then it reads the events. An event may come
/// twice around the moment somebody begins to listen, which listeners bear: they go by its number.
/// </summary>
public sealed class FeedRelay : BackgroundService
{
    /// <summary>How late an event of another process is at most, without Redis.</summary>
    public static readonly TimeSpan LookEvery = TimeSpan.FromSeconds(1);

    /// <summary>Whoever begins to listen has read the database before we first look for them, but not longer ago than this.</summary>
    private static readonly TimeSpan Overlap = TimeSpan.FromSeconds(5);

    private readonly Dictionary<Guid, ToldNumbers> _told = [];
    private readonly Lock _lock = new();
    private readonly JobFeed _feed;
    private readonly Database _database;
    private readonly ProcessSignals _signals;
    private readonly Readiness _readiness;
    private readonly TimeProvider _time;
    private readonly ILogger<FeedRelay> _logger;

    public FeedRelay(
        JobFeed feed, Database database, ProcessSignals signals, Readiness readiness, TimeProvider time, ILogger<FeedRelay> logger)
    {
        (_feed, _database, _signals, _readiness, _time, _logger) = (feed, database, signals, readiness, time, logger);
        feed.Told += Note;
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await _readiness.WaitAsync(stoppingToken);
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await RelayAsync(stoppingToken);
            }
            catch (Exception exception) when (!stoppingToken.IsCancellationRequested)
            {
                _logger.LogError(exception, "Looking for events of other processes failed");
            }

            await _signals.WaitAsync(LookEvery, stoppingToken);
        }
    }

    /// <summary>Tells what was not told here yet.</summary>
    internal async Task RelayAsync(CancellationToken cancellationToken)
    {
        var users = _feed.Users;
        lock (_lock)
        {
            foreach (var gone in _told.Keys.Except(users).ToList())
                _told.Remove(gone);
        }

        if (users.Count == 0)
            return;
        var last = await _database.ReadAsync(
            db => db.Set<JobUser>().Where(u => users.Contains(u.UserId)).ToDictionaryAsync(u => u.UserId, u => u.LastEventNumber, cancellationToken),
            cancellationToken);
        foreach (var (userId, number) in last)
        {
            var from = await ToldUntilAsync(userId, number, cancellationToken);
            if (from < number)
                _feed.Publish(await ReadAsync(userId, from, cancellationToken));
        }
    }

    private async Task<long> ToldUntilAsync(Guid userId, long last, CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            if (_told.TryGetValue(userId, out var told))
                return told.Until;
        }

        var since = _time.GetUtcNow() - Overlap;
        var first = await _database.ReadAsync(
            db => db.Set<JobEventRow>().Where(e => e.UserId == userId && e.CreatedAt >= since).MinAsync(e => (long?)e.Number, cancellationToken),
            cancellationToken);
        var until = first - 1 ?? last;
        lock (_lock)
            _told[userId] = new ToldNumbers(until);
        return until;
    }

    private async Task<IReadOnlyList<JobEvent>> ReadAsync(Guid userId, long after, CancellationToken cancellationToken)
    {
        var rows = await _database.ReadAsync(
            db => db.Set<JobEventRow>().Where(e => e.UserId == userId && e.Number > after).OrderBy(e => e.Number).ToListAsync(cancellationToken),
            cancellationToken);
        return [.. rows.Select(row => JsonSerializer.Deserialize(row.Payload, JobsJson.Default.JobEvent)! with { UserId = userId })];
    }

    private void Note(JobEvent change)
    {
        lock (_lock)
        {
            if (_told.TryGetValue(change.UserId, out var told))
                told.Add(change.Number);
        }
    }

    /// <summary>Which of a user's numbers were told here: all up to one, and those after a gap.</summary>
    private sealed class ToldNumbers(long until)
    {
        private readonly HashSet<long> _ahead = [];

        public long Until { get; private set; } = until;

        public void Add(long number)
        {
            if (number > Until)
                _ahead.Add(number);
            while (_ahead.Remove(Until + 1))
                Until++;
        }
    }
}

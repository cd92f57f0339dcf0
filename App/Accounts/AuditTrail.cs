using System.Collections.Concurrent;
using System.Threading.Channels;
using CreatorAnalytics.Storage;

namespace CreatorAnalytics.Accounts;

/// <summary>
/// Takes down for the audit log what changes nothing: reports opened, files exported, passwords tried. It is written a moment later, so
/// that no page waits for it and none fails with it, and so that a wrong password costs the same time whether the account exists or not.
/// </summary>
public sealed class AuditTrail(Database database, Readiness readiness, TimeProvider time, ILogger<AuditTrail> logger) : BackgroundService
{
    public static readonly TimeSpan WriteEvery = TimeSpan.FromSeconds(1);

    /// <summary>The same report opened again within this time is one opening.</summary>
    public static readonly TimeSpan Opening = TimeSpan.FromSeconds(30);

    /// <summary>More that waits is a database that is away for long; the newest are kept.</summary>
    private const int MostWaiting = 10_000;

    private const int MostAtOnce = 200;

    private readonly Channel<Noted> _noted = Channel.CreateBounded<Noted>(
        new BoundedChannelOptions(MostWaiting) { FullMode = BoundedChannelFullMode.DropOldest });

    private readonly ConcurrentDictionary<(Guid TeamId, Guid UserId, string Username), DateTimeOffset> _opened = [];

    /// <summary>
    /// A member was given a creator's report now. A page is put together twice when it opens, for the first answer and live, and a program
    /// may ask again and again: within <see cref="Opening"/> it is noted once.
    /// </summary>
    public void NoteOpened(Caller caller, string username)
    {
        var now = time.GetUtcNow();
        foreach (var old in _opened.Where(opened => opened.Value <= now - Opening))
            _opened.TryRemove(old);
        if (_opened.TryAdd((caller.TeamId, caller.UserId, username), now))
            Note(caller, AuditKind.ReportOpened, username);
    }

    /// <summary>A member did it now, in their team.</summary>
    public void Note(Caller caller, AuditKind kind, string subject) =>
        _noted.Writer.TryWrite(new Noted(caller.TeamId, caller.UserId, kind, time.GetUtcNow(), subject));

    /// <summary>Somebody did it now with their account: each of their teams is told.</summary>
    public void Note(Guid userId, AuditKind kind) => _noted.Writer.TryWrite(new Noted(TeamId: null, userId, kind, time.GetUtcNow(), Subject: null));

    /// <summary>Writes what was noted up to now.</summary>
    public async Task WriteAsync(CancellationToken cancellationToken)
    {
        while (_noted.Reader.Count > 0)
        {
            List<Noted> batch = [];
            while (batch.Count < MostAtOnce && _noted.Reader.TryRead(out var noted))
                batch.Add(noted);
            try
            {
                await database.WriteAsync((db, token) => AddAsync(db, batch, token), cancellationToken);
            }
            catch
            {
                // Back in line, for the next time.
                batch.ForEach(noted => _noted.Writer.TryWrite(noted));
                throw;
            }
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        BackgroundWork.Begin();
        try
        {
            await readiness.WaitAsync(stoppingToken);
            using var timer = new PeriodicTimer(WriteEvery, time);
            while (await timer.WaitForNextTickAsync(stoppingToken))
                await TryWriteAsync(stoppingToken);
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The host stops, and gives a moment for what was noted last.
            await TryWriteAsync(CancellationToken.None);
        }
    }

    private static async Task AddAsync(AppDbContext db, List<Noted> batch, CancellationToken cancellationToken)
    {
        foreach (var noted in batch)
        {
            if (noted.TeamId is { } teamId)
                AuditLog.Add(db, teamId, noted.UserId, noted.Kind, noted.At, noted.Subject);
            else
                await AuditLog.AddToTeamsAsync(db, noted.UserId, noted.Kind, noted.At, cancellationToken);
        }
    }

    private async Task TryWriteAsync(CancellationToken cancellationToken)
    {
        try
        {
            await WriteAsync(cancellationToken);
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            logger.LogWarning(exception, "The audit log could not be written; trying again in {Delay} s", WriteEvery.TotalSeconds);
        }
    }

    private sealed record Noted(Guid? TeamId, Guid UserId, AuditKind Kind, DateTimeOffset At, string? Subject);
}

using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Threading.Channels;
using CreatorAnalytics.Accounts;
using CreatorAnalytics.Storage;
using Microsoft.EntityFrameworkCore;

namespace CreatorAnalytics.Jobs;

/// <summary>
/// One client's stream of updates, without gap or repeat. The event table is the truth: what the feed tells is passed on only when it is
/// the very next number, and whatever is missing before it is read from the table first.
/// </summary>
public sealed class JobEventStream : IDisposable
{
    public static readonly TimeSpan HeartbeatEvery = TimeSpan.FromSeconds(15);

    /// <summary>
    /// So many events wait for a client that reads slowly; with more its stream ends, and it resumes where it stopped. Fifteen creators
    /// make about a hundred in a minute.
    /// </summary>
    public const int MostWaiting = 256;

    private const int PageSize = 200;

    /// <summary>So many heartbeats lie between two looks at the table, in which nothing new is expected: the feed tells what there is.</summary>
    private const int LookEvery = 20;

    private readonly Database _database;
    private readonly JobQueries _queries;
    private readonly TimeProvider _time;
    private readonly Caller _caller;
    private readonly Guid _userId;
    private readonly Guid? _jobId;
    private readonly CancellationToken _stopping;
    private readonly Channel<JobEvent> _told = Channel.CreateBounded<JobEvent>(MostWaiting);
    private readonly IDisposable _subscription;
    private readonly Dictionary<Guid, bool> _isOfTeam = [];
    private readonly bool _startsWithSnapshot;
    private long _last;
    private bool _jobHasEnded;

    internal JobEventStream(
        Database database,
        JobFeed feed,
        JobQueries queries,
        IHostApplicationLifetime host,
        TimeProvider time,
        Caller caller,
        Guid userId,
        Guid? jobId,
        long? after)
    {
        (_database, _queries, _time, _stopping) = (database, queries, time, host.ApplicationStopping);
        (_caller, _userId, _jobId) = (caller, userId, jobId);
        (_startsWithSnapshot, _last) = (after is null, after ?? 0);
        _subscription = feed.Subscribe(userId, OnEvent);
    }

    public void Dispose()
    {
        _subscription.Dispose();
        _told.Writer.TryComplete();
    }

    /// <summary>
    /// The messages, until the job has ended (for the stream of one), the client has fallen too far behind, or the host stops. Read once.
    /// </summary>
    public async IAsyncEnumerable<StreamMessage> ReadAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        if (_startsWithSnapshot)
        {
            if (await SnapshotAsync(cancellationToken) is not { } snapshot)
                yield break;
            yield return snapshot;
        }
        else
        {
            await foreach (var message in MissedAsync(cancellationToken))
                yield return message;
            if (_jobId is not null && !_jobHasEnded)
                _jobHasEnded = await HasEndedAsync(cancellationToken);
        }

        for (var heartbeats = 0; !_jobHasEnded && !_stopping.IsCancellationRequested;)
        {
            switch (await WaitAsync(cancellationToken))
            {
                case Waited.InVain:
                    yield return new StreamMessage.Heartbeat();

                    // Soon after the start, since another process may have done something just as this one began to listen; then rarely.
                    if (heartbeats++ % LookEvery == 0)
                    {
                        await foreach (var message in MissedAsync(cancellationToken))
                            yield return message;
                    }

                    break;
                case Waited.Told:
                    while (!_jobHasEnded && _told.Reader.TryRead(out var change))
                    {
                        if (NumberOf(change) == _last + 1 && await IsOfTeamAsync(change.JobId, cancellationToken))
                        {
                            yield return Pass(change.Kind, NumberOf(change), JsonSerializer.Serialize(change, JobsJson.Default.JobEvent));
                        }
                        else if (NumberOf(change) > _last)
                        {
                            await foreach (var message in MissedAsync(cancellationToken))
                                yield return message;
                        }
                    }

                    break;
                case Waited.Closed:
                    yield break;
            }
        }
    }

    private void OnEvent(JobEvent change)
    {
        // Completed means that the client reads too slowly: what it holds so far is still sent, then its stream ends.
        if ((_jobId is null || change.JobId == _jobId) && !_told.Writer.TryWrite(change))
            _told.Writer.TryComplete();
    }

    private async Task<Waited> WaitAsync(CancellationToken cancellationToken)
    {
        using var patience = new CancellationTokenSource(HeartbeatEvery, _time);
        using var any = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, _stopping, cancellationToken);
        try
        {
            return await _told.Reader.WaitToReadAsync(any.Token) ? Waited.Told : Waited.Closed;
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return _stopping.IsCancellationRequested ? Waited.Closed : Waited.InVain;
        }
    }

    private async Task<StreamMessage.Numbered?> SnapshotAsync(CancellationToken cancellationToken)
    {
        if (_jobId is { } jobId)
        {
            if (await _queries.StatusAsync(_caller, jobId, cancellationToken) is not { } job)
                return null;
            (_last, _jobHasEnded) = (job.Seq, job.CompletedAt is not null);
            return new StreamMessage.Numbered(
                job.Seq,
                IsSnapshot: true,
                $$"""{"type":"snapshot","id":{{job.Seq}},"jobId":"{{jobId}}","seq":{{job.Seq}},"job":{{JsonSerializer.Serialize(job, JobsJson.Default.JobStatusView)}}}""");
        }

        // The number first: what happens between the two reads is told again by events, which is harmless; the other way round it would be lost.
        _last = await _queries.LastEventNumberAsync(_userId, cancellationToken);
        var jobs = await _queries.ActiveAsync(_caller, cancellationToken);
        var list = string.Join(',', jobs.Select(job => JsonSerializer.Serialize(job, JobsJson.Default.JobStatusView)));
        return new StreamMessage.Numbered(_last, IsSnapshot: true, $$"""{"type":"snapshot","id":{{_last}},"jobs":[{{list}}]}""");
    }

    /// <summary>What the table has beyond the last number that was passed on.</summary>
    private async IAsyncEnumerable<StreamMessage> MissedAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        while (!_jobHasEnded)
        {
            var page = await _database.ReadAsync(db => Beyond(db).Take(PageSize).ToListAsync(cancellationToken), cancellationToken);
            foreach (var row in page)
            {
                var number = _jobId is null ? row.Number : row.Seq;
                if (await IsOfTeamAsync(row.JobId, cancellationToken))
                    yield return Pass(row.Kind, number, row.Payload);
                else
                    _last = number;
            }

            if (page.Count < PageSize)
                yield break;
        }
    }

    private IQueryable<JobEventRow> Beyond(AppDbContext db) => _jobId is { } jobId
        ? db.Set<JobEventRow>().Where(row => row.JobId == jobId && row.Seq > _last).OrderBy(row => row.Seq)
        : db.Set<JobEventRow>().Where(row => row.UserId == _userId && row.Number > _last).OrderBy(row => row.Number);

    private StreamMessage.Numbered Pass(JobEventKind kind, long number, string payload)
    {
        _last = number;
        _jobHasEnded = _jobId is not null && kind is JobEventKind.JobEnded;
        return new StreamMessage.Numbered(number, IsSnapshot: false, $$"""{"type":"event","id":{{number}},{{payload.AsSpan(1)}}""");
    }

    private Task<bool> HasEndedAsync(CancellationToken cancellationToken) => _database.ReadAsync(
        db => db.Set<Job>().AnyAsync(job => job.Id == _jobId && job.CompletedAt != null && job.LastSeq <= _last, cancellationToken),
        cancellationToken);

    /// <summary>A user's numbers run over all of their teams; those of another team are passed over.</summary>
    private async ValueTask<bool> IsOfTeamAsync(Guid jobId, CancellationToken cancellationToken)
    {
        if (_jobId is not null)
            return true;
        if (!_isOfTeam.TryGetValue(jobId, out var isOfTeam))
        {
            isOfTeam = await _database.ReadAsync(
                db => db.Set<Job>().AnyAsync(job => job.Id == jobId && job.TeamId == _caller.TeamId, cancellationToken), cancellationToken);
            _isOfTeam[jobId] = isOfTeam;
        }

        return isOfTeam;
    }

    private long NumberOf(JobEvent change) => _jobId is null ? change.Number : change.Seq;

    private enum Waited
    {
        Told,
        InVain,
        Closed,
    }
}

using System.Collections.Immutable;
using System.Threading.Channels;
using CreatorAnalytics.Accounts;

namespace CreatorAnalytics.Jobs;

/// <summary>Which cards the tray shows.</summary>
public enum TrayFilter
{
    All,

    /// <summary>Waiting in line or being worked on.</summary>
    Running,

    /// <summary>Ended, with creators that failed.</summary>
    NeedsAttention,

    /// <summary>Ended without a failure.</summary>
    Done,
}

/// <summary>
/// The tray of one open page (circuit). It owns the subscription to the user's jobs and the cards. It subscribes first, reads the
/// database then, and from there on takes only what is newer. The first change is told at once, those that follow are merged for
/// <see cref="MergeFor"/>. Publishers only put their event down: all work is done on a loop of the tray's own.
/// </summary>
public sealed class TrayState(
    JobFeed feed, JobQueries queries, CurrentCaller callers, TimeProvider time, ILogger<TrayState> logger) : IAsyncDisposable
{
    public static readonly TimeSpan MergeFor = TimeSpan.FromMilliseconds(100);
    public static readonly TimeSpan TickEvery = TimeSpan.FromSeconds(1);

    /// <summary>How often the database is read again while something runs: whatever was missed is on the page by then.</summary>
    public static readonly TimeSpan RereadWhileRunning = TimeSpan.FromSeconds(15);

    /// <summary>The same while nothing runs: what was started or cleared away on another device or process.</summary>
    public static readonly TimeSpan RereadWhileIdle = TimeSpan.FromSeconds(60);

    private const int MostCards = 50;
    private static readonly TimeSpan RetryReadAfter = TimeSpan.FromSeconds(1);

    private readonly CancellationTokenSource _closed = new();
    private readonly Lock _gate = new();
    private readonly Queue<JobEvent> _came = [];

    // One waiting signal says all: more of them would only wake the loop for nothing.
    private readonly Channel<bool> _signals =
        Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });

    private ImmutableArray<TrayCard> _cards = [];
    private long _revision;
    private int _holds;
    private DateTimeOffset _rereadAt;
    private IDisposable? _subscription;
    private ITimer? _clock;
    private TimeSpan _clockPeriod;
    private Task? _loop;

    /// <summary>Something to draw has changed; raised on the tray's own thread.</summary>
    public event Action? Changed;

    /// <summary>Newest first.</summary>
    public ImmutableArray<TrayCard> Cards => _cards;

    /// <summary>Grows with every change of the cards.</summary>
    public long Revision => Interlocked.Read(ref _revision);

    /// <summary>The time that elapsed and remaining times are told from; it moves once a second while something runs.</summary>
    public DateTimeOffset Now { get; private set; } = time.GetUtcNow();

    /// <summary>False until the database was read once.</summary>
    public bool IsLoaded { get; private set; }

    /// <summary>Whether the last reading of the database failed; another try is due.</summary>
    public bool CannotRead { get; private set; }

    /// <summary>The ends among the latest changes, in a sentence for assistive technology; null before there are any.</summary>
    public string? Announcement { get; private set; }

    /// <summary>Which cards are shown; the same on every page.</summary>
    public TrayFilter Filter { get; set; }

    /// <summary>The viewer's zone, once the browser has told it; times are UTC until then, and say so.</summary>
    public TimeZoneInfo? Zone { get; set; }

    /// <summary>Begins to follow the signed-in user's jobs; once, however often it is called.</summary>
    public void Start() => _loop ??= Task.Run(() => RunAsync(_closed.Token));

    /// <summary>
    /// Keeps back what comes until the result is disposed. The search page uses it so that a card never appears before the box it came
    /// from is cleared.
    /// </summary>
    public IDisposable HoldBack()
    {
        lock (_gate)
            _holds++;
        return new Hold(this);
    }

    /// <summary>Puts a job that was just submitted on the tray, without telling: whoever submitted it draws it.</summary>
    public void Put(JobStatusView job)
    {
        lock (_gate)
        {
            if (_cards.All(card => card.Job.JobId != job.JobId))
                Show(_cards.Insert(0, TrayCard.From(job)));
        }
    }

    /// <summary>Takes cards off the tray, without telling.</summary>
    public void Remove(IReadOnlyCollection<Guid> jobIds)
    {
        lock (_gate)
            Show(_cards.RemoveAll(card => jobIds.Contains(card.Job.JobId)));
    }

    public async ValueTask DisposeAsync()
    {
        if (_closed.IsCancellationRequested)
            return;
        await _closed.CancelAsync();
        if (_loop is not null)
            await _loop;
        _closed.Dispose();
    }

    private async Task RunAsync(CancellationToken closed)
    {
        await using var clock = time.CreateTimer(_ => Signal(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        _clock = clock;
        SetClock(TickEvery);
        Signal();
        try
        {
            while (true)
            {
                await _signals.Reader.ReadAsync(closed);
                await StepAsync(closed);
            }
        }
        catch (OperationCanceledException) when (closed.IsCancellationRequested)
        {
        }
        finally
        {
            _subscription?.Dispose();
        }
    }

    private async Task StepAsync(CancellationToken closed)
    {
        if (time.GetUtcNow() >= _rereadAt)
            await RereadAsync(closed);

        // The pause is made before anybody is told, so that whoever is told can count on it.
        var isChanged = TakeWhatCame();
        var pause = isChanged ? Task.Delay(MergeFor, time, closed) : Task.CompletedTask;
        Now = time.GetUtcNow();
        SetClock(AnyRunning || !IsLoaded ? TickEvery : RereadWhileIdle);
        Tell();
        await pause;
    }

    private bool AnyRunning => _cards.Any(card => card.IsRunning);

    private void Tell()
    {
        try
        {
            Changed?.Invoke();
        }
        catch (Exception exception)
        {
            logger.LogError(exception, "A tray could not be drawn");
        }
    }

    private void OnEvent(JobEvent change)
    {
        lock (_came)
            _came.Enqueue(change);
        Signal();
    }

    private void Signal() => _signals.Writer.TryWrite(true);

    /// <summary>Moves what came onto the cards. False if there was nothing, or it is held back.</summary>
    private bool TakeWhatCame()
    {
        List<JobEvent> came;
        lock (_gate)
        {
            if (_holds > 0)
                return false;
            lock (_came)
            {
                came = [.. _came];
                _came.Clear();
            }

            var before = _cards;
            var after = before;
            foreach (var change in came)
                after = After(after, change);
            if (after == before)
                return false;
            if (IsLoaded && TrayAnnouncement.Of(before, after) is { } announcement)
                Announcement = announcement;
            Show(after);
        }

        return true;
    }

    private ImmutableArray<TrayCard> After(ImmutableArray<TrayCard> cards, JobEvent change)
    {
        for (var place = 0; place < cards.Length; place++)
        {
            if (cards[place].Job.JobId != change.JobId)
                continue;
            var card = cards[place].After(change);
            return ReferenceEquals(card, cards[place]) ? cards : cards.SetItem(place, card);
        }

        if (change.Items is { } items)
            return cards.Insert(0, TrayCard.Of(change.Job, items));

        // An event overtook the one that creates its job, or that one was missed: the database knows.
        _rereadAt = DateTimeOffset.MinValue;
        Signal();
        return cards;
    }

    private async Task RereadAsync(CancellationToken closed)
    {
        var known = _cards;
        try
        {
            var caller = await callers.GetAsync(closed);
            if (caller is not null)
                _subscription ??= feed.Subscribe(caller.UserId, OnEvent);
            var read = caller is null ? [] : await queries.TrayAsync(caller, MostCards, closed);
            lock (_gate)
            {
                if (_holds > 0)
                    return;
                Show(Merge(known, read));
            }

            IsLoaded = true;
            CannotRead = false;
            _rereadAt = time.GetUtcNow() + (AnyRunning ? RereadWhileRunning : RereadWhileIdle);
        }
        catch (Exception exception) when (!closed.IsCancellationRequested)
        {
            logger.LogError(exception, "The tray could not be read; trying again in {Delay} s", RetryReadAfter.TotalSeconds);
            CannotRead = true;
            _rereadAt = time.GetUtcNow() + RetryReadAfter;
        }
    }

    /// <param name="known">The cards before reading began: of those, what was not read is gone. Newer ones were created meanwhile.</param>
    private ImmutableArray<TrayCard> Merge(ImmutableArray<TrayCard> known, IReadOnlyList<JobStatusView> read)
    {
        var cards = _cards.ToDictionary(card => card.Job.JobId);
        foreach (var card in known)
            cards.Remove(card.Job.JobId);
        foreach (var job in read)
        {
            var shown = _cards.FirstOrDefault(card => card.Job.JobId == job.JobId);
            cards[job.JobId] = shown is not null && shown.Job.Seq >= job.Seq ? shown : TrayCard.From(job);
        }

        return [.. cards.Values.OrderByDescending(card => card.Job.CreatedAt)];
    }

    private void Show(ImmutableArray<TrayCard> cards)
    {
        _cards = cards;
        Interlocked.Increment(ref _revision);
    }

    private void SetClock(TimeSpan period)
    {
        if (_clockPeriod == period)
            return;
        _clockPeriod = period;
        _clock?.Change(period, period);
    }

    private sealed class Hold(TrayState tray) : IDisposable
    {
        private bool _isReleased;

        public void Dispose()
        {
            if (_isReleased)
                return;
            _isReleased = true;
            lock (tray._gate)
                tray._holds--;
            tray.Signal();
        }
    }
}

using System.Diagnostics;

namespace CreatorAnalytics.Apify;

/// <summary>The one scrape of a creator, however many wait for it. What may change is guarded by <see cref="CreatorScraper"/>'s lock.</summary>
internal sealed class SharedScrape(string username, int postsLimit)
{
    private readonly TaskCompletionSource _started = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource<ScrapeResult> _result = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private volatile bool _isForAll;
    private volatile int _timesSetAside;

    public string Username { get; } = username;

    /// <summary>The lowest of those who wait.</summary>
    public long Rank { get; set; } = long.MaxValue;

    /// <summary>Whether one of those who wait wants it in a run of its own.</summary>
    public bool Alone { get; set; }

    /// <summary>Whether for one of those who wait no other try follows.</summary>
    public bool IsLastTry { get; set; }

    public DateTimeOffset ArrivedAt { get; init; }

    /// <summary>The span in which it was first asked for; default when nobody records one.</summary>
    public ActivityContext AskedIn { get; } = Activity.Current?.Context ?? default;

    public int Waiters { get; set; }

    /// <summary>Whether anybody has asked; false for what a run of an earlier process holds.</summary>
    public bool WasAskedFor { get; set; }

    /// <summary>Whether it was looked for in what is stored and in runs that go already.</summary>
    public bool WasLookedUp { get; set; }

    /// <summary>Whether a batch was dealt without it, since slots that come free soon are to bring it.</summary>
    public bool IsLeftOver { get; set; }

    /// <summary>How many runs that held it have stepped aside before it was there.</summary>
    public int TimesSetAside
    {
        get => _timesSetAside;
        set => _timesSetAside = value;
    }

    /// <summary>Null until it is dealt into a batch.</summary>
    public ScrapeBatch? Batch { get; set; }

    /// <summary>The run of its batch that brings its posts.</summary>
    public BatchRun? PostsRun { get; set; }

    /// <summary>What its runs have brought.</summary>
    public CreatorRows Rows { get; } = new(postsLimit);

    /// <summary>Completes when a run that holds the creator has started.</summary>
    public Task Started => _started.Task;

    public Task<ScrapeResult> Result => _result.Task;

    public bool IsSettled => _result.Task.IsCompleted;

    /// <summary>Somebody waits for it and it has not ended.</summary>
    public bool IsWanted => Waiters > 0 && !IsSettled;

    /// <summary>
    /// Whether who asks now gets this scrape. One that ended was somebody else's, and who asks now wants a new one; but what an earlier
    /// process' run brought is there for its items, which come one by one, and only a failure is handed out a single time.
    /// </summary>
    public bool CanBeJoined => !IsSettled || !WasAskedFor || (Batch is { IsRecovered: true } && _isForAll);

    /// <summary>Whether a run or a batch of these names may bring it. What was in a run that failed must not find that run again.</summary>
    public bool FitsInto(string[] names) => names.Contains(Username) && (!Alone || names.Length == 1);

    public void SetStarted() => _started.TrySetResult();

    public void Finish(ScrapeResult result)
    {
        _isForAll = result is not ScrapeResult.Failed;
        _result.TrySetResult(result);
    }

    /// <summary>Ends it for a reason that is not the platform's, such as a database that cannot be written.</summary>
    public void Break(Exception exception)
    {
        if (_result.TrySetException(exception))
            _ = _result.Task.Exception; // Seen, also when nobody waits.
    }
}

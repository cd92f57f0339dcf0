namespace CreatorAnalytics.Apify;

/// <summary>
/// Creators that were dealt together, and the runs that bring them: each creator's profile comes from one of them, its posts from another.
/// </summary>
internal sealed class ScrapeBatch
{
    private readonly Lock _lock = new();
    private readonly List<BatchRun> _runs;
    private readonly List<Task> _going = [];
    private readonly List<SharedScrape> _rest = [];
    private readonly Dictionary<string, SharedScrape> _byName;
    private readonly CancellationTokenSource _givenUp = new();
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public ScrapeBatch(Guid id, IReadOnlyList<SharedScrape> scrapes, IEnumerable<BatchRun> runs)
    {
        (Id, Scrapes, _runs) = (id, scrapes, [.. runs]);
        Matcher = new RowMatcher([.. scrapes.Select(scrape => scrape.Username)]);
        _byName = scrapes.ToDictionary(scrape => scrape.Username, StringComparer.OrdinalIgnoreCase);
        foreach (var scrape in scrapes)
            scrape.Batch = this;
        foreach (var run in _runs.Where(run => run.Kind is RunKind.Posts))
            foreach (var scrape in run.Scrapes)
                scrape.PostsRun = run;
    }

    /// <summary>Called after creators began to wait for another run, or a run began that may step aside.</summary>
    public event Action? Changed;

    public Guid Id { get; }

    public IReadOnlyList<SharedScrape> Scrapes { get; }

    /// <summary>Knows whose a row is, whichever run brought it.</summary>
    public RowMatcher Matcher { get; }

    /// <summary>The runs so far; one that steps aside is followed by others.</summary>
    public IReadOnlyList<BatchRun> Runs
    {
        get
        {
            lock (_lock)
                return [.. _runs];
        }
    }

    /// <summary>How many creators wait for another run, since theirs stepped aside or they were left for one.</summary>
    public int RestCount
    {
        get
        {
            lock (_lock)
                return _rest.Count;
        }
    }

    /// <summary>Whether an earlier process, or another one, began it.</summary>
    public bool IsRecovered { get; init; }

    /// <summary>Until then it goes on with nobody waiting: its items come when the leases of the dead process are over.</summary>
    public DateTimeOffset? KeepUntil { get; init; }

    /// <summary>Cancelled when nobody wants it any more.</summary>
    public CancellationToken GivenUp => _givenUp.Token;

    /// <summary>Completes when nothing of it goes on in this process.</summary>
    public Task Ended => _ended.Task;

    /// <summary>Whether somebody waits for a creator in it.</summary>
    public bool IsWanted => Scrapes.Any(scrape => scrape.IsWanted);

    /// <summary>
    /// Creators and their runs, dealt like cards: who comes first is among the first in a run, for the profile as for the posts.
    /// </summary>
    public static ScrapeBatch Deal(IReadOnlyList<SharedScrape> scrapes, RunPlan plan) => new(
        Guid.CreateVersion7(),
        scrapes,
        [
            .. Among(RunKind.Profile, plan.ProfileRuns, [.. scrapes.SkipLast(plan.Later)]),
            .. Among(RunKind.Posts, plan.PostsRuns, scrapes),
        ]);

    /// <summary>What has come back about a creator; null when it is none of the batch.</summary>
    public CreatorRows? RowsOf(string? username) => username is null ? null : _byName.GetValueOrDefault(username)?.Rows;

    /// <summary>The creators of a batch's runs.</summary>
    public static string[] NamesIn(IEnumerable<ApifyRun> runs) => [.. runs.SelectMany(run => run.UsernameList()).Distinct()];

    /// <summary>What an earlier process, or another one, began.</summary>
    /// <param name="id">The batch's.</param>
    /// <param name="runs">Its runs.</param>
    /// <param name="scrapes">Their creators by name.</param>
    /// <param name="keepUntil">Until when it goes on with nobody waiting.</param>
    public static ScrapeBatch LeftBehind(
        Guid id, IEnumerable<ApifyRun> runs, Dictionary<string, SharedScrape> scrapes, DateTimeOffset keepUntil)
    {
        // Who was in a run that stepped aside and is in a later one is that one's to bring.
        var taken = new HashSet<(RunKind, string)>();
        var latestFirst = runs.OrderByDescending(run => run.CreatedAt).ThenByDescending(run => run.Id).Select(run =>
            new BatchRun(run.Kind, [.. run.UsernameList().Where(name => taken.Add((run.Kind, name))).Select(name => scrapes[name])])
            {
                Record = run,
                IsLeftBehind = true,
                IsSteppingAside = run.Status is RunEnd.SteppedAside,
            });
        return new ScrapeBatch(id, [.. scrapes.Values], latestFirst.Reverse()) { IsRecovered = true, KeepUntil = keepUntil };
    }

    /// <summary>Asks for a slot for each run; who is given up asks no longer.</summary>
    public void TakeSlots(RunSlots slots)
    {
        foreach (var run in Runs)
            run.Slot = slots.TakeAsync(GivenUp);
    }

    /// <summary>Counts the slots of runs that are going already.</summary>
    public void OccupySlots(RunSlots slots)
    {
        foreach (var run in Runs)
            run.Slot = Task.FromResult(slots.Occupy());
    }

    /// <summary>Lets creators wait for another run: theirs has stepped aside.</summary>
    public void SetAside(IReadOnlyCollection<SharedScrape> scrapes)
    {
        lock (_lock)
        {
            foreach (var scrape in scrapes)
                scrape.TimesSetAside++;
        }

        LetWait(scrapes);
    }

    /// <summary>Lets those whose profile no run brings yet wait for one; the batch's runs stand in the table by now.</summary>
    public void LetLaterWait()
    {
        var dealt = Runs.Where(run => run.Kind is RunKind.Profile).SelectMany(run => run.Scrapes).ToHashSet();
        LetWait([.. Scrapes.Where(scrape => !dealt.Contains(scrape))]);
    }

    public void SetChanged() => Changed?.Invoke();

    /// <summary>Ends those who wait for another run and whom nobody waits for; returns how many are left.</summary>
    public int DropUnwanted()
    {
        List<SharedScrape> unwanted;
        lock (_lock)
        {
            unwanted = _rest.FindAll(scrape => !scrape.IsWanted);
            _rest.RemoveAll(unwanted.Contains);
        }

        End(unwanted);
        return RestCount;
    }

    /// <summary>Makes a further run for those who have waited longest for one, in the slot that is free.</summary>
    public BatchRun GoOn(int most, RunSlots slots)
    {
        lock (_lock)
        {
            var run = new BatchRun(RunKind.Profile, [.. _rest.Take(most)]) { Slot = slots.TakeAsync(GivenUp) };
            _rest.RemoveRange(0, run.Scrapes.Count);
            _runs.Add(run);
            return run;
        }
    }

    /// <summary>Counts something that goes on for the batch.</summary>
    public void Track(Task going)
    {
        lock (_lock)
            _going.Add(going);
    }

    /// <summary>Completes when all that was tracked has ended, and what came meanwhile.</summary>
    public async Task RunsEndAsync()
    {
        while (true)
        {
            Task[] going;
            lock (_lock)
                going = [.. _going.Where(task => !task.IsCompletedSuccessfully)];
            if (going.Length == 0)
                return;
            await Task.WhenAll(going);
        }
    }

    public void GiveUp()
    {
        _givenUp.Cancel();
        EndRest();
    }

    public void SetEnded() => _ended.TrySetResult();

    private static IEnumerable<BatchRun> Among(RunKind kind, int runs, IReadOnlyList<SharedScrape> scrapes) =>
        scrapes.Select((scrape, place) => (scrape, place)).GroupBy(dealt => dealt.place % runs, dealt => dealt.scrape)
            .Select(dealt => new BatchRun(kind, [.. dealt]));

    private void LetWait(IReadOnlyCollection<SharedScrape> scrapes)
    {
        lock (_lock)
            _rest.AddRange(scrapes);
        if (_givenUp.IsCancellationRequested)
            EndRest();
        else
            SetChanged();
    }

    private void EndRest()
    {
        SharedScrape[] rest;
        lock (_lock)
        {
            rest = [.. _rest];
            _rest.Clear();
        }

        End(rest);
    }

    private static void End(IEnumerable<SharedScrape> unwanted)
    {
        foreach (var scrape in unwanted)
            scrape.Rows.EndProfile(RunEnd.NobodyWaited.WithoutRow(unclear: null));
    }
}

/// <summary>One run of a batch.</summary>
internal sealed class BatchRun(RunKind kind, IReadOnlyList<SharedScrape> scrapes)
{
    private volatile bool _isSteppingAside;
    private volatile bool _canNotStepAside;
    private volatile bool _hasEnded;
    private volatile bool _hasLeftSlot;
    private long _worksSince;

    public RunKind Kind { get; } = kind;

    /// <summary>Whose profiles, or whose posts, it is to bring.</summary>
    public IReadOnlyList<SharedScrape> Scrapes { get; } = scrapes;

    /// <summary>Completes when it may go.</summary>
    public Task<RunSlots.Slot> Slot { get; set; } = null!;

    /// <summary>What the table says of it; null until its intent is committed.</summary>
    public ApifyRun? Record { get; set; }

    /// <summary>When it had started, or this process took it over; null before.</summary>
    public DateTimeOffset? WorksSince
    {
        get => Volatile.Read(ref _worksSince) is > 0 and var ticks ? new DateTimeOffset(ticks, TimeSpan.Zero) : null;
        set => Volatile.Write(ref _worksSince, value?.UtcTicks ?? 0);
    }

    /// <summary>Whether an earlier process, or another one, meant to start it: it may be there already.</summary>
    public bool IsLeftBehind { get; init; }

    /// <summary>Whether it is asked to end, so that who is new gets its slot; its rest goes on later.</summary>
    public bool IsSteppingAside
    {
        get => _isSteppingAside;
        set => _isSteppingAside = value;
    }

    /// <summary>Whether it may be asked to. The platform, or the database, may have refused.</summary>
    public bool CanStepAside => !_canNotStepAside;

    public bool HasEnded => _hasEnded;

    /// <summary>Whether it has its slot.</summary>
    public bool IsGoing => Slot.IsCompletedSuccessfully && !_hasLeftSlot;

    /// <summary>Those of its creators that it has brought nothing for.</summary>
    public IEnumerable<SharedScrape> Missing => Kind is RunKind.Profile
        ? Scrapes.Where(scrape => !scrape.Rows.Profile.IsCompleted)
        : Scrapes.Where(scrape => scrape.Rows is { HasPosts: false, Posts.IsCompleted: false });

    /// <summary>Counts on its slot no longer: others are to step aside instead.</summary>
    public void StepAsideNever() => (_canNotStepAside, _isSteppingAside) = (true, false);

    /// <summary>Ends it and leaves its slot.</summary>
    public Task EndAsync()
    {
        _hasEnded = true;
        return LeaveSlotAsync();
    }

    /// <summary>Leaves its slot to others; leaving it again does nothing.</summary>
    public async Task LeaveSlotAsync()
    {
        _hasLeftSlot = true;
        if (Slot.IsCompletedSuccessfully)
            (await Slot).Dispose();
    }
}

namespace CreatorAnalytics.Apify;

/// <summary>What is going on in the batches at one moment, who waits, and what is left to do.</summary>
internal sealed class Workload
{
    // A quarter of an hour, which is as long as a run may take by default.
    private const int MostDoubled = 6;

    private readonly ApifyOptions _options;
    private readonly DateTimeOffset _now;
    private readonly List<BatchRun> _runs;
    private readonly int _restCount;

    public Workload(
        IReadOnlyCollection<ScrapeBatch> batches, IEnumerable<SharedScrape> waiting, ApifyOptions options, DateTimeOffset now)
    {
        (_options, _now) = (options, now);
        _runs = [.. batches.SelectMany(batch => batch.Runs).Where(run => !run.HasEnded)];
        _restCount = batches.Sum(batch => batch.RestCount);
        var ready = waiting.Where(scrape => scrape.WasLookedUp).OrderBy(scrape => scrape.Rank).ThenBy(scrape => scrape.ArrivedAt)
            .ToLookup(scrape => scrape.IsLeftOver);
        (Fresh, LeftOver) = ([.. ready[false]], [.. ready[true]]);
        Rest = batches.Where(batch => batch.RestCount > 0).MinBy(batch => batch.Id);
    }

    /// <summary>Who waits and is new, by rank.</summary>
    public IReadOnlyList<SharedScrape> Fresh { get; }

    /// <summary>Who was left over when others of the same burst were dealt, by rank.</summary>
    public IReadOnlyList<SharedScrape> LeftOver { get; }

    /// <summary>The batch whose creators have waited longest for another run; null when none do.</summary>
    public ScrapeBatch? Rest { get; }

    /// <summary>Short runs that have a slot or wait for one, but for those that hold theirs for too long.</summary>
    public int ShortRuns => ShortInTime.Count();

    /// <summary>Those of them that have a slot.</summary>
    public int ShortRunsGoing => ShortInTime.Count(run => run.IsGoing);

    /// <summary>Runs that are asked to end and have not.</summary>
    public int SteppingAside => _runs.Count(run => run is { IsSteppingAside: true, IsGoing: true });

    /// <summary>Slots of runs that step aside which no other run waits for.</summary>
    public int Coming => Math.Max(0, SteppingAside - _runs.Count(run => !run.Slot.IsCompleted));

    /// <summary>Whether anybody waits who is not new.</summary>
    public bool HasRest => LeftOver.Count > 0 || Rest is not null;

    /// <summary>The short runs that those who wait would take.</summary>
    public int RunsWanted => RunPlan.ShortRunsFor(Fresh.Count + LeftOver.Count, _options) + (Rest is null ? 0 : 1);

    /// <summary>Seconds of scraping that are left, those for creators that wait to be dealt included.</summary>
    public double Work =>
        ((Fresh.Count + LeftOver.Count) * RunPlan.SecondsOfBoth)
        + (_restCount * RunPlan.SecondsOf(RunKind.Profile))
        + _runs.Sum(run => run.Missing.Count() * RunPlan.SecondsOf(run.Kind));

    /// <summary>
    /// Runs that may step aside: those that will begin with further creators, those with most to go first, then those that only wait for
    /// slow ones. Profile runs only: their rows are paid for one by one, while of a creator's posts half might be paid for twice.
    /// </summary>
    public IEnumerable<BatchRun> MayStepAside => _runs
        .Where(CanStepAside)
        .Select(run => (Run: run, Missing: run.Missing.Count()))
        .Where(run => run.Missing > _options.UsernamesPerRun || HoldsTooLong(run.Run))
        .OrderByDescending(run => run.Missing)
        .Select(run => run.Run);

    /// <summary>
    /// Whether who is not new goes before who is, so that newcomers cannot keep it waiting: while a third of the slots go to short runs, and
    /// where all runs are short, every other time.
    /// </summary>
    public bool IsRestFirst(int limit, bool freshWentLast) =>
        HasRest && (Fresh.Count == 0 || (RunPlan.MayBeLong(limit) ? ShortRuns >= limit / 3 : freshWentLast));

    private IEnumerable<BatchRun> ShortInTime => _runs.Where(run => run.Scrapes.Count <= _options.UsernamesPerRun && !HoldsTooLong(run));

    private static bool CanStepAside(BatchRun run) =>
        run is { Kind: RunKind.Profile, IsGoing: true, IsSteppingAside: false, CanStepAside: true, Record.RunId: not null } && run.Missing.Any();

    // Who was set aside has twice as long the next time, and so comes to an end however many others come.
    private bool HoldsTooLong(BatchRun run)
    {
        var times = run.Missing.Select(scrape => scrape.TimesSetAside).DefaultIfEmpty().Max();
        return run.WorksSince + (RunPlan.HoldOf(run.Scrapes.Count, _options) * Math.Pow(2, Math.Min(times, MostDoubled))) <= _now;
    }
}

namespace CreatorAnalytics.Apify;

/// <summary>What is going on in the batches at one moment, and what is left to do.</summary>
internal sealed class Workload
{
    private readonly ApifyOptions _options;
    private readonly List<BatchRun> _runs;
    private readonly int _restCount;

    public Workload(IReadOnlyCollection<ScrapeBatch> batches, ApifyOptions options)
    {
        _options = options;
        _runs = [.. batches.SelectMany(batch => batch.Runs).Where(run => !run.HasEnded)];
        _restCount = batches.Sum(batch => batch.RestCount);
        Rest = batches.Where(batch => batch.RestCount > 0).MinBy(batch => batch.Id);
    }

    /// <summary>The batch whose creators have waited longest for another run; null when none do.</summary>
    public ScrapeBatch? Rest { get; }

    /// <summary>Short runs that go or wait for their slot.</summary>
    public int ShortRuns => _runs.Count(IsShort);

    /// <summary>Runs that are asked to end and have not.</summary>
    public int SteppingAside => _runs.Count(run => run is { IsSteppingAside: true, IsGoing: true });

    /// <summary>Slots of runs that step aside which no other run waits for.</summary>
    public int Coming => Math.Max(0, SteppingAside - _runs.Count(run => !run.Slot.IsCompleted));

    /// <summary>Seconds of scraping that are left, those for creators that wait to be dealt included.</summary>
    public double WorkWith(int waiting) =>
        (waiting * RunPlan.SecondsOfBoth)
        + (_restCount * RunPlan.SecondsOf(RunKind.Profile))
        + _runs.Sum(run => run.Missing.Count() * RunPlan.SecondsOf(run.Kind));

    /// <summary>
    /// Long runs that may step aside, those with most to go first; what is nearly done is left to end. Profile runs only: their rows are
    /// paid for one by one, while of a creator's posts half might be paid for twice.
    /// </summary>
    public IEnumerable<BatchRun> MayStepAside => _runs
        .Where(run => run is { Kind: RunKind.Profile, IsGoing: true, IsSteppingAside: false, Record.RunId: not null } && !IsShort(run))
        .Select(run => (Run: run, Missing: run.Missing.Count()))
        .Where(run => run.Missing > 2 * _options.UsernamesPerRun)
        .OrderByDescending(run => run.Missing)
        .Select(run => run.Run);

    private bool IsShort(BatchRun run) => run.Scrapes.Count <= _options.UsernamesPerRun;
}

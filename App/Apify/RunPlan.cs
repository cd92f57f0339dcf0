namespace CreatorAnalytics.Apify;

/// <summary>
/// How many creators a batch takes, and into how many runs they are dealt. While slots are there for all, runs are short and all begin at
/// once. Where more wait, every start-up and every wait for a run's slowest creator is lost to all: all free slots then get one run each,
/// long enough that all end at the same time, and who comes next has some of them step aside. The slots of short runs that are going join in
/// when these have ended: some of the profiles are left for them. With few slots in all, long runs would fill them for too long: runs stay
/// short then, and who comes next has the next one, by rank.
/// </summary>
/// <param name="Creators">How many of those who wait.</param>
/// <param name="ProfileRuns">How many runs bring their profiles.</param>
/// <param name="PostsRuns">How many bring their posts.</param>
/// <param name="Later">Of how many of them, the last, the profiles are left for slots that come free soon.</param>
internal sealed record RunPlan(int Creators, int ProfileRuns, int PostsRuns, int Later = 0)
{
    /// <summary>A profile run and a posts run.</summary>
    private const int RunsOfShort = 2;

    // At most half of the slots make room, and who is new needs two, twice over while the first two are at work.
    private const int SlotsForLongRuns = 6;

    // Rounding up and the creators that take longest come to about a tenth of a run; less would leave some for a second round.
    private const double Headroom = 1.1;

    // So many slots go to short runs, for each that those who wait need, before they wait for the end of one: the next comes before the
    // first has ended.
    private const int ShortForEachNeeded = 2;

    // A slot needs about a second for a creator's two scrapes, fifteen at a time; a twentieth more to wait is hardly felt in a run.
    private static readonly TimeSpan PatienceForEach = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan MostPatience = TimeSpan.FromSeconds(5);

    /// <summary>Plans the next batch.</summary>
    /// <param name="waiting">How many wait.</param>
    /// <param name="slots">The slots that it may take: those free, and those of runs that step aside.</param>
    /// <param name="soon">The slots of short runs that are going.</param>
    /// <param name="work">Seconds of scraping that are left to do, in runs and for those who wait.</param>
    /// <param name="limit">The runs that may be going at once.</param>
    /// <param name="options">The lengths allowed.</param>
    public static RunPlan Of(int waiting, int slots, int soon, double work, int limit, ApifyOptions options)
    {
        if (!MayBeLong(limit) || ShortRunsFor(waiting, options) <= slots)
            return new RunPlan(Math.Min(waiting, options.UsernamesPerRun), 1, 1);
        var runs = Math.Max(RunsOfShort, slots);
        if (soon > 0 && WithSlotsThatComeSoon(waiting, runs, soon, work, limit, options) is { } plan)
            return plan;
        var profiles = ProfileRunsOf(runs, runs);
        return new RunPlan(Math.Min(waiting, MostInAll(profiles, runs - profiles, work, limit, options)), profiles, runs - profiles);
    }

    /// <summary>Whether runs may hold more than <see cref="ApifyOptions.UsernamesPerRun"/>, where so many slots may be had in all.</summary>
    public static bool MayBeLong(int limit) => limit >= SlotsForLongRuns;

    /// <summary>The most creators in one run: its even part of all that is left to do.</summary>
    public static int MostIn(RunKind kind, double work, int limit, ApifyOptions options)
    {
        if (!MayBeLong(limit))
            return options.UsernamesPerRun;
        var part = Headroom * work / limit / SecondsOf(kind);
        return Math.Max(options.UsernamesPerRun, (int)Math.Min(Math.Ceiling(part), options.MaxUsernamesPerRun));
    }

    /// <summary>How many runs are to step aside.</summary>
    /// <param name="waiting">How many creators wait.</param>
    /// <param name="free">Slots that are free, or of runs that step aside already.</param>
    /// <param name="shortRuns">Slots of short runs.</param>
    /// <param name="limit">The runs that may be going at once; at most half of them make room.</param>
    /// <param name="options">The lengths allowed.</param>
    public static int ToStepAside(int waiting, int free, int shortRuns, int limit, ApifyOptions options)
    {
        var needed = ShortRunsFor(waiting, options);
        return Math.Max(0, Math.Min(needed, Math.Min(ShortForEachNeeded * needed, limit / 2) - shortRuns) - free);
    }

    /// <summary>Short runs for so many creators.</summary>
    public static int ShortRunsFor(int waiting, ApifyOptions options) =>
        RunsOfShort * TurnsOf(waiting, options);

    /// <summary>How many times after each other a run works on <see cref="ApifyOptions.UsernamesPerRun"/>, to come to the end of so many.</summary>
    public static int TurnsOf(int creators, ApifyOptions options) => (creators + options.UsernamesPerRun - 1) / options.UsernamesPerRun;

    /// <summary>
    /// Seconds that a run spends on a creator, fifteen at a time; as in the sandbox, whose times are those of the platform (docs/apify.md).
    /// Only their relation matters, and that they go for about as long.
    /// </summary>
    public static double SecondsOf(RunKind kind) => kind is RunKind.Profile ? 8.7 : 6.5;

    /// <summary>Seconds that a creator's two runs spend on it.</summary>
    public static double SecondsOfBoth => SecondsOf(RunKind.Profile) + SecondsOf(RunKind.Posts);

    /// <summary>
    /// How long a run of so many may keep who is new waiting, however slow its creators are: as long as one creator takes with both scrapes,
    /// for each turn.
    /// </summary>
    public static TimeSpan HoldOf(int creators, ApifyOptions options) =>
        TimeSpan.FromSeconds(SecondsOfBoth) * TurnsOf(creators, options);

    /// <summary>Of the creators that wait for another run, how many the next one takes: an even part, so that none is left for a short one.</summary>
    public static int PartOfRest(int rest, double work, int limit, ApifyOptions options)
    {
        var most = MostIn(RunKind.Profile, work, limit, options);
        var runs = (rest + most - 1) / most;
        return (rest + runs - 1) / runs;
    }

    /// <summary>
    /// Until when those who wait wait for others. Up to half of the free slots are dealt out after a moment; what takes more is likely a
    /// burst, which is let in as a whole: it has ended when nobody has come for a moment, or a little longer where it is large, since
    /// whoever is too late for it has runs step aside.
    /// </summary>
    public static DateTimeOffset GatherUntil(
        DateTimeOffset firstCame, DateTimeOffset lastCame, int waiting, int free, int limit, ApifyOptions options)
    {
        var moment = TimeSpan.FromMilliseconds(options.GatherMilliseconds);
        if (waiting <= free / 4 * options.UsernamesPerRun)
            return firstCame + moment;
        var patience = PatienceForEach * ((double)waiting / limit);
        if (patience > MostPatience)
            patience = MostPatience;
        var pause = lastCame + moment + (patience / 10);
        return pause < firstCame + moment + patience ? pause : firstCame + moment + patience;
    }

    // Null when what they would take is not worth a start-up, or when not all have a place even so.
    private static RunPlan? WithSlotsThatComeSoon(int waiting, int runs, int soon, double work, int limit, ApifyOptions options)
    {
        // They miss what is left of their short runs, of the time that all the work takes when it is spread evenly.
        work += soon * SecondsOfBoth * options.UsernamesPerRun;
        var each = Math.Max(0, 1 - (SecondsOfBoth / (work / limit / options.UsernamesPerRun)));
        var profiles = ProfileRunsOf(runs + (soon * each), runs, without: soon * each);
        var later = (int)Math.Round(waiting * soon * each / (profiles + (soon * each)));
        return later >= soon * options.UsernamesPerRun
            && waiting <= MostInAll(profiles + (soon * each), runs - profiles, work, limit, options)
            ? new RunPlan(waiting, profiles, runs - profiles, later)
            : null;
    }

    // As many of the runs as bring profiles, so that they take as long as those that bring posts.
    private static int ProfileRunsOf(double slots, int runs, double without = 0) =>
        Math.Clamp((int)Math.Round((slots * SecondsOf(RunKind.Profile) / SecondsOfBoth) - without), 1, runs - 1);

    private static int MostInAll(double profileRuns, int postsRuns, double work, int limit, ApifyOptions options) => (int)Math.Min(
        profileRuns * MostIn(RunKind.Profile, work, limit, options), postsRuns * MostIn(RunKind.Posts, work, limit, options));
}

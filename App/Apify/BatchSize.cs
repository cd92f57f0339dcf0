namespace CreatorAnalytics.Apify;

/// <summary>
/// How many creators share a batch, and how long they are waited for. Where more wait than the slots take, each batch gets a fixed part
/// of those who still wait (guided self-scheduling): the first are long and lose little to their start, the later ones shorter and
/// shorter, so that slots come free one after the other, also for who comes later, and all end at about the same time.
/// </summary>
internal static class BatchSize
{
    /// <summary>Batches that stay short, so that who comes next waits for the end of a short one at most.</summary>
    private const int ShortBatches = 1;

    // A batch has two runs, so that its even part were two in the number of slots. With three, the simulated load of docs/apify.md was
    // done soonest, and who came in the meantime waited least.
    private const int PartOfWaiting = 3;

    // A slot needs about a second for a creator's two scrapes, fifteen at a time; a twentieth more to wait is hardly felt in a run.
    private static readonly TimeSpan PatienceForEach = TimeSpan.FromMilliseconds(50);

    /// <summary>The most creators that the next batch may hold.</summary>
    /// <param name="waiting">How many wait, those who will be in the batch included.</param>
    /// <param name="longBatches">How many batches are going that hold more than <see cref="ApifyOptions.UsernamesPerRun"/>.</param>
    /// <param name="limit">The runs that may be going at once.</param>
    /// <param name="options">The lengths allowed.</param>
    public static int Most(int waiting, int longBatches, int limit, ApifyOptions options)
    {
        var few = options.UsernamesPerRun;
        if (longBatches >= (limit / 2) - ShortBatches)
            return few;
        var part = ((PartOfWaiting * waiting) + limit - 1) / limit;
        return Math.Max(few, Math.Min(part, options.MaxUsernamesPerRun));
    }

    /// <summary>
    /// Until when those who wait wait for others. Up to half of the free slots are dealt out after a moment; what takes more is likely a
    /// burst, which is let in as a whole: it has ended when nobody has come for three moments.
    /// </summary>
    public static DateTimeOffset GatherUntil(
        DateTimeOffset firstCame, DateTimeOffset lastCame, int waiting, int free, int limit, ApifyOptions options)
    {
        var moment = TimeSpan.FromMilliseconds(options.GatherMilliseconds);
        if (waiting <= free / 4 * options.UsernamesPerRun)
            return firstCame + moment;
        var pause = lastCame + (3 * moment);
        var patience = firstCame + moment + (PatienceForEach * ((double)waiting / limit));
        return pause < patience ? pause : patience;
    }
}

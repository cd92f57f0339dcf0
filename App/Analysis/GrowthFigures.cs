namespace CreatorAnalytics.Analysis;

/// <summary>How the number of followers grew, from the counts of our own scrapes.</summary>
internal static class GrowthFigures
{
    /// <summary>As many as a chart can show.</summary>
    internal const int MostCounts = 120;

    /// <summary>The counts to draw: all of them, or as many as are drawn, evenly over them, the first and the last among these.</summary>
    public static GrowthSection Section(IReadOnlyList<FollowerCount> counts)
    {
        var oldestFirst = counts.OrderBy(count => count.At).ToList();
        return new GrowthSection(
            oldestFirst.Count,
            oldestFirst.Count <= MostCounts
                ? oldestFirst
                : [.. Enumerable.Range(0, MostCounts).Select(index => oldestFirst[index * (oldestFirst.Count - 1) / (MostCounts - 1)])]);
    }

    /// <summary>
    /// Growth from the last count that is at least that many days older than the newest one. Null while there is none, and when it is
    /// more than twice as old, since the growth would be of another period than the name says.
    /// </summary>
    public static Figure Over(int days, IReadOnlyList<FollowerCount> counts)
    {
        var formula = $"100 × (followers now − followers {days} days ago) ÷ followers {days} days ago, from own scrapes";
        var newestFirst = counts.OrderByDescending(count => count.At).ToList();
        if (newestFirst.Count == 0)
            return FigureSheet.New(null, FigureUnit.Percent, [], formula, FigureReasons.TooLittleHistory);

        var now = newestFirst[0];
        var before = newestFirst.Find(count => now.At - count.At >= TimeSpan.FromDays(days));
        var used = newestFirst.Where(count => before is null || count.At >= before.At).Select(count => count.At).ToList();
        var reason = before is null ? FigureReasons.TooLittleHistory
            : now.At - before.At > TimeSpan.FromDays(2 * days) ? FigureReasons.HistoryGap
            : before.Followers <= 0 ? FigureReasons.NoFollowers
            : null;
        double? value = reason is null ? 100.0 * (now.Followers - before!.Followers) / before.Followers : null;
        return FigureSheet.New(value, FigureUnit.Percent, used, formula, reason);
    }
}

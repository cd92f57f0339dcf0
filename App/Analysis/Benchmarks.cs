namespace CreatorAnalytics.Analysis;

/// <summary>
/// What engagement is usual by number of followers, from a dated data file (<c>Data/benchmarks.json</c>).
/// </summary>
/// <param name="Date">When the source was read.</param>
/// <param name="Rows">In the order of size; each begins where the one before ends.</param>
public sealed record Benchmarks(string Source, string Url, string Date, string Note, IReadOnlyList<BenchmarkRow> Rows)
{
    /// <summary>
    /// Where a rate lies among creators of that size. Sizes that the source has no row for take the nearest one, and the comparison says so.
    /// </summary>
    public Comparison Compare(double rate, long followers)
    {
        var row = RowOf(followers);
        var outside = followers < row.From || followers > Rows[^1].To;
        var stretched = outside ? "; it has none for this size, so the nearest is taken" : "";
        return new Comparison(row.Middle, row.Place(rate), $"{Source}, row {row.Label} followers, read {Date}{stretched}");
    }

    /// <summary>The row for that size; the nearest where the source has none.</summary>
    public BenchmarkRow RowOf(long followers) => Rows.LastOrDefault(row => followers >= row.From) ?? Rows[0];
}

/// <summary>A row of the table.</summary>
/// <param name="From">From this many followers.</param>
/// <param name="To">Up to here, where the next row begins.</param>
/// <param name="Cuts">In percent: low, below, average, above and high lie between these four.</param>
public sealed record BenchmarkRow(long From, long To, string Label, IReadOnlyList<double> Cuts)
{
    /// <summary>The peer value: the middle of what the source calls average.</summary>
    public double Middle => (Cuts[1] + Cuts[2]) / 2;

    public Verdict Place(double rate) => (Verdict)Cuts.Count(cut => rate >= cut);
}

/// <summary>How a value compares with peers.</summary>
/// <param name="Source">Where the peer value comes from, in words.</param>
public sealed record Comparison(double Peer, Verdict Verdict, string Source);

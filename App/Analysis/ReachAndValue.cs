namespace CreatorAnalytics.Analysis;

/// <summary>Bands for estimates, from <c>Data/reach-and-prices.json</c>.</summary>
/// <param name="Cpm">USD for a thousand impressions.</param>
public sealed record ReachTable(
    string Date, string ReachSource, double ImpressionsPerReach, string ImpressionsSource, ValueRange Cpm, string CpmSource,
    double UsdPerThousandFollowers, IReadOnlyList<Band> Reach, string PriceSource, IReadOnlyList<Band> Prices);

/// <param name="From">From this many followers.</param>
public sealed record Band(long From, string Label, double Low, double High);

/// <summary>Estimates how many see a post and what that is worth. Ranges, since the tables behind them are rough.</summary>
internal static class ReachAndValue
{
    public static (ReachSection Reach, ValueSection Value) Of(long? followers, ReportMetrics metrics, ReachTable table)
    {
        var reel = metrics.ReelPlaysMedian.Value;
        var reachFormula = $"post = followers × the share of the row for its size ({table.ReachSource}, {table.Date}); impressions = reach × {table.ImpressionsPerReach} ({table.ImpressionsSource}); reel = median plays";
        var valueFormula = $"media = impressions ÷ 1,000 × CPM of {table.Cpm.From} to {table.Cpm.To} ({table.CpmSource}); price = the least and most of that and of followers ÷ 1,000 × ${table.UsdPerThousandFollowers} × engagement rate ÷ peers (0.5 to 2), within the row for its size ({table.PriceSource}, {table.Date})";
        if (followers is not { } size)
            return (new ReachSection(null, reel, null, reachFormula), new ValueSection(null, null, valueFormula));

        var band = RowOf(table.Reach, size);
        var post = new ValueRange(size * band.Low, size * band.High);
        var impressions = new ValueRange(post.From * table.ImpressionsPerReach, post.To * table.ImpressionsPerReach);
        var media = new ValueRange(impressions.From / 1_000 * table.Cpm.From, impressions.To / 1_000 * table.Cpm.To);
        return (new ReachSection(post, reel, impressions, reachFormula), new ValueSection(media, Price(size, metrics, media, table), valueFormula));
    }

    private static ValueRange Price(long followers, ReportMetrics metrics, ValueRange media, ReachTable table)
    {
        var engagement = metrics.EngagementRate is { Value: { } rate, Peer: { } peer and > 0 } ? Math.Clamp(rate / peer, 0.5, 2) : 1;
        var byFollowers = followers / 1_000d * table.UsdPerThousandFollowers * engagement;
        var row = RowOf(table.Prices, followers);
        return new ValueRange(
            Math.Clamp(Math.Min(byFollowers, media.From), row.Low, row.High),
            Math.Clamp(Math.Max(byFollowers, media.To), row.Low, row.High));
    }

    /// <summary>The row of that size; below the first, the first.</summary>
    private static Band RowOf(IReadOnlyList<Band> bands, long followers) => bands.LastOrDefault(band => followers >= band.From) ?? bands[0];
}

using CreatorAnalytics.Analysis;
using CreatorAnalytics.Analysis.Tables;

namespace CreatorAnalytics.Tests.Analysis;

public sealed class BenchmarksTests
{
    [Theory]
    [InlineData(20_000, 0.38, Verdict.Low)]
    [InlineData(20_000, 0.39, Verdict.Below)]
    [InlineData(20_000, 0.84, Verdict.Average)]
    [InlineData(20_000, 1.11, Verdict.Above)]
    [InlineData(20_000, 2.61, Verdict.High)]
    [InlineData(4_999, 1.71, Verdict.Low)]
    [InlineData(5_000, 1.71, Verdict.Above)]
    [InlineData(10, 7.97, Verdict.High)]
    [InlineData(2_000_000, 0.45, Verdict.Low)]
    public void A_rate_is_placed_among_creators_of_its_size(long followers, double rate, Verdict verdict) =>
        Assert.Equal(verdict, ReferenceTables.Delivered.Benchmarks.Compare(rate, followers).Verdict);

    [Fact]
    public void The_peer_value_is_the_middle_of_average()
    {
        Assert.Equal((0.84 + 1.11) / 2, ReferenceTables.Delivered.Benchmarks.Compare(1, 20_000).Peer, 10);
        Assert.Contains("10k–50k", ReferenceTables.Delivered.Benchmarks.Compare(1, 20_000).Source, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(999, true)]
    [InlineData(1_000, false)]
    [InlineData(1_000_000, false)]
    [InlineData(1_000_001, true)]
    public void A_size_without_a_row_of_its_own_is_said_to_have_none(long followers, bool stretched) =>
        Assert.Equal(stretched, ReferenceTables.Delivered.Benchmarks.Compare(1, followers).Source.Contains("nearest", StringComparison.Ordinal));

    [Fact]
    public void The_table_has_no_gaps_and_its_cuts_rise()
    {
        var rows = ReferenceTables.Delivered.Benchmarks.Rows;
        Assert.Equal(6, rows.Count);
        Assert.All(rows.Zip(rows.Skip(1)), pair => Assert.Equal(pair.First.To, pair.Second.From));
        Assert.All(rows, row => Assert.Equal(row.Cuts.Order(), row.Cuts));
        Assert.All(rows, row => Assert.Equal(4, row.Cuts.Count));
    }

    [Theory]
    [InlineData(999L, CreatorTier.Emerging)]
    [InlineData(1_000L, CreatorTier.Nano)]
    [InlineData(5_000L, CreatorTier.Micro)]
    [InlineData(20_000L, CreatorTier.Mid)]
    [InlineData(100_000L, CreatorTier.Macro)]
    [InlineData(1_000_000L, CreatorTier.Macro)]
    [InlineData(1_000_001L, CreatorTier.Mega)]
    [InlineData(null, null)]
    public void A_tier_is_found_by_followers(long? followers, CreatorTier? tier) => Assert.Equal(tier, CreatorTiers.Of(followers));
}

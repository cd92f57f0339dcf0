using CreatorAnalytics.Analysis;

namespace CreatorAnalytics.Tests.Analysis;

public sealed class GrowthFiguresTests
{
    private static readonly DateTimeOffset Now = new(2026, 3, 31, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public void Growth_is_hidden_until_a_count_is_seven_days_old()
    {
        var figure = GrowthFigures.Over(7, [At(0, 1_100), At(6.9, 1_000)]);

        Assert.Null(figure.Value);
        Assert.Equal("too_little_history", figure.Reason);
        Assert.Equal(2, figure.N);
    }

    [Fact]
    public void Growth_is_counted_from_the_last_scrape_before_the_period()
    {
        var figure = GrowthFigures.Over(7, [At(9, 800), At(7, 1_000), At(3, 1_050), At(0, 1_100)]);

        Assert.Equal(10, figure.Value!.Value, 10);
        Assert.Equal(3, figure.N);
        Assert.Equal(Now.AddDays(-7), figure.From);
        Assert.Equal(Now, figure.To);
        Assert.Equal(Confidence.Low, figure.Confidence);
    }

    [Theory]
    [InlineData(14, null)]
    [InlineData(14.1, "history_gap")]
    public void Growth_of_a_much_longer_time_is_not_called_that_of_the_period(double daysAgo, string? reason) =>
        Assert.Equal(reason, GrowthFigures.Over(7, [At(daysAgo, 1_000), At(0, 1_100)]).Reason);

    [Fact]
    public void Shrinking_is_negative_and_growth_from_nothing_has_no_value()
    {
        Assert.Equal(-50, GrowthFigures.Over(30, [At(31, 1_000), At(0, 500)]).Value!.Value, 10);
        Assert.Equal("no_followers", GrowthFigures.Over(30, [At(31, 0), At(0, 500)]).Reason);
        Assert.Equal("too_little_history", GrowthFigures.Over(90, []).Reason);
    }

    [Fact]
    public void Of_many_counts_an_even_choice_is_kept_with_the_first_and_the_last()
    {
        List<FollowerCount> counts = [.. Enumerable.Range(0, 1_000).Select(day => At(day, 1_000 - day))];

        var few = GrowthFigures.Section(counts[..120]);
        var many = GrowthFigures.Section(counts);

        Assert.Equal((120, 120), (few.Snapshots, few.Counts.Count));
        Assert.Equal((1_000, 120), (many.Snapshots, many.Counts.Count));
        Assert.Equal((1, 1_000), (many.Counts[0].Followers, many.Counts[^1].Followers));
        Assert.All(many.Counts.Zip(many.Counts.Skip(1)), pair => Assert.InRange(pair.Second.Followers - pair.First.Followers, 8, 9));
    }

    private static FollowerCount At(double daysAgo, long followers) => new(Now.AddDays(-daysAgo), followers);
}

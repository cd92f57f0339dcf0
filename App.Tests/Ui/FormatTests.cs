using CreatorAnalytics.Ui;

namespace CreatorAnalytics.Tests.Ui;

public sealed class FormatTests
{
    private static readonly DateTimeOffset Now = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData(0, "0")]
    [InlineData(950, "950")]
    [InlineData(1000, "1k")]
    [InlineData(1234, "1.23k")]
    [InlineData(12_431, "12.4k")]
    [InlineData(999_999, "999k")]
    [InlineData(1_250_000, "1.25m")]
    [InlineData(2_000_000_000, "2b")]
    [InlineData(-12_431, "-12.4k")]
    public void Counts_are_compact_and_never_rounded_into_the_next_unit(long value, string text) => Assert.Equal(text, Format.Compact(value));

    [Theory]
    [InlineData(0.0342, "3.42%")]
    [InlineData(0.345, "34.5%")]
    [InlineData(1.2, "120%")]
    [InlineData(0, "0%")]
    public void Small_shares_keep_more_places(double share, string text) => Assert.Equal(text, Format.Percent(share));

    [Theory]
    [InlineData(0, "just now")]
    [InlineData(59, "just now")]
    [InlineData(300, "5 min ago")]
    [InlineData(-7200, "in 2 h")]
    [InlineData(-604_790, "in 7 days")]
    [InlineData(172_790, "1 day ago")]
    [InlineData(86_400, "1 day ago")]
    [InlineData(259_200, "3 days ago")]
    [InlineData(8_640_000, "21 Nov 2025")]
    public void Times_are_relative_until_a_month_has_passed(int secondsAgo, string text) =>
        Assert.Equal(text, Format.Relative(Now.AddSeconds(-secondsAgo), Now));

    [Theory]
    [InlineData(0.84, "0.8 s")]
    [InlineData(9.96, "9 s")]
    [InlineData(42, "42 s")]
    [InlineData(185, "3 min 05 s")]
    [InlineData(7800, "2 h 10 min")]
    public void Durations_name_their_units(double seconds, string text) => Assert.Equal(text, Format.Duration(TimeSpan.FromSeconds(seconds)));
}

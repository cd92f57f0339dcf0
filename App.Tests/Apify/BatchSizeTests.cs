using CreatorAnalytics.Apify;

namespace CreatorAnalytics.Tests.Apify;

/// <summary>How many creators share a batch, and how long they wait for each other.</summary>
public sealed class BatchSizeTests
{
    private const int Limit = 25;
    private static readonly ApifyOptions Options = new();
    private static readonly DateTimeOffset Noon = new(2026, 1, 1, 12, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData(1, 15)]
    [InlineData(100, 15)]
    [InlineData(150, 18)]
    [InlineData(1000, 120)]
    [InlineData(5000, 200)]
    public void The_more_wait_the_more_share_a_batch_up_to_the_most_allowed(int waiting, int most) =>
        Assert.Equal(most, BatchSize.Most(waiting, longBatches: 0, Limit, Options));

    [Fact]
    public void Each_further_batch_is_shorter_and_the_last_slots_keep_to_short_ones()
    {
        var (left, sizes) = (1000, new List<int>());
        while (left > 0)
        {
            sizes.Add(Math.Min(left, BatchSize.Most(left, sizes.Count(size => size > Options.UsernamesPerRun), Limit, Options)));
            left -= sizes[^1];
        }

        Assert.Equal(sizes.OrderDescending(), sizes);
        Assert.Equal(11, sizes.Count(size => size > Options.UsernamesPerRun));
    }

    [Fact]
    public void With_hardly_any_slots_no_batch_is_long() =>
        Assert.Equal(Options.UsernamesPerRun, BatchSize.Most(waiting: 1000, longBatches: 0, limit: 2, Options));

    [Fact]
    public void A_search_on_idle_slots_waits_for_a_moment_and_no_longer_however_many_follow_it() =>
        Assert.Equal(Noon.AddMilliseconds(100), Until(lastCame: Noon.AddMilliseconds(90), waiting: 90, free: Limit));

    [Fact]
    public void A_burst_is_let_in_until_it_pauses() =>
        Assert.Equal(Noon.AddMilliseconds(900), Until(lastCame: Noon.AddMilliseconds(600), waiting: 1000, free: Limit));

    [Fact]
    public void A_burst_without_end_is_dealt_out_before_the_wait_is_felt() =>
        Assert.Equal(Noon.AddMilliseconds(2100), Until(lastCame: Noon.AddMilliseconds(2000), waiting: 1000, free: Limit));

    [Fact]
    public void Who_has_waited_for_a_slot_waits_for_nobody_else() =>
        Assert.True(Until(lastCame: Noon, waiting: 1000, free: 2) <= Noon.AddSeconds(2.1));

    private static DateTimeOffset Until(DateTimeOffset lastCame, int waiting, int free) =>
        BatchSize.GatherUntil(Noon, lastCame, waiting, free, Limit, Options);
}

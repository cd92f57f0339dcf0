using CreatorAnalytics.Jobs;

namespace CreatorAnalytics.Tests.Jobs;

public sealed class RetryScheduleTests
{
    private readonly JobsOptions _options = new();

    [Theory]
    [InlineData(0, 4)]
    [InlineData(1, 8)]
    [InlineData(2, 16)]
    public void The_wait_doubles(int retriesDone, double seconds) =>
        Assert.Equal(TimeSpan.FromSeconds(seconds), RetrySchedule.Next(After(retriesDone), _options, random: 0.5));

    [Theory]
    [InlineData(0, 3.2)]
    [InlineData(1, 4.8)]
    public void Chance_moves_it_by_a_fifth_at_most(double random, double seconds) =>
        Assert.Equal(TimeSpan.FromSeconds(seconds), RetrySchedule.Next(After(0), _options, random));

    [Fact]
    public void After_the_last_retry_there_is_none() => Assert.Null(RetrySchedule.Next(After(3), _options, 0.5));

    private static ItemClaim After(int retries) => new(
        EntryId: 1, Guid.Empty, Guid.Empty, Guid.Empty, ClaimNumber: 1, retries, MaxRetries: 3, LeasesLost: 0, FairRank: 1, RetryAlone: false, WaitedMs: 0);
}

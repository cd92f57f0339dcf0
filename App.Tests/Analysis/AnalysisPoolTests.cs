using CreatorAnalytics.Analysis;
using Microsoft.Extensions.Options;

namespace CreatorAnalytics.Tests.Analysis;

public sealed class AnalysisPoolTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task At_most_four_times_the_pool_s_size_are_in_hand_and_a_failed_one_gives_its_place_back()
    {
        using var pool = new AnalysisPool(Options.Create(new AnalysisOptions { PoolSize = 1 }), TimeProvider.System);
        var gate = new TaskCompletionSource<int>();
        var started = 0;
        Task<int> Run(Func<Task<int>> work) => pool.RunAsync(
            () =>
            {
                Interlocked.Increment(ref started);
                return work();
            },
            Cancel);

        await Assert.ThrowsAsync<InvalidOperationException>(() => Run(() => throw new InvalidOperationException()));
        started = 0;
        var running = Enumerable.Range(0, 7).Select(_ => Run(() => gate.Task)).ToList();

        Assert.Equal(4, started);
        gate.SetResult(1);
        await Task.WhenAll(running).WaitAsync(TimeSpan.FromSeconds(30), Cancel);
        Assert.Equal(7, started);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(65)]
    public void A_size_that_cannot_be_names_its_key(int size) =>
        Assert.StartsWith("Analysis:PoolSize must be 1 to 64", Assert.Single(new AnalysisOptions { PoolSize = size }.Problems()), StringComparison.Ordinal);
}

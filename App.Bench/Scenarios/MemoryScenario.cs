using CreatorAnalytics.Analysis;

namespace CreatorAnalytics.Bench.Scenarios;

/// <summary>
/// Whether memory grows with what was done: resident memory after 2,000 creators against that after 200. Each is the median of samples
/// on the idle system, since garbage waits for its collection.
/// </summary>
internal static class MemoryScenario
{
    private const int CreatorsEach = 10;
    private const int JobsAtOnce = 5;
    private const int Samples = 9;
    private static readonly int[] LookAfter = [200, 500, 1000, 1500, 2000];
    private static readonly TimeSpan SampleEvery = TimeSpan.FromSeconds(1);

    public static async Task RunAsync()
    {
        await using var system = await BenchSystem.StartAsync(timeScale: 0.05);
        using var caller = await system.CallerAsync();
        var figures = new Figures("memory");
        List<double> sizes = [];
        var done = 0;
        foreach (var creators in LookAfter)
        {
            await SearchAsync(caller, done, creators);
            done = creators;
            sizes.Add(await SizeAsync(system.Servers[0]));
            figures.Add($"after {creators:N0} creators", sizes[^1], "MB");
        }

        figures.Add("2,000 / 200", sizes[^1] / sizes[0], "x");
        figures.Print();
    }

    /// <exception cref="InvalidOperationException">A creator failed: what did no work keeps no memory.</exception>
    private static async Task SearchAsync(ApiCaller caller, int from, int to)
    {
        foreach (var jobs in Enumerable.Range(from, to - from).Chunk(CreatorsEach).Chunk(JobsAtOnce))
        {
            var ended = await Task.WhenAll(jobs.Select(async numbers =>
                await caller.EndOfAsync(await caller.BulkSearchAsync(numbers.Select(n => $"memory{n}")))));
            if (ended.Any(job => job.GetProperty("completedCreators").GetInt32() < CreatorsEach))
                throw new InvalidOperationException("A creator failed.");
        }
    }

    private static async Task<double> SizeAsync(ServerProcess server)
    {
        List<double> samples = [];
        for (var sample = 0; sample < Samples; sample++)
        {
            await Task.Delay(SampleEvery, TimeProvider.System);
            samples.Add(server.Megabytes);
        }

        return Statistics.Median(samples);
    }
}

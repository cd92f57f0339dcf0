namespace CreatorAnalytics.Bench.Scenarios;

/// <summary>Whether memory grows with what was done: resident memory after 2,000 creators against that after 200.</summary>
internal static class MemoryScenario
{
    private const int CreatorsEach = 10;
    private const int JobsAtOnce = 5;

    public static async Task RunAsync()
    {
        await using var system = await BenchSystem.StartAsync(timeScale: 0.05);
        using var caller = await system.CallerAsync();
        await SearchAsync(caller, from: 0, to: 200);
        var early = system.Servers[0].Megabytes;
        await SearchAsync(caller, from: 200, to: 2000);
        var late = system.Servers[0].Megabytes;

        var figures = new Figures("memory");
        figures.Add("after 200 creators", early, "MB");
        figures.Add("after 2,000 creators", late, "MB");
        figures.Add("2,000 / 200", late / early, "x");
        figures.Print();
    }

    private static async Task SearchAsync(ApiCaller caller, int from, int to)
    {
        foreach (var jobs in Enumerable.Range(from, to - from).Chunk(CreatorsEach).Chunk(JobsAtOnce))
        {
            await Task.WhenAll(jobs.Select(async numbers =>
                await caller.EndOfAsync(await caller.BulkSearchAsync(numbers.Select(n => $"memory{n}")))));
        }
    }
}

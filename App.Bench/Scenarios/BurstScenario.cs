using System.Diagnostics;

namespace CreatorAnalytics.Bench.Scenarios;

/// <summary>
/// How long a submission waits when a hundred come at the same moment, on a process that has just started and then again and again: fifty
/// users send two bulks of fifteen each.
/// </summary>
internal static class BurstScenario
{
    private const int Submitters = 100;
    private const int Users = 50;
    private const int CreatorsEach = 15;
    private const int Bursts = 6;
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(3);

    public static async Task RunAsync()
    {
        await using var system = await BenchSystem.StartAsync(timeScale: 1);
        var callers = await system.CallersAsync(Submitters, Users);
        for (var burst = 0; burst < Bursts; burst++)
        {
            await MeasureAsync(system.Servers[0], callers, burst);
            await Task.Delay(Pause, TimeProvider.System);
        }

        foreach (var caller in callers)
            caller.Dispose();
    }

    private static async Task MeasureAsync(ServerProcess server, IReadOnlyList<ApiCaller> callers, int burst)
    {
        var cpu = server.Cpu;
        var times = await Task.WhenAll(callers.Select(async (caller, n) =>
        {
            var begin = Stopwatch.GetTimestamp();
            await caller.BulkSearchAsync(Enumerable.Range(0, CreatorsEach).Select(creator => $"burst{burst}_{n}_{creator}"));
            return Stopwatch.GetElapsedTime(begin).TotalMilliseconds;
        }));
        var used = server.Cpu - cpu;

        var sorted = times.Order().ToList();
        var figures = new Figures($"burst {burst + 1} of {Bursts}");
        figures.Add("fastest", sorted[0], "ms");
        figures.Add("p50", Figures.Percentile(sorted, 0.5), "ms");
        figures.Add("p99", Figures.Percentile(sorted, 0.99), "ms");
        figures.Add("processor time a submission", used.TotalMilliseconds / sorted.Count, "ms");
        figures.Print();
    }
}

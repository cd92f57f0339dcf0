using System.Diagnostics;

namespace CreatorAnalytics.Bench.Scenarios;

/// <summary>
/// How long a submission waits for its answer: a hundred submitters of fifty users, each sending the next search as soon as the last was
/// accepted, while all the searches so far run.
/// </summary>
internal static class SubmitScenario
{
    private const int Submitters = 100;
    private const int Users = 50;
    private const int Each = 10;

    // In the first three the first creators come in at once and the runtime compiles anew what is used most.
    private const int Rounds = 6;

    public static async Task RunAsync()
    {
        await using var system = await BenchSystem.StartAsync(timeScale: 0.2);
        var callers = await system.CallersAsync(Submitters, Users);

        // The first requests of a process and of a connection are not what is measured.
        foreach (var caller in callers)
            await caller.EndOfAsync(await caller.SearchAsync("warm_up"));
        for (var round = 0; round < Rounds; round++)
            await MeasureAsync(system, callers, round);
        foreach (var caller in callers)
            caller.Dispose();
    }

    private static async Task MeasureAsync(BenchSystem system, IReadOnlyList<ApiCaller> callers, int round)
    {
        var cpu = system.Servers[0].Cpu;
        var begin = Stopwatch.GetTimestamp();
        var times = await Task.WhenAll(callers.Select((caller, n) => SubmitOneByOneAsync(caller, $"round{round}_{n}")));
        var wall = Stopwatch.GetElapsedTime(begin);
        var used = system.Servers[0].Cpu - cpu;

        var sorted = times.SelectMany(each => each).Order().ToList();
        var figures = new Figures($"submit, round {round + 1} of {Rounds}");
        figures.Add("submissions", sorted.Count);
        figures.Add("submissions a second", sorted.Count / wall.TotalSeconds);
        figures.Add("fastest", sorted[0], "ms");
        figures.Add("p50", Figures.Percentile(sorted, 0.5), "ms");
        figures.Add("p99", Figures.Percentile(sorted, 0.99), "ms");
        figures.Add("slowest", sorted[^1], "ms");
        figures.Add("processor time a submission", used.TotalMilliseconds / sorted.Count, "ms");
        figures.Print();
    }

    private static async Task<List<double>> SubmitOneByOneAsync(ApiCaller caller, string prefix)
    {
        var times = new List<double>();
        for (var n = 0; n < Each; n++)
        {
            var begin = Stopwatch.GetTimestamp();
            await caller.SearchAsync($"{prefix}_{n}");
            times.Add(Stopwatch.GetElapsedTime(begin).TotalMilliseconds);
        }

        return times;
    }
}

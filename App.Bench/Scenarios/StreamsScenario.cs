using System.Diagnostics;

namespace CreatorAnalytics.Bench.Scenarios;

/// <summary>
/// A thousand programs follow their jobs on one process, and nothing happens: what each costs. Then one search starts: how long it takes
/// until all of them know, beside how long it takes until one does that is alone.
/// </summary>
internal static class StreamsScenario
{
    private const int Streams = 1000;
    private const int OpenedAtOnce = 20;
    private const int Updates = 10;
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Idle = TimeSpan.FromSeconds(30);

    public static async Task RunAsync()
    {
        await using var system = await BenchSystem.StartAsync(
            timeScale: 0.01, settings: new Dictionary<string, string> { ["Api:RequestsPerSecond"] = "10000", ["Api:RequestBurst"] = "10000" });
        var server = system.Servers[0];
        var address = await server.AddressAsync();
        using var caller = await system.CallerAsync();
        await caller.EndOfAsync(await caller.SearchAsync("warm_up"));

        var listeners = new List<EventListener> { await EventListener.OpenAsync(address, BenchSystem.FirstKey) };
        var alone = await UpdateAsync(caller, listeners, "alone");
        await Task.Delay(Idle, TimeProvider.System);
        var before = server.Megabytes;

        while (listeners.Count < Streams)
            listeners.AddRange(await Task.WhenAll(Enumerable.Range(0, OpenedAtOnce).Select(_ => EventListener.OpenAsync(address, BenchSystem.FirstKey))));
        var opened = server.Megabytes;
        var cpu = server.Cpu;
        await Task.Delay(Idle, TimeProvider.System);
        var idleCpu = (server.Cpu - cpu) / Idle;
        var after = server.Megabytes;
        var together = await UpdateAsync(caller, listeners, "together");

        var figures = new Figures("streams");
        figures.Add("streams", listeners.Count);
        figures.Add("memory before", before, "MB");
        figures.Add("memory with them, just opened", opened, "MB");
        figures.Add("memory with them, idle", after, "MB");
        figures.Add("memory of a stream", (after - before) * 1024 / (listeners.Count - 1), "KB");
        figures.Add("processor while idle, of one core", idleCpu);
        figures.Add("an update reaches one alone after", alone, "ms");
        figures.Add("an update reaches the last of all after", together, "ms");
        figures.Add("all ÷ one alone", together / alone, "x");
        figures.Print();
        foreach (var listener in listeners)
            listener.Dispose();
    }

    /// <summary>From sending a search until the last of the listeners has its first event, in milliseconds; the median of some.</summary>
    private static async Task<double> UpdateAsync(ApiCaller caller, IReadOnlyList<EventListener> listeners, string name)
    {
        var times = new List<double>();
        for (var n = 0; n < Updates; n++)
        {
            var told = listeners.Select(listener => listener.Next).ToList();
            var begin = Stopwatch.GetTimestamp();
            var job = await caller.SearchAsync($"{name}_{n}");
            times.Add(Stopwatch.GetElapsedTime(begin, (await Task.WhenAll(told)).Max()).TotalMilliseconds);
            await caller.EndOfAsync(job);

            // What of this search is still on its way must not be taken for the next.
            await Task.Delay(Pause, TimeProvider.System);
        }

        times.Sort();
        return Figures.Percentile(times, 0.5);
    }
}

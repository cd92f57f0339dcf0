using System.Diagnostics;
using Hangfire;
using Hangfire.InMemory;
using Hangfire.Redis.StackExchange;

namespace CreatorAnalytics.Bench.Scenarios;

/// <summary>
/// The queue beside Hangfire's: how many entries a second go through it, and how long one waits to be begun when nothing else does. Ours
/// are creators that were scraped just before, so that nothing but the engine works: claim, report from the store, ledger, wallet,
/// counters, events. Hangfire's do nothing at all. Only what survives kill -9 of the application can be compared; memory does not.
/// </summary>
internal static class EngineScenario
{
    private const int Jobs = 100;
    private const int CreatorsEach = 15;
    private const int Single = 40;
    private const int HangfireWorkers = 20;

    public static async Task RunAsync()
    {
        var figures = new Figures("engine");
        var rows = new List<(string Engine, bool Survives, double PerSecond, double PickUp)> { await OursAsync(figures) };
        await using (var redis = await RedisProcess.StartAsync())
            rows.Add(await HangfireAsync("Hangfire, Redis", survives: true, new RedisStorage(redis.ConnectionString)));
        rows.Add(await HangfireAsync("Hangfire, memory", survives: false, new InMemoryStorage()));

        Console.WriteLine("engine             survives kill -9   entries a second   median wait of a single one");
        foreach (var row in rows)
            Console.WriteLine($"{row.Engine,-17}  {(row.Survives ? "yes" : "no"),-17}  {row.PerSecond,16:#,0}   {row.PickUp,24:0.0} ms");
        foreach (var (engine, _, perSecond, pickUp) in rows)
        {
            figures.Add($"{engine}: entries a second", perSecond);
            figures.Add($"{engine}: median wait", pickUp, "ms");
        }

        figures.Add("ours / Hangfire on Redis, entries a second", rows[0].PerSecond / rows[1].PerSecond, "x");
        figures.Print();
    }

    private static async Task<(string, bool, double, double)> OursAsync(Figures figures)
    {
        Dictionary<string, string> settings = new() { ["Jobs:MaxConcurrentPerUser"] = "1000" };
        await using var system = await BenchSystem.StartAsync(timeScale: 0.05, settings: settings);
        using var caller = await system.CallerAsync();
        await caller.DocumentAsync();
        var names = Enumerable.Range(0, CreatorsEach).Select(n => $"engine_{n}").ToList();
        await caller.EndOfAsync(await caller.BulkSearchAsync(names));

        var waits = new List<double>();
        for (var n = 0; n < Single; n++)
        {
            var job = await caller.EndOfAsync(await caller.SearchAsync(names[n % names.Count]));
            var started = job.GetProperty("items")[0].GetProperty("startedAt").GetDateTimeOffset();
            waits.Add((started - job.GetProperty("createdAt").GetDateTimeOffset()).TotalMilliseconds);
        }

        var server = system.Servers[0];
        var cpu = server.Cpu;
        var begin = Stopwatch.GetTimestamp();
        var bulks = new List<Guid>();
        for (var n = 0; n < Jobs; n++)
            bulks.Add(await caller.BulkSearchAsync(names));
        foreach (var bulk in bulks)
            await caller.EndOfAsync(bulk);
        var perSecond = Jobs * CreatorsEach / Stopwatch.GetElapsedTime(begin).TotalSeconds;
        figures.Add("Creator Analytics: processor time an entry", (server.Cpu - cpu).TotalMilliseconds / (Jobs * CreatorsEach), "ms");
        return ("Creator Analytics", true, perSecond, Median(waits));
    }

    private static async Task<(string, bool, double, double)> HangfireAsync(string name, bool survives, JobStorage storage)
    {
        var client = new BackgroundJobClient(storage);
        using var server = new BackgroundJobServer(new BackgroundJobServerOptions { WorkerCount = HangfireWorkers }, storage);

        var waits = new List<double>();
        for (var n = 0; n < Single; n++)
        {
            Marks.Expect(1);
            var enqueued = Stopwatch.GetTimestamp();
            client.Enqueue(() => Marks.Reached());
            waits.Add(Stopwatch.GetElapsedTime(enqueued, await Marks.LastAsync()).TotalMilliseconds);
        }

        Marks.Expect(Jobs * CreatorsEach);
        var begin = Stopwatch.GetTimestamp();
        for (var n = 0; n < Jobs * CreatorsEach; n++)
            client.Enqueue(() => Marks.Reached());
        var elapsed = Stopwatch.GetElapsedTime(begin, await Marks.LastAsync());
        return (name, survives, Jobs * CreatorsEach / elapsed.TotalSeconds, Median(waits));
    }

    private static double Median(IEnumerable<double> values) => Figures.Percentile([.. values.Order()], 0.5);

    /// <summary>Counts the jobs that Hangfire begins; it calls public static methods.</summary>
    public static class Marks
    {
        private static int _left;
        private static TaskCompletionSource<long> _last = new();

        internal static void Expect(int count)
        {
            _last = new TaskCompletionSource<long>(TaskCreationOptions.RunContinuationsAsynchronously);
            Volatile.Write(ref _left, count);
        }

        internal static Task<long> LastAsync() => _last.Task;

        public static void Reached()
        {
            if (Interlocked.Decrement(ref _left) == 0)
                _last.SetResult(Stopwatch.GetTimestamp());
        }
    }
}

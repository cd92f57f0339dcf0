using CreatorAnalytics.Jobs;
using Microsoft.EntityFrameworkCore;

namespace CreatorAnalytics.Bench.Scenarios;

/// <summary>
/// A hundred bulks of fifteen on three processes that share one SQLite file and one Redis, one of the processes killed with -9 every few
/// seconds and started again, and once Redis. In the end every creator has ended and the books are in order.
/// </summary>
internal static class ChaosScenario
{
    private const int Jobs = 100;
    private const int CreatorsEach = 15;
    private const int Processes = 3;
    private const int RedisGoesAfter = 2;
    private static readonly TimeSpan KillEvery = TimeSpan.FromSeconds(4);

    public static async Task RunAsync()
    {
        await using var redis = await RedisProcess.StartAsync();
        Dictionary<string, string> settings = new()
        {
            ["Jobs:LeaseSeconds"] = "3",
            ["Jobs:MaxConcurrentPerUser"] = "100",
            ["Redis:ConnectionString"] = redis.ConnectionString,
        };
        await using var system = await BenchSystem.StartAsync(timeScale: 0.2, Processes, settings);
        var submitted = 0;
        for (var job = 0; job < Jobs; job++)
        {
            using var caller = await system.CallerAsync(job % Processes);
            await caller.BulkSearchAsync(Enumerable.Range(0, CreatorsEach).Select(n => NameOf(job, n)));
            submitted += CreatorsEach;
        }

        var (kills, dice) = (0, new Random(1));
        while (await LeftAsync(system) is > 0 and var left)
        {
            Console.WriteLine($"  {left} creators left after {kills} kills");
            await Task.Delay(KillEvery, TimeProvider.System);
            var victim = system.Servers[dice.Next(Processes)];
            if (kills == RedisGoesAfter)
                await redis.GoAsync();
            await system.ReplaceAsync(victim);
            if (kills == RedisGoesAfter)
                await redis.ComeBackAsync();
            kills++;
        }

        var broken = await system.LookAsync(database => new BooksAudit(database).FindAsync(CancellationToken.None));
        var (items, completed, failed) = await system.LookAsync(database => database.ReadAsync(
            async db => (
                await db.Set<JobItem>().CountAsync(),
                await db.Set<JobItem>().CountAsync(i => i.Status == JobStatus.Completed),
                await db.Set<JobItem>().CountAsync(i => i.Status == JobStatus.Failed)),
            CancellationToken.None));
        foreach (var rule in broken)
            Console.WriteLine($"  Broken: {rule.Rule} ({string.Join(", ", rule.Offenders)})");
        var figures = new Figures("chaos");
        figures.Add("creators submitted", submitted);
        figures.Add("creators ended", items);
        figures.Add("completed", completed);
        figures.Add("failed", failed);
        figures.Add("processes killed", kills);
        figures.Add("rules of the books broken", broken.Count);
        figures.Print();
    }

    // Some of them come with faults: a run that fails once, an account that does not exist.
    private static string NameOf(int job, int n) => (job + n) switch
    {
        var sum when sum % 40 == 7 => $"flaky_{job}_{n}",
        var sum when sum % 40 == 23 => $"missing_{job}_{n}",
        _ => $"chaos{job}_{n}",
    };

    private static Task<int> LeftAsync(BenchSystem system) =>
        system.LookAsync(database => database.ReadAsync(
            db => db.Set<JobItem>().CountAsync(i => i.CompletedAt == null), CancellationToken.None));
}

using CreatorAnalytics.Jobs;
using Microsoft.EntityFrameworkCore;

namespace CreatorAnalytics.Bench.Scenarios;

/// <summary>SIGTERM with fifty creators in hand: how fast the process goes, what was charged, how soon the next start has them in hand again.</summary>
internal static class StopScenario
{
    private const int Jobs = 5;
    private const int CreatorsEach = 10;

    public static async Task RunAsync()
    {
        await using var system = await BenchSystem.StartAsync(timeScale: 2);
        using (var caller = await system.CallerAsync())
        {
            for (var job = 0; job < Jobs; job++)
                await caller.BulkSearchAsync(Enumerable.Range(0, CreatorsEach).Select(n => $"stop{job}_{n}"));
        }

        while (await InHandAsync(system) < Jobs * CreatorsEach)
            await Task.Delay(TimeSpan.FromMilliseconds(100), TimeProvider.System);
        var gone = await system.Servers[0].StopAsync();
        var (left, charged) = (await InHandAsync(system), await ChargedAsync(system));

        var (_, _) = await system.StartServerAsync();
        var ready = TimeProvider.System.GetTimestamp();
        while (await InHandAsync(system) < Jobs * CreatorsEach)
            await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System);

        var figures = new Figures("stop");
        figures.Add("creators in hand", Jobs * CreatorsEach);
        figures.Add("gone after SIGTERM", gone.TotalMilliseconds, "ms");
        figures.Add("left in hand", left);
        figures.Add("charged", charged);
        figures.Add("all in hand again after the next start is ready", TimeProvider.System.GetElapsedTime(ready).TotalMilliseconds, "ms");
        figures.Print();
    }

    private static Task<int> InHandAsync(BenchSystem system) =>
        system.LookAsync(database => database.ReadAsync(
            db => db.Set<QueueEntry>().CountAsync(e => e.WorkerId != null && e.ProcessedAt == null), CancellationToken.None));

    private static Task<long> ChargedAsync(BenchSystem system) =>
        system.LookAsync(database => database.ReadAsync(db => db.Set<Job>().SumAsync(j => j.CreditsCharged), CancellationToken.None));
}

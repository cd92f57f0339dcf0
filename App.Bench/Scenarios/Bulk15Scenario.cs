using System.Text.Json;

namespace CreatorAnalytics.Bench.Scenarios;

/// <summary>
/// A bulk of fifteen against its slowest creator, the same name searched alone on an idle system of the same seed: 1 would be perfect.
/// </summary>
internal static class Bulk15Scenario
{
    public static async Task RunAsync()
    {
        var names = Enumerable.Range(0, 15).Select(n => $"bulk_creator{n}").ToList();
        var bulk = await OnIdleSystemAsync(caller => caller.BulkSearchAsync(names));
        var slowest = bulk.GetProperty("items").EnumerateArray().MaxBy(item => item.GetProperty("processingDurationMs").GetDouble());
        var name = slowest.GetProperty("username").GetString()!;
        var alone = await OnIdleSystemAsync(caller => caller.SearchAsync(name));

        var figures = new Figures("bulk15");
        figures.Add("bulk of 15", Milliseconds(bulk), "ms");
        figures.Add("slowest creator alone", Milliseconds(alone), "ms");
        figures.Add("bulk / slowest alone", Milliseconds(bulk) / Milliseconds(alone), "x");
        figures.Print();
    }

    private static async Task<JsonElement> OnIdleSystemAsync(Func<ApiCaller, Task<Guid>> submit)
    {
        await using var system = await BenchSystem.StartAsync(timeScale: 1);
        using var caller = await system.CallerAsync();

        // The first creator of a process pays for compiling; it is not what is compared.
        await caller.EndOfAsync(await caller.SearchAsync("warm_up"));
        return await caller.EndOfAsync(await submit(caller));
    }

    private static double Milliseconds(JsonElement job) =>
        (job.GetProperty("completedAt").GetDateTimeOffset() - job.GetProperty("createdAt").GetDateTimeOffset()).TotalMilliseconds;
}

using CreatorAnalytics.Bench.Scenarios;

// dotnet run -c Release --project App.Bench -- NAME. Each starts the application and a sandbox as processes of its own.
Dictionary<string, Func<Task>> scenarios = new(StringComparer.Ordinal)
{
    ["bulk15"] = Bulk15Scenario.RunAsync,
    ["load"] = LoadScenario.RunAsync,
    ["submit"] = SubmitScenario.RunAsync,
    ["burst"] = BurstScenario.RunAsync,
    ["memory"] = MemoryScenario.RunAsync,
    ["streams"] = StreamsScenario.RunAsync,
    ["stop"] = StopScenario.RunAsync,
    ["text"] = TextScenario.RunAsync,
    ["engine"] = EngineScenario.RunAsync,
    ["chaos"] = ChaosScenario.RunAsync,
};

if (args is [var name] && scenarios.TryGetValue(name, out var run))
{
    await run();
    return 0;
}

await Console.Error.WriteLineAsync($"Usage: dotnet run -c Release --project App.Bench -- {string.Join(" | ", scenarios.Keys)}");
return 2;

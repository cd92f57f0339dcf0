using System.Diagnostics;
using CreatorAnalytics.Apify.Sandbox;

namespace CreatorAnalytics.Bench.Scenarios;

/// <summary>
/// 150 bulks of fifteen by fifty users, a hundred on their way at once, against the bound that the platform sets: its total work spread over
/// all runs, fifteen names at a time in each, after one start-up. Once all are sent, each is followed by an event stream of its own.
/// </summary>
internal static class LoadScenario
{
    private const int Users = 50;
    private const int JobsEach = 3;
    private const int Submitters = 100;
    private const int CreatorsEach = 15;
    private const int Runs = 25;
    private const int NamesAtOnce = 15;
    private const double TimeScale = 1;
    private const double LongestStartUp = 4;

    public static async Task RunAsync()
    {
        await using var system = await BenchSystem.StartAsync(TimeScale);
        var callers = await system.CallersAsync(Users, Users);
        await callers[0].EndOfAsync(await callers[0].SearchAsync("warm_up"));

        var server = system.Servers[0];
        var (cpu, before) = (server.Cpu, server.Megabytes);
        var begin = Stopwatch.GetTimestamp();
        var submissions = new List<double>();
        using var submitters = new SemaphoreSlim(Submitters);
        var jobs = await Task.WhenAll(callers.SelectMany((caller, user) => Enumerable.Range(0, JobsEach).Select(async job =>
        {
            await submitters.WaitAsync();
            var submitted = Stopwatch.GetTimestamp();
            var id = await caller.BulkSearchAsync(NamesOf(user, job));
            submitters.Release();
            lock (submissions)
                submissions.Add(Stopwatch.GetElapsedTime(submitted).TotalMilliseconds);
            return (caller, user, id);
        })));
        var ends = await Task.WhenAll(jobs.Select(async job =>
        {
            var end = await job.caller.FollowedToEndAsync(job.id);
            return (job.user, Completed: end.GetProperty("completedCreators").GetInt32(), Took: Stopwatch.GetElapsedTime(begin));
        }));
        var wall = Stopwatch.GetElapsedTime(begin);

        var creators = ends.Sum(end => end.Completed);
        var perUser = ends.GroupBy(end => end.user).Select(user => user.Max(end => end.Took.TotalSeconds)).Order().ToList();
        submissions.Sort();
        var figures = new Figures("load");
        figures.Add("creators completed", creators);
        figures.Add("creators lost", (Users * JobsEach * CreatorsEach) - creators);
        figures.Add("wall", wall.TotalSeconds, "s");
        figures.Add("bound", Bound(), "s");
        figures.Add("wall / bound", wall.TotalSeconds / Bound(), "x");
        figures.Add("submission p50", Figures.Percentile(submissions, 0.5), "ms");
        figures.Add("submission p99", Figures.Percentile(submissions, 0.99), "ms");
        figures.Add("last user / median user", perUser[^1] / perUser[perUser.Count / 2], "x");
        figures.Add("processor time a creator", (server.Cpu - cpu).TotalMilliseconds / creators, "ms");
        figures.Add("memory before", before, "MB");
        figures.Add("memory after", server.Megabytes, "MB");
        figures.Print();
        foreach (var caller in callers)
            caller.Dispose();
    }

    private static IEnumerable<string> NamesOf(int user, int job) => Enumerable.Range(0, CreatorsEach).Select(n => $"load{user}_{job}_{n}");

    private static double Bound()
    {
        var names = Enumerable.Range(0, Users).SelectMany(user => Enumerable.Range(0, JobsEach).SelectMany(job => NamesOf(user, job)));
        var work = names.Sum(name =>
            RunExecutor.TimeFor(seed: 1, ScrapeKind.Profile, name).TotalSeconds + RunExecutor.TimeFor(seed: 1, ScrapeKind.Posts, name).TotalSeconds);
        return TimeScale * ((work / (Runs * NamesAtOnce)) + LongestStartUp);
    }
}

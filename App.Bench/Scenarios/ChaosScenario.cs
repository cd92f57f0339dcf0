using System.Net;
using CreatorAnalytics.Jobs;
using Microsoft.EntityFrameworkCore;

namespace CreatorAnalytics.Bench.Scenarios;

/// <summary>
/// Twenty users send a hundred bulks of fifteen to three processes that share one SQLite file and one Redis. Meanwhile one of the processes
/// is killed with -9 and started again every few seconds, whatever it is doing, starting included; Redis goes once for a while. In the end
/// every creator has ended, none is there twice, and the books are in order.
/// </summary>
internal static class ChaosScenario
{
    private const int Users = 20;
    private const int Jobs = 100;
    private const int CreatorsEach = 15;
    private const int Processes = 3;
    private const int Kills = 12;
    private const int RedisGoesAfter = 4;
    private const int RedisComesBackAfter = 6;
    private static readonly TimeSpan LeastBetweenKills = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan MostBetweenKills = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan SubmittedWithin = TimeSpan.FromSeconds(40);
    private static readonly TimeSpan SentAgainAfter = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan LookEvery = TimeSpan.FromSeconds(1);

    public static async Task RunAsync()
    {
        await using var redis = await RedisProcess.StartAsync();
        Dictionary<string, string> settings = new()
        {
            // Long enough for a busy machine to renew it in time, so that a lease that ends is a process that was killed.
            ["Jobs:LeaseSeconds"] = "20",
            ["Redis:ConnectionString"] = redis.ConnectionString,
        };
        await using var system = await BenchSystem.StartAsync(timeScale: 0.2, Processes, settings);
        var keys = await system.AddTeamsAsync(Users);
        var dice = new Random(1);
        var submissions = Task.WhenAll(Enumerable.Range(0, Jobs).Select(job =>
            SubmitAsync(system, keys[job % Users], job, after: SubmittedWithin * dice.NextDouble())));

        for (var kill = 0; kill < Kills; kill++)
        {
            await Task.Delay(LeastBetweenKills + ((MostBetweenKills - LeastBetweenKills) * dice.NextDouble()), TimeProvider.System);
            if (kill == RedisGoesAfter)
                await redis.GoAsync();
            await system.ReplaceAsync(dice.Next(Processes));
            if (kill == RedisComesBackAfter)
                await redis.ComeBackAsync();
            Console.WriteLine($"  {await LeftAsync(system)} creators left after {kill + 1} kills");
        }

        while (!submissions.IsCompleted || await LeftAsync(system) > 0)
            await Task.Delay(LookEvery, TimeProvider.System);
        var sent = await submissions;
        var broken = await system.LookAsync(database => new BooksAudit(database).FindAsync(CancellationToken.None));
        foreach (var rule in broken)
            Console.WriteLine($"  Broken: {rule.Rule} ({string.Join(", ", rule.Offenders)})");
        var figures = new Figures("chaos");
        figures.Add("creators submitted", sent.Length * CreatorsEach);
        figures.Add("submissions sent again", sent.Sum() - sent.Length);
        figures.Add("creators in the books", await CountAsync(system, items => items));
        figures.Add("ended", await CountAsync(system, items => items.Where(i => i.CompletedAt != null)));
        figures.Add("completed", await CountAsync(system, items => items.Where(i => i.Status == JobStatus.Completed)));
        foreach (var (code, items) in await FailuresAsync(system))
            figures.Add($"failed with {code}", items);
        figures.Add("processes killed", Kills);
        figures.Add("rules of the books broken", broken.Count);
        figures.Print();
    }

    /// <summary>
    /// Submits as a client does that must not search twice: under one key, again at the next process when there was no answer or one
    /// that may change. Returns how often it was sent.
    /// </summary>
    private static async Task<int> SubmitAsync(BenchSystem system, string key, int job, TimeSpan after)
    {
        await Task.Delay(after, TimeProvider.System);
        for (var sent = 1; ; sent++)
        {
            try
            {
                using var caller = await system.CallerAsync((job + sent) % Processes, key);
                await caller.BulkSearchAsync(Enumerable.Range(0, CreatorsEach).Select(n => NameOf(job, n)), idempotencyKey: $"chaos-{job}");
                return sent;
            }
            catch (Exception exception) when (MayBeSentAgain(exception))
            {
                await Task.Delay(SentAgainAfter, TimeProvider.System);
            }
        }
    }

    private static bool MayBeSentAgain(Exception exception) => exception switch
    {
        HttpRequestException { StatusCode: null or HttpStatusCode.Conflict or HttpStatusCode.TooManyRequests or >= HttpStatusCode.InternalServerError } => true,

        // The process was killed before it listened.
        InvalidOperationException => true,
        _ => false,
    };

    // Some of them come with faults: a run that fails once, an account that does not exist.
    private static string NameOf(int job, int n) => (job + n) switch
    {
        var sum when sum % 40 == 7 => $"flaky_{job}_{n}",
        var sum when sum % 40 == 23 => $"missing_{job}_{n}",
        _ => $"chaos{job}_{n}",
    };

    private static Task<Dictionary<string, int>> FailuresAsync(BenchSystem system) => system.LookAsync(database => database.ReadAsync(
        db => db.Set<JobItem>().Where(i => i.ErrorCode != null).GroupBy(i => i.ErrorCode!).ToDictionaryAsync(g => g.Key, g => g.Count()),
        CancellationToken.None));

    private static Task<int> LeftAsync(BenchSystem system) => CountAsync(system, items => items.Where(i => i.CompletedAt == null));

    private static Task<int> CountAsync(BenchSystem system, Func<IQueryable<JobItem>, IQueryable<JobItem>> which) =>
        system.LookAsync(database => database.ReadAsync(db => which(db.Set<JobItem>()).CountAsync(), CancellationToken.None));
}

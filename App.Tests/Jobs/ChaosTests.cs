using System.Collections.Concurrent;
using System.Globalization;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using CreatorAnalytics.Tests.Support;

namespace CreatorAnalytics.Tests.Jobs;

/// <summary>
/// Real processes on one database and one Redis, killed while they work. The long form is <c>App.Bench chaos</c>. Needs a redis-server.
/// </summary>
public sealed class ChaosTests : IAsyncDisposable
{
    private const int Processes = 3;
    private const int Bulks = 8;
    private const int CreatorsEach = 15;
    private static readonly TimeSpan KillEvery = TimeSpan.FromSeconds(4);
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(4);
    private static readonly string Key = new('k', 40);

    private readonly string _folder = Directory.CreateTempSubdirectory("creator-analytics-chaos-").FullName;
    private readonly RedisServer _redis = new();
    private readonly List<AppProcess> _servers = [];
    private readonly ConcurrentQueue<long> _heard = new();
    private readonly AppProcess _sandbox = AppProcess.Start(
        [], "sandbox", "--port", "0", "--time-scale", "0.1", "--seed", "7", "--token", "chaos");

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask DisposeAsync()
    {
        foreach (var server in _servers)
            await server.DisposeAsync();
        await _sandbox.DisposeAsync();
        await _redis.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public async Task Killed_processes_and_a_lost_Redis_cost_no_creator_no_credit_and_no_event()
    {
        var settings = await SettingsAsync();
        for (var n = 0; n < Processes; n++)
            await StartServerAsync(settings);
        using var listening = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
        var listener = ListenAsync(listening.Token);
        for (var bulk = 0; bulk < Bulks; bulk++)
            await SubmitAsync(bulk);

        var (kills, dice, begun) = (0, new Random(1), TimeProvider.System.GetTimestamp());
        using var timer = new PeriodicTimer(KillEvery);
        while (await timer.WaitForNextTickAsync(Cancel) && await ActiveJobsAsync() > 0)
        {
            Assert.True(TimeProvider.System.GetElapsedTime(begun) < Patience, "The creators do not come to an end.");
            var victim = dice.Next(Processes);
            await _servers[victim].DisposeAsync();
            _servers.RemoveAt(victim);
            if (kills == 1)
                await _redis.StopAsync();
            await StartServerAsync(settings);
            if (kills == 2)
                _redis.Start();
            kills++;
        }

        Assert.True(kills > 0, "Everything had ended before a process could be killed.");
        var jobs = await JobsAsync("");
        Assert.Equal(Bulks, jobs.Count);
        Assert.All(jobs, job => Assert.Equal(
            CreatorsEach, job.GetProperty("completedCreators").GetInt32() + job.GetProperty("failedCreators").GetInt32()));
        var (exit, printed, complained) = await Binary.RunAsync(["verify", .. settings.Select(setting => $"--{setting.Key}={setting.Value}")]);
        Assert.True(exit == 0, $"The books are not in order:\n{printed}{complained}");
        await AllEventsHeardAsync(jobs.Sum(job => job.GetProperty("seq").GetInt64()));
        await listening.CancelAsync();
        await listener;
    }

    private async Task<Dictionary<string, string?>> SettingsAsync() => new()
    {
        ["Database:Provider"] = "Sqlite",
        ["ConnectionStrings:CreatorAnalytics"] = $"Data Source={Path.Combine(_folder, "chaos.db")}",
        ["Media:Path"] = Path.Combine(_folder, "media"),
        ["Redis:ConnectionString"] = _redis.ConnectionString,
        ["Apify:BaseUrl"] = (await _sandbox.AddressAsync()).ToString().TrimEnd('/'),
        ["Apify:Token"] = "chaos",
        ["Sandbox:Enabled"] = "false",
        ["Jobs:LeaseSeconds"] = "3",
        ["Jobs:MaxConcurrentPerUser"] = "100",
        ["Bootstrap:AdminEmail"] = "chaos@example.com",
        ["Bootstrap:AdminPassword"] = "correct horse battery",
        ["Bootstrap:ApiKey"] = Key,
        ["Bootstrap:Credits"] = "100000",
    };

    private async Task StartServerAsync(Dictionary<string, string?> settings)
    {
        var server = AppProcess.Start(settings);
        _servers.Add(server);
        using var http = new HttpClient { BaseAddress = await server.AddressAsync() };
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(50));
        while (!(await http.GetAsync("/health/ready", Cancel)).IsSuccessStatusCode)
            await timer.WaitForNextTickAsync(Cancel);
    }

    private async Task<HttpClient> ClientAsync(int server)
    {
        var http = new HttpClient { BaseAddress = await _servers[server % _servers.Count].AddressAsync() };
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", Key);
        return http;
    }

    // Some come with faults: a run that fails once, an account that does not exist.
    private async Task SubmitAsync(int bulk)
    {
        using var http = await ClientAsync(bulk);
        string[] names = [$"flaky_{bulk}", $"missing_{bulk}", .. Enumerable.Range(2, CreatorsEach - 2).Select(n => $"chaos{bulk}_{n}")];
        var answer = await http.PostAsJsonAsync("/api/v1/instagram/bulk-search", new { usernames = names }, Cancel);
        Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync(Cancel));
    }

    private async Task<int> ActiveJobsAsync() => (await JobsAsync("status=active&")).Count;

    private async Task<List<JsonElement>> JobsAsync(string filter)
    {
        using var http = await ClientAsync(0);
        var page = await http.GetFromJsonAsync<JsonElement>($"/api/v1/jobs?{filter}limit=100", Cancel);
        return [.. page.GetProperty("items").EnumerateArray()];
    }

    /// <summary>Follows all jobs by server-sent events, from one process to the next as they die, and notes the numbers.</summary>
    private async Task ListenAsync(CancellationToken cancellationToken)
    {
        using var pause = new PeriodicTimer(TimeSpan.FromMilliseconds(100));
        for (var server = 0; !cancellationToken.IsCancellationRequested; server++)
        {
            try
            {
                using var http = await ClientAsync(server);
                if (_heard.LastOrDefault() is > 0 and var last)
                    http.DefaultRequestHeaders.Add("Last-Event-ID", last.ToString(CultureInfo.InvariantCulture));
                using var stream = new StreamReader(await http.GetStreamAsync("/api/v1/jobs/events", cancellationToken));
                while (await stream.ReadLineAsync(cancellationToken) is { } line)
                {
                    if (line.StartsWith("id:", StringComparison.Ordinal))
                        _heard.Enqueue(long.Parse(line[3..], CultureInfo.InvariantCulture));
                }
            }
            catch (Exception exception) when (exception is HttpRequestException or IOException or InvalidOperationException or OperationCanceledException)
            {
                // The process died, or the test is over.
                if (!cancellationToken.IsCancellationRequested)
                    await pause.WaitForNextTickAsync(CancellationToken.None);
            }
        }
    }

    /// <summary>Waits until the last event has come, and holds that each came once and in order; the first id is the snapshot's.</summary>
    private async Task AllEventsHeardAsync(long last)
    {
        var begun = TimeProvider.System.GetTimestamp();
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(100));
        while (_heard.LastOrDefault() < last && await timer.WaitForNextTickAsync(Cancel))
            Assert.True(TimeProvider.System.GetElapsedTime(begun) < TimeSpan.FromSeconds(20), $"Event {last} did not come; the last was {_heard.LastOrDefault()}.");
        var heard = _heard.ToList();
        Assert.Equal(Enumerable.Range(0, heard.Count).Select(n => heard[0] + n), heard);
        Assert.Equal(last, heard[^1]);
    }
}

using System.Globalization;
using CreatorAnalytics.Accounts;
using CreatorAnalytics.Storage;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace CreatorAnalytics.Bench;

/// <summary>
/// A whole installation on this machine: a sandbox of its own, a SQLite file, and application processes on it, driven from outside.
/// </summary>
internal sealed class BenchSystem : IAsyncDisposable
{
    private const string SandboxToken = "bench";
    private const long CreditsOfATeam = 1_000_000;

    private readonly string _folder = Directory.CreateTempSubdirectory("creator-analytics-bench-").FullName;
    private readonly List<ServerProcess> _servers = [];
    private readonly Dictionary<string, string> _settings;
    private readonly ServerProcess _sandbox;
    private readonly Lazy<IHost> _tools;

    private BenchSystem(ServerProcess sandbox, Uri sandboxAddress, IEnumerable<KeyValuePair<string, string>> settings)
    {
        _sandbox = sandbox;
        SandboxAddress = sandboxAddress;
        _settings = new Dictionary<string, string>
        {
            ["Database:Provider"] = nameof(DatabaseProvider.Sqlite),
            ["ConnectionStrings:CreatorAnalytics"] = $"Data Source={Path.Combine(_folder, "bench.db")}",
            ["Media:Path"] = Path.Combine(_folder, "media"),
            ["Apify:BaseUrl"] = sandboxAddress.ToString().TrimEnd('/'),
            ["Apify:Token"] = SandboxToken,
            ["Sandbox:Enabled"] = "false",
            ["Bootstrap:AdminEmail"] = "bench@example.com",
            ["Bootstrap:AdminPassword"] = "correct horse battery",
            ["Bootstrap:ApiKey"] = FirstKey,
            ["Bootstrap:Credits"] = CreditsOfATeam.ToString(CultureInfo.InvariantCulture),
            ["Serilog:MinimumLevel:Default"] = "Warning",
        };
        foreach (var (name, value) in settings)
            _settings[name] = value;
        _tools = new(() => CommandLine.HostOfTeams([.. _settings.Select(setting => $"--{setting.Key}={setting.Value}")]));
    }

    /// <summary>The key of the team that is there from the start.</summary>
    public static string FirstKey { get; } = new('k', 40);

    public Uri SandboxAddress { get; }

    public IReadOnlyList<ServerProcess> Servers => _servers;

    /// <summary>Starts a sandbox and so many application processes, one after the other.</summary>
    public static async Task<BenchSystem> StartAsync(
        double timeScale, int processes = 1, IEnumerable<KeyValuePair<string, string>>? settings = null)
    {
        var sandbox = ServerProcess.Start(
            [], "sandbox", "--port", "0", "--time-scale", timeScale.ToString(CultureInfo.InvariantCulture), "--seed", "1", "--token", SandboxToken);
        var system = new BenchSystem(sandbox, await sandbox.AddressAsync(), settings ?? []);
        for (var n = 0; n < processes; n++)
            await system.StartServerAsync();
        return system;
    }

    /// <summary>Starts one more process; returns when it is ready.</summary>
    public async Task<(ServerProcess Server, Uri Address)> StartServerAsync()
    {
        var server = ServerProcess.Start(_settings);
        _servers.Add(server);
        var address = await server.AddressAsync();
        using var http = new HttpClient { BaseAddress = address };
        while (!(await http.GetAsync("/health/ready")).IsSuccessStatusCode)
            await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System);
        return (server, address);
    }

    /// <summary>Kills a process with -9 and starts another in its place, without waiting until that is ready.</summary>
    public async Task ReplaceAsync(int server)
    {
        var victim = _servers[server];
        await victim.KillAsync();
        _servers[server] = ServerProcess.Start(_settings);
        await victim.DisposeAsync();
    }

    /// <summary>A caller of the API in a process, by default with the first team's key.</summary>
    public async Task<ApiCaller> CallerAsync(int server = 0, string? key = null) =>
        new(await _servers[server].AddressAsync(), key ?? FirstKey);

    /// <summary>Makes further teams, each with a member of its own, and returns their keys.</summary>
    public async Task<IReadOnlyList<string>> AddTeamsAsync(int count)
    {
        var keys = new List<string>();
        for (var n = 0; n < count; n++)
        {
            await using var scope = _tools.Value.Services.CreateAsyncScope();
            var key = $"bench-key-{n:00000}-{new string('k', 32)}";
            var team = new NewTeam($"Team {n}", $"member{n}@example.com", "correct horse battery", CreditsOfATeam, key);
            var made = await scope.ServiceProvider.GetRequiredService<TeamRegistration>().CreateAsync(team, CancellationToken.None);
            if (made is TeamCreation.Refused refused)
                throw new InvalidOperationException(string.Join(' ', refused.Problems));
            keys.Add(key);
        }

        return keys;
    }

    /// <summary>So many callers, each with connections of its own, of so many further teams.</summary>
    public async Task<IReadOnlyList<ApiCaller>> CallersAsync(int count, int teams)
    {
        var keys = await AddTeamsAsync(teams);
        var callers = new List<ApiCaller>();
        for (var n = 0; n < count; n++)
            callers.Add(await CallerAsync(key: keys[n % teams]));
        return callers;
    }

    /// <summary>A look into the database from outside.</summary>
    public Task<T> LookAsync<T>(Func<Database, Task<T>> look) => look(_tools.Value.Services.GetRequiredService<Database>());

    public async ValueTask DisposeAsync()
    {
        foreach (var server in _servers)
            await server.DisposeAsync();
        await _sandbox.DisposeAsync();
        if (_tools.IsValueCreated)
            _tools.Value.Dispose();
        Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
        Directory.Delete(_folder, recursive: true);
    }
}

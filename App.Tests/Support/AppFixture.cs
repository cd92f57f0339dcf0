using CreatorAnalytics.Storage;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Mvc.Testing;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.DependencyInjection;

namespace CreatorAnalytics.Tests.Support;

/// <summary>
/// The whole application on a <see cref="TestDatabase"/> of its own, which its migrations fill. Change settings and services before the first use of
/// <see cref="StartAsync"/>: <c>new AppFixture("Production", ("Bootstrap:Credits", "500"))</c>.
/// </summary>
public sealed class AppFixture : WebApplicationFactory<Program>
{
    private readonly string _folder = Directory.CreateTempSubdirectory("creator-analytics-").FullName;
    private readonly TestDatabase _database = TestDatabase.Empty();
    private readonly string _environment;
    private readonly Dictionary<string, string?> _settings;

    public AppFixture(string environment = "Production", params (string Key, string Value)[] settings)
    {
        _environment = environment;
        _settings = new(_database.Settings, StringComparer.OrdinalIgnoreCase)
        {
            ["Media:Path"] = Path.Combine(_folder, "media"),
            ["Sandbox:Enabled"] = "true",
            ["Sandbox:TimeScale"] = "0.01",
            ["Serilog:MinimumLevel:Default"] = "Warning",
            ["Serilog:MinimumLevel:Override:Microsoft.Hosting.Lifetime"] = "Warning",

            // Each host would otherwise watch its configuration files, and there are only so many watches.
            ["hostBuilder:reloadConfigOnChange"] = "false",
        };
        foreach (var (key, value) in settings)
            _settings[key] = value;
    }

    /// <summary>Further changes to the services, for instance a fake in place of the real thing.</summary>
    public Action<IServiceCollection>? Configure { get; init; }

    /// <summary>Where the database lies, for a second process on the same file.</summary>
    public string ConnectionString => _settings["ConnectionStrings:CreatorAnalytics"]!;

    /// <summary>The way to the application's data.</summary>
    public Database Database => Services.GetRequiredService<Database>();

    /// <summary>Starts the application, waits until it is ready, and returns a client that keeps cookies and follows no redirects.</summary>
    public async Task<HttpClient> StartAsync()
    {
        var client = NewClient();
        await Services.GetRequiredService<Readiness>().WaitAsync(TestContext.Current.CancellationToken);
        return client;
    }

    /// <summary>Another visitor, with cookies of their own.</summary>
    public HttpClient NewClient() => CreateClient(new WebApplicationFactoryClientOptions { AllowAutoRedirect = false });

    protected override void ConfigureWebHost(IWebHostBuilder builder)
    {
        builder.UseEnvironment(_environment);
        foreach (var (key, value) in _settings)
            builder.UseSetting(key, value);
        builder.ConfigureTestServices(services =>
        {
            _database.Configure(services);
            Configure?.Invoke(services);
        });
    }

    protected override void Dispose(bool disposing)
    {
        base.Dispose(disposing);
        if (!disposing || !Directory.Exists(_folder))
            return;
        try
        {
            Directory.Delete(_folder, recursive: true);
            _database.Dispose();
        }
        catch (IOException)
        {
            // A task that was cut off may still be writing its last file; the system clears its temporary folder itself.
        }
    }
}

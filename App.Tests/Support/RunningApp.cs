using CreatorAnalytics.Storage;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Mvc.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace CreatorAnalytics.Tests.Support;

/// <summary>
/// The whole application in the test's process, with a database of its own: a temporary SQLite file, or a new database on the server
/// that TEST_SQLSERVER names.
/// </summary>
public class RunningApp : WebApplicationFactory<Program>
{
    private readonly TestDatabase _database = TestDatabase.Empty();

    /// <summary>Settings that a test adds or changes; set them before the first request.</summary>
    public Dictionary<string, string?> Settings { get; } = new()
    {
        ["Sandbox:Enabled"] = "true",
        ["Sandbox:Port"] = "0",
        ["Sandbox:TimeScale"] = "0.01",
        ["Serilog:MinimumLevel:Default"] = "Warning",
        ["Serilog:MinimumLevel:Override:Microsoft.Hosting.Lifetime"] = "Warning",
    };

    /// <summary>Where the application keeps its data.</summary>
    public TestDatabase Database => _database;

    /// <summary>Waits until migrations and bootstrap are done.</summary>
    public Task ReadyAsync() =>
        Services.GetRequiredService<Readiness>().WaitAsync(TestContext.Current.CancellationToken).WaitAsync(TimeSpan.FromSeconds(30));

    protected override void ConfigureWebHost(IWebHostBuilder builder)
    {
        builder.UseEnvironment("Testing");
        foreach (var (key, value) in _database.Settings.Concat(Settings))
            builder.UseSetting(key, value);
        builder.ConfigureServices(services => _database.Configure(services));
    }

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        _database.Dispose();
        GC.SuppressFinalize(this);
    }
}

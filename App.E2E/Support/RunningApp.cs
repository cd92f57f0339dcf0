using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Mvc.Testing;

namespace CreatorAnalytics.E2E.Support;

/// <summary>The real server on a port of its own, with a fresh database, the demo account and the sandbox at a hundredth of its time.</summary>
public sealed class RunningApp : WebApplicationFactory<Program>
{
    private readonly string _folder = Directory.CreateTempSubdirectory("creator-analytics-e2e-").FullName;

    public RunningApp()
    {
        UseKestrel(0);
        StartServer();
    }

    /// <summary>Where the browser goes.</summary>
    public string Address => ClientOptions.BaseAddress.ToString().TrimEnd('/');

    protected override void ConfigureWebHost(IWebHostBuilder builder)
    {
        builder.UseEnvironment("Development");
        builder.UseSetting("Database:Provider", "Sqlite");
        builder.UseSetting("ConnectionStrings:CreatorAnalytics", $"Data Source={Path.Combine(_folder, "app.db")};Pooling=False");
        builder.UseSetting("Media:Path", Path.Combine(_folder, "media"));
        builder.UseSetting("Sandbox:Enabled", "true");
        builder.UseSetting("Sandbox:TimeScale", "0.1");
        builder.UseSetting("Serilog:MinimumLevel:Default", "Warning");
        builder.UseSetting("Serilog:MinimumLevel:Override:Microsoft.Hosting.Lifetime", "Warning");
    }

    protected override void Dispose(bool disposing)
    {
        base.Dispose(disposing);
        if (disposing && Directory.Exists(_folder))
            Directory.Delete(_folder, recursive: true);
    }
}

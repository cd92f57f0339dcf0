using System.Net;
using CreatorAnalytics.Apify.Sandbox;
using CreatorAnalytics.Storage;
using Microsoft.Extensions.Options;

namespace CreatorAnalytics.Apify;

/// <summary>What Apify puts into the application.</summary>
public static class ApifyRoom
{
    private const int RetrySeed = 4711;

    private static readonly TimeSpan ConnectionLifetime = TimeSpan.FromMinutes(5);

    public static void AddApify(this WebApplicationBuilder builder)
    {
        builder.AddSandbox();
        var services = builder.Services;
        services.AddCheckedOptions<ApifyOptions>(ApifyOptions.Section, options => options.Problems());
        services.AddSingleton(PlatformOf);
        AddClient(services);

        services.AddSingleton<RunRecords>();
        services.AddSingleton<RunSlots>();
        services.AddSingleton<RunSignals>();
        services.AddSingleton<ApifyWebhook>();
        services.AddSingleton<Spending>();
        services.AddSingleton<StartHolds>();
        services.AddSingleton<TaskLibrary>();
        services.AddSingleton<RunBills>();
        services.AddSingleton<MergedDataset>();
        services.AddSingleton<RunLauncher>();
        services.AddSingleton<RunWatcher>();
        services.AddSingleton<ScrapeStore>();
        services.AddSingleton<BatchRunner>();
        services.AddSingleton<CreatorScraper>();
        services.AddSingleton<ICreatorScraper>(sp => sp.GetRequiredService<CreatorScraper>());
        services.AddHostedService<SharedRunSlots>();
        services.AddHostedService(sp => sp.GetRequiredService<CreatorScraper>());
        services.AddHostedService<RunHousekeeping>();
    }

    public static void MapApify(this WebApplication app) =>
        app.MapPost(ApifyWebhook.Path, (HttpRequest request, ApifyWebhook webhook) => webhook.TakeAsync(request))
            .WithName("TakeApifyWebhook")
            .ExcludeFromDescription()
            .DisableAntiforgery()
            .AllowAnonymous();

    private static ApifyPlatform PlatformOf(IServiceProvider services)
    {
        var sandbox = services.GetRequiredService<InProcessSandbox>();
        if (sandbox.IsOn)
        {
            var scale = services.GetRequiredService<IOptions<SandboxOptions>>().Value.TimeScale;
            return new ApifyPlatform(ApifyPlatform.Sandbox, sandbox.Token, scale, () => sandbox.BaseAddress);
        }

        var options = services.GetRequiredService<IOptions<ApifyOptions>>().Value;
        var address = new Uri(options.BaseUrl);

        // The real platform is never on this machine: what answers here is a sandbox that runs alone.
        var source = address.IsLoopback ? ApifyPlatform.Sandbox : ApifyPlatform.Apify;
        return new ApifyPlatform(source, options.Token ?? "", TimeScale: 1, () => address);
    }

    private static void AddClient(IServiceCollection services)
    {
        services.AddHttpClient(ApifyTransport.ClientName, client => client.Timeout = Timeout.InfiniteTimeSpan)
            .ConfigurePrimaryHttpMessageHandler(() => new SocketsHttpHandler
            {
                AutomaticDecompression = DecompressionMethods.All,
                PooledConnectionLifetime = ConnectionLifetime,
                UseCookies = false,
            })
            .AddHttpMessageHandler(sp => new MeasuredRequests(sp.GetRequiredService<ApifyTelemetry>()))
            .SetHandlerLifetime(Timeout.InfiniteTimeSpan)
            .RemoveAllLoggers();
        services.AddSingleton<ApifyTelemetry>();
        services.AddSingleton(sp => new ApifyRetry(sp.GetRequiredService<TimeProvider>(), new Random(RetrySeed)));
        services.AddSingleton<RequestPacer>();
        services.AddSingleton<ApifyTransport>();
        services.AddSingleton<ApifyClient>();
    }
}

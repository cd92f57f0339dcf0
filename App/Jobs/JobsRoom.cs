using Coravel;
using CreatorAnalytics.Creators;
using CreatorAnalytics.Credits;
using CreatorAnalytics.Storage;

namespace CreatorAnalytics.Jobs;

/// <summary>What Jobs puts into the application.</summary>
public static class JobsRoom
{
    private const int SweepEverySeconds = 10;

    public static void AddJobs(this WebApplicationBuilder builder)
    {
        var services = builder.Services;
        services.AddCheckedOptions<JobsOptions>(JobsOptions.Section, options => options.Problems());
        services.AddMetrics();

        // Asking and reading
        services.AddSingleton<JobManager>();
        services.AddSingleton<JobQueries>();
        services.AddSingleton<JobCancellation>();
        services.AddSingleton<Admission>();
        services.AddSingleton<JobFeed>();
        services.AddSingleton<JobsTelemetry>();
        services.AddSingleton<JobEventStreams>();
        services.AddSingleton<EtaEstimator>();
        services.AddSingleton<BooksAudit>();
        services.AddSingleton<ILedgerSubjects, LedgerSubjects>();
        services.AddSingleton<IProviderCosts, ScrapeCosts>();
        services.AddSingleton<ListRefreshes>();

        // Showing
        services.AddScoped<TrayState>();
        services.AddSingleton(new ListHeadPart(typeof(ListRefreshPanel)));

        // Working
        services.AddSingleton(new Worker());
        services.AddSingleton<Doorbell>();
        services.AddSingleton<ProcessSignals>();
        services.AddSingleton<JobWrites>();
        services.AddSingleton<ItemQueue>();
        services.AddSingleton<RunningItems>();
        services.AddSingleton<ItemThreads>();
        services.AddSingleton<StoredItems>();
        services.AddSingleton<ItemWrites>();
        services.AddSingleton<ItemEnding>();
        services.AddSingleton(new RetryJitter(new Random()));
        services.AddSingleton<SettleRetry>();
        services.AddSingleton<IWarmUp, JobWarmUp>();
        services.AddTransient<ProcessJobItem>();
        services.AddTransient<JobSweep>();
        services.AddSingleton<ListRefresher>();
        services.AddHostedService(provider => provider.GetRequiredService<ProcessSignals>());
        services.AddHostedService<FeedRelay>();
        services.AddHostedService<LeaseKeeper>();
        services.AddHostedService<CancellationWatch>();
        services.AddHostedService<Dispatcher>();
    }

    /// <summary>Starts what runs by the clock, and maps the files.</summary>
    public static void UseJobs(this WebApplication app)
    {
        JobExport.Map(app);
        app.Services.UseScheduler(scheduler =>
            {
                scheduler.OnWorker("jobs-sweep").Schedule<JobSweep>().EverySeconds(SweepEverySeconds).PreventOverlapping(nameof(JobSweep));
                scheduler.OnWorker("list-refresh").Schedule<ListRefresher>().EveryFiveMinutes().PreventOverlapping(nameof(ListRefresher));
            })
            .OnError(exception => app.Logger.LogError(exception, "A scheduled task failed"));
    }
}

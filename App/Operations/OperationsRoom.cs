namespace CreatorAnalytics.Operations;

/// <summary>What Operations puts into the application.</summary>
public static class OperationsRoom
{
    public static void AddOperations(this WebApplicationBuilder builder)
    {
        Logs.Add(builder);
        Telemetry.Add(builder);
        builder.Services.AddSingleton<RecentFigures>();
        builder.Services.AddHostedService(services => services.GetRequiredService<RecentFigures>());
        builder.Services.AddSingleton<EngineQueries>();
        builder.Services.AddSingleton<TeamCredits>();
    }

    public static void UseOperations(this WebApplication app)
    {
        app.UseMiddleware<RequestId>();
        Logs.UseRequestLog(app);
        app.UseMiddleware<ReadinessGate>();
    }

    public static void MapOperations(this WebApplication app)
    {
        HealthEndpoints.Map(app);
        TableDownload.Map(app);
    }
}

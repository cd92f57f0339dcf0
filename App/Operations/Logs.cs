using System.Security.Claims;
using Serilog;
using Serilog.Events;
using Serilog.Filters;

namespace CreatorAnalytics.Operations;

/// <summary>
/// The log: standard output only, one line a fact; readable in Development, a JSON object a line elsewhere. Never a query string (it can
/// hold a ticket), a header or a body.
/// </summary>
internal static class Logs
{
    private const string Readable = "{Timestamp:HH:mm:ss} {Level:u3} {Message:lj}{NewLine}{Exception}";

    /// <summary>What <c>Microsoft.Extensions.Hosting</c> calls "Hosting failed to start".</summary>
    private const int HostedServiceStartupFaulted = 11;

    public static void Add(WebApplicationBuilder builder)
    {
        // Serilog takes the place of the framework's providers; those that a test host adds later still get everything.
        builder.Logging.ClearProviders();
        var readable = builder.Environment.IsDevelopment();
        builder.Services.AddSerilog(
            (_, logs) => Configure(logs, builder.Configuration, readable), preserveStaticLogger: true, writeToProviders: true);
    }

    public static void UseRequestLog(WebApplication app) => app.UseSerilogRequestLogging(request =>
    {
        request.Logger = app.Services.GetRequiredService<Serilog.ILogger>();
        request.MessageTemplate = "{RequestMethod:l} {RequestPath:l} {StatusCode} in {Elapsed:0.0} ms";
        request.GetLevel = Level;
        request.EnrichDiagnosticContext = (diagnostics, context) =>
        {
            if (context.User.FindFirstValue(ClaimTypes.NameIdentifier) is { } user)
                diagnostics.Set("UserId", user);
        };
    });

    private static void Configure(LoggerConfiguration logs, IConfiguration configuration, bool readable)
    {
        logs.MinimumLevel.Information()
            .MinimumLevel.Override("Microsoft", LogEventLevel.Warning)
            .MinimumLevel.Override("System", LogEventLevel.Warning)
            .MinimumLevel.Override("Polly", LogEventLevel.Warning)

            // It says which address the server listens on.
            .MinimumLevel.Override("Microsoft.Hosting.Lifetime", LogEventLevel.Information)
            .ReadFrom.Configuration(configuration)
            .Enrich.FromLogContext()
            .Filter.ByExcluding(IsStartupFailure);
        if (readable)
            logs.WriteTo.Console(outputTemplate: Readable, formatProvider: System.Globalization.CultureInfo.InvariantCulture);
        else
            logs.WriteTo.Console(new JsonLine());
    }

    // AppHost says in a sentence why the server did not start; the host would say it before, with a stack trace.
    private static bool IsStartupFailure(LogEvent line) =>
        Matching.FromSource("Microsoft.Extensions.Hosting.Internal.Host")(line)
        && line.Properties.TryGetValue("EventId", out var eventId)
        && eventId is StructureValue parts
        && parts.Properties.Any(part => part is { Name: "Id", Value: ScalarValue { Value: HostedServiceStartupFaulted } });

    // What comes every few seconds, or fifty times a page, is only for those who look for it.
    private static LogEventLevel Level(HttpContext context, double elapsed, Exception? exception)
    {
        if (exception is not null || context.Response.StatusCode >= StatusCodes.Status500InternalServerError)
            return HealthEndpoints.Covers(context.Request.Path) ? LogEventLevel.Debug : LogEventLevel.Error;
        return HealthEndpoints.Covers(context.Request.Path) || IsAsset(context.Request.Path) ? LogEventLevel.Debug : LogEventLevel.Information;
    }

    private static bool IsAsset(PathString path) =>
        path.StartsWithSegments("/_framework") || path.StartsWithSegments("/_content") || path.StartsWithSegments("/_blazor")
        || path.Value is { } value && Path.GetExtension(value) is ".css" or ".js" or ".svg" or ".woff2" or ".png" or ".ico" or ".webp";
}

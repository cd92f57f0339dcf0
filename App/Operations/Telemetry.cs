using CreatorAnalytics.Analysis;
using CreatorAnalytics.Jobs;
using CreatorAnalytics.Storage;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace CreatorAnalytics.Operations;

/// <summary>Sends metrics and traces to a collector, if <see cref="OtlpOptions.Endpoint"/> names one.</summary>
internal static class Telemetry
{
    private const string ServiceName = "creator-analytics";

    public static void Add(WebApplicationBuilder builder)
    {
        builder.Services.AddCheckedOptions<OtlpOptions>(OtlpOptions.Section, options => options.Problems());
        var endpoint = builder.Configuration[$"{OtlpOptions.Section}:{nameof(OtlpOptions.Endpoint)}"];
        if (!Uri.TryCreate(endpoint, UriKind.Absolute, out var collector))
            return;
        builder.Services.AddOpenTelemetry()
            .ConfigureResource(resource => resource.AddService(ServiceName))
            .WithMetrics(metrics => metrics
                .AddMeter(JobsTelemetry.MeterName, AnalysisTelemetry.MeterName, "Microsoft.AspNetCore.Hosting", "Microsoft.AspNetCore.Server.Kestrel", "System.Net.Http", "System.Runtime")
                .AddOtlpExporter(otlp => otlp.Endpoint = collector))
            .WithTracing(traces => traces
                .AddSource("Microsoft.AspNetCore", "System.Net.Http")
                .AddOtlpExporter(otlp => otlp.Endpoint = collector));
    }
}

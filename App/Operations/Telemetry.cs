using CreatorAnalytics.Analysis;
using CreatorAnalytics.Apify;
using CreatorAnalytics.Jobs;
using CreatorAnalytics.Storage;
using OpenTelemetry.Exporter;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace CreatorAnalytics.Operations;

/// <summary>Sends metrics and traces to a collector, if <see cref="OtlpOptions.Endpoint"/> names one.</summary>
internal static class Telemetry
{
    private const string ServiceName = "creator-analytics";

    private static readonly string[] Meters =
    [
        JobsTelemetry.MeterName, ApifyTelemetry.MeterName, AnalysisTelemetry.MeterName, "Microsoft.AspNetCore.Hosting",
        "Microsoft.AspNetCore.Server.Kestrel", "Microsoft.AspNetCore.Components.Server.Circuits", "System.Net.Http", "System.Runtime",
    ];

    // ASP.NET Core and HttpClient make spans of their own: a request to Apify is below the batch that it is for.
    private static readonly string[] Sources =
        [JobsTelemetry.MeterName, ApifyTelemetry.MeterName, "Microsoft.AspNetCore", "System.Net.Http"];

    public static void Add(WebApplicationBuilder builder)
    {
        builder.Services.AddCheckedOptions<OtlpOptions>(OtlpOptions.Section, options => options.Problems());
        var endpoint = builder.Configuration[$"{OtlpOptions.Section}:{nameof(OtlpOptions.Endpoint)}"];
        if (!Uri.TryCreate(endpoint, UriKind.Absolute, out var collector))
            return;
        builder.Services.AddOpenTelemetry()
            .ConfigureResource(resource => resource.AddService(ServiceName))
            .WithMetrics(metrics => metrics
                .AddMeter(Meters)
                .AddOtlpExporter(otlp => otlp.Endpoint = AddressOf("metrics", collector, otlp.Protocol)))
            .WithTracing(traces => traces
                .AddSource(Sources)
                .AddOtlpExporter(otlp => otlp.Endpoint = AddressOf("traces", collector, otlp.Protocol)));
    }

    /// <summary>By HTTP each signal has a path of its own, which the exporter adds only to an address that it reads by itself.</summary>
    private static Uri AddressOf(string signal, Uri collector, OtlpExportProtocol protocol) =>
        protocol is OtlpExportProtocol.HttpProtobuf ? new Uri($"{collector.AbsoluteUri.TrimEnd('/')}/v1/{signal}") : collector;
}

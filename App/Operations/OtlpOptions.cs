namespace CreatorAnalytics.Operations;

/// <summary>Section <c>Otlp</c>: where metrics and traces are sent by OpenTelemetry's protocol.</summary>
public sealed class OtlpOptions
{
    public const string Section = "Otlp";

    /// <summary>
    /// The collector, for instance <c>http://collector:4317</c>. By gRPC, unless OpenTelemetry's own OTEL_EXPORTER_OTLP_PROTOCOL says
    /// http/protobuf; then without the signals' paths, such as <c>http://collector:4318</c>.
    /// </summary>
    /// <value>The default is none: nothing is measured or sent.</value>
    public string? Endpoint { get; set; }

    internal IEnumerable<string> Problems()
    {
        if (Endpoint is { Length: > 0 } endpoint
            && !(Uri.TryCreate(endpoint, UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https"))
            yield return $"Otlp:Endpoint must be an address such as http://collector:4317; it is '{endpoint}'.";
    }
}

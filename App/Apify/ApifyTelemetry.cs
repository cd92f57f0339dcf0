using System.Diagnostics;
using System.Diagnostics.Metrics;
using System.Globalization;

namespace CreatorAnalytics.Apify;

/// <summary>
/// What is asked of the platform, in figures and traces: the meter and the source <c>CreatorAnalytics.Apify</c>, of this process.
/// docs/operations.md lists them.
/// </summary>
internal sealed class ApifyTelemetry : IDisposable
{
    public const string MeterName = "CreatorAnalytics.Apify";
    public const string RequestDuration = "apify.request.duration";
    public const string ErrorTag = "error.type";

    private static readonly ActivitySource Source = new(MeterName);

    // OpenTelemetry's own are meant for milliseconds.
    private static readonly InstrumentAdvice<double> Seconds = new()
    {
        HistogramBucketBoundaries = [0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 120],
    };

    private readonly Meter _meter;
    private readonly Histogram<double> _requests;

    public ApifyTelemetry(IMeterFactory meters, RunSlots slots)
    {
        _meter = meters.Create(MeterName);
        _requests = _meter.CreateHistogram(
            RequestDuration, "s", "From a request to the head of its answer, by method, path, status and error.", tags: null, Seconds);
        _meter.CreateObservableGauge("apify.runs.running", () => slots.Used, "{run}", "Run slots taken.");
        _meter.CreateObservableGauge("apify.runs.limit", () => slots.Limit, "{run}", "Run slots.");
    }

    /// <summary>
    /// Begins the span of a batch's two runs: in the trace of its first creator, and linked to those of the others. The requests for the
    /// runs are below it.
    /// </summary>
    public static Activity? StartBatch(ScrapeBatch batch)
    {
        if (!Source.HasListeners())
            return null;
        var asked = batch.Scrapes.Select(scrape => scrape.AskedIn).Where(context => context != default).ToList();
        var others = asked.Skip(1).Select(context => new ActivityLink(context));
        return Source.StartActivity(ActivityKind.Internal, asked.FirstOrDefault(), links: others, name: "scrape creators")
            ?.SetTag("apify.batch.id", batch.Id)
            .SetTag("apify.batch.creators", batch.Scrapes.Count);
    }

    /// <summary>A request was answered, or not.</summary>
    /// <param name="status">Null when there was no answer.</param>
    /// <param name="error">Null when it was done.</param>
    internal void Requested(HttpRequestMessage request, TimeSpan duration, int? status, string? error)
    {
        if (!_requests.Enabled)
            return;
        var tags = new TagList { { "http.request.method", request.Method.Method }, { "url.template", TemplateOf(request.RequestUri!) } };
        if (status is { } answered)
            tags.Add("http.response.status_code", answered);
        if (error is not null)
            tags.Add(ErrorTag, error);
        _requests.Record(duration.TotalSeconds, tags);
    }

    /// <summary>Whether the request waits for a run to finish: it is slow by intent, and given up when the end is known otherwise.</summary>
    internal static bool IsLongPoll(Uri address) =>
        address.Query.Contains("waitForFinish=", StringComparison.Ordinal) && !address.Query.Contains("waitForFinish=0", StringComparison.Ordinal);

    /// <summary>The path without ids: <c>/v2/actor-runs/{id}/abort</c>.</summary>
    internal static string TemplateOf(Uri address)
    {
        var parts = address.AbsolutePath.Split('/');
        var at = Array.IndexOf(parts, "v2") + 2;
        if (at < parts.Length && parts[at] is not "me")
            parts[at] = "{id}";
        return string.Join('/', parts) + (IsLongPoll(address) ? "?waitForFinish={seconds}" : "");
    }

    public void Dispose() => _meter.Dispose();
}

/// <summary>Measures each request that is sent, repeated ones too.</summary>
internal sealed class MeasuredRequests(ApifyTelemetry telemetry) : DelegatingHandler
{
    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var begun = Stopwatch.GetTimestamp();
        int? status = null;
        string? error = null;
        try
        {
            var response = await base.SendAsync(request, cancellationToken);
            status = (int)response.StatusCode;
            error = response.IsSuccessStatusCode ? null : status.Value.ToString(CultureInfo.InvariantCulture);
            return response;
        }
        catch (OperationCanceledException) when (ApifyTelemetry.IsLongPoll(request.RequestUri!))
        {
            throw;
        }
        catch (Exception exception)
        {
            error = exception.GetType().FullName;
            throw;
        }
        finally
        {
            telemetry.Requested(request, Stopwatch.GetElapsedTime(begun), status, error);
        }
    }
}

using System.Diagnostics;
using System.Diagnostics.Metrics;
using System.Net;
using CreatorAnalytics.Apify;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace CreatorAnalytics.Tests.Apify;

public sealed class ApifyTelemetryTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("v2/actor-runs/abc/abort?gracefully=false", "/v2/actor-runs/{id}/abort")]
    [InlineData("v2/actor-runs/abc?waitForFinish=60", "/v2/actor-runs/{id}?waitForFinish={seconds}")]
    [InlineData("v2/actor-runs/abc?waitForFinish=0", "/v2/actor-runs/{id}")]
    [InlineData("v2/users/me/limits", "/v2/users/me/limits")]
    [InlineData("v2/datasets", "/v2/datasets")]
    public void A_path_is_told_without_its_ids(string path, string template) =>
        Assert.Equal(template, ApifyTelemetry.TemplateOf(new Uri($"https://api.apify.test/{path}")));

    [Theory]
    [InlineData(200, null)]
    [InlineData(429, "429")]
    public async Task A_request_is_measured_with_its_status_and_error(int status, string? error)
    {
        var tags = await MeasureAsync("v2/datasets/abc/items", () => new HttpResponseMessage((HttpStatusCode)status));

        Assert.NotNull(tags);
        Assert.Equal((status, error), ((int)tags["http.response.status_code"]!, tags.GetValueOrDefault("error.type")));
        Assert.Equal("/v2/datasets/{id}/items", tags["url.template"]);
    }

    [Fact]
    public async Task A_request_without_an_answer_is_measured_as_failed_but_not_a_long_poll_that_is_given_up()
    {
        var lost = await MeasureAsync("v2/datasets/abc/items", () => throw new HttpRequestException("gone"));
        Assert.Equal(typeof(HttpRequestException).FullName, lost?["error.type"]);
        Assert.False(lost?.ContainsKey("http.response.status_code"));

        var poll = await MeasureAsync("v2/actor-runs/abc?waitForFinish=60", () => throw new TaskCanceledException());
        Assert.False(poll?.ContainsKey("error.type"));
    }

    [Fact]
    public void A_batch_is_in_the_trace_of_its_first_creator_and_linked_to_the_others()
    {
        using var test = new ActivitySource(nameof(ApifyTelemetryTests));
        using var listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name is ApifyTelemetry.MeterName or nameof(ApifyTelemetryTests),
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
        };
        ActivitySource.AddActivityListener(listener);
        var unasked = new SharedScrape("zoe", postsLimit: 1);
        var (first, ada) = Ask("ada");
        var (second, bea) = Ask("bea");

        using var batch = ApifyTelemetry.StartBatch(ScrapeBatch.Deal([unasked, ada, bea], new RunPlan(1, 1, 1)));

        Assert.Equal((first.TraceId, first.SpanId), (batch!.TraceId, batch.ParentSpanId));
        Assert.Equal(second.Context, Assert.Single(batch.Links).Context);

        (Activity Span, SharedScrape Scrape) Ask(string username)
        {
            Activity.Current = null;
            using var span = test.StartActivity(username)!;
            return (span, new SharedScrape(username, postsLimit: 1));
        }
    }

    /// <summary>The tags that a request was measured with.</summary>
    private static async Task<Dictionary<string, object?>?> MeasureAsync(string path, Func<HttpResponseMessage> answer)
    {
        await using var services = new ServiceCollection().AddMetrics().BuildServiceProvider();
        using var telemetry = new ApifyTelemetry(services.GetRequiredService<IMeterFactory>(), new RunSlots(Options.Create(new ApifyOptions())));
        Dictionary<string, object?>? measured = null;
        using var listener = new MeterListener
        {
            InstrumentPublished = (instrument, to) =>
            {
                if (instrument.Name == ApifyTelemetry.RequestDuration && instrument.Meter.Scope == services.GetRequiredService<IMeterFactory>())
                    to.EnableMeasurementEvents(instrument);
            },
        };
        listener.SetMeasurementEventCallback<double>((_, _, tags, _) => measured = new(tags.ToArray()));
        listener.Start();
        using var client = new HttpMessageInvoker(new MeasuredRequests(telemetry) { InnerHandler = new Platform(answer) });
        using var request = new HttpRequestMessage(HttpMethod.Get, $"https://api.apify.test/{path}");
        try
        {
            using var _ = await client.SendAsync(request, Cancel);
        }
        catch (Exception exception) when (exception is HttpRequestException or TaskCanceledException)
        {
            // As the platform was told to.
        }

        return measured;
    }

    private sealed class Platform(Func<HttpResponseMessage> answer) : HttpMessageHandler
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) =>
            Task.FromResult(answer());
    }
}

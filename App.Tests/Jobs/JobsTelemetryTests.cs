using System.Collections.Concurrent;
using System.Diagnostics;
using System.Diagnostics.Metrics;
using CreatorAnalytics.Apify;
using CreatorAnalytics.Jobs;
using CreatorAnalytics.Tests.Support;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace CreatorAnalytics.Tests.Jobs;

public sealed class JobsTelemetryTests : IDisposable
{
    private static readonly string[] Worked = ["apify", "database", "cdn", "ai", "settle"];

    private static readonly AsyncLocal<JobsTelemetryTests?> Mine = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private readonly LogScopes _log = new();
    private readonly ConcurrentQueue<(string Instrument, double Value, Dictionary<string, object?> Tags)> _measured = new();
    private readonly ConcurrentQueue<Activity> _spans = new();
    private readonly MeterListener _meters = new();
    private readonly EngineFixture _engine;

    public JobsTelemetryTests()
    {
        _engine = new(rooms: builder => builder.Services.AddLogging(logging => logging.ClearProviders().AddProvider(_log)));
        var factory = _engine.Get<IMeterFactory>();
        _meters.InstrumentPublished = (instrument, to) =>
        {
            if (instrument.Meter.Name == JobsTelemetry.MeterName && instrument.Meter.Scope == factory)
                to.EnableMeasurementEvents(instrument);
        };
        _meters.SetMeasurementEventCallback<long>((instrument, value, tags, _) => _measured.Enqueue((instrument.Name, value, new(tags.ToArray()))));
        _meters.SetMeasurementEventCallback<double>((instrument, value, tags, _) => _measured.Enqueue((instrument.Name, value, new(tags.ToArray()))));
        _meters.Start();
    }

    public void Dispose()
    {
        _meters.Dispose();
        _engine.Dispose();
    }

    [Fact]
    public async Task Ends_are_counted_by_status_and_retries_by_cause()
    {
        var caller = await _engine.NewTeamAsync(100);
        var failures = 1;
        _engine.Scraper.Answer = request => request.Username == "gone"
            ? new ScrapeResult.Refused(ScrapeCodes.HandleNotFound, "")
            : failures-- > 0 ? new ScrapeResult.Failed(ScrapeCodes.ProviderError, "", RetryAlone: false) : null;

        await _engine.SubmitAsync(caller, "nasa", "gone");
        await _engine.WorkAllAsync();

        Assert.Single(Of("jobs.items.ended"), tags => Equals(tags["job.item.status"], "completed") && !tags.ContainsKey("error.type"));
        Assert.Single(Of("jobs.items.ended"), tags => Equals(tags.GetValueOrDefault("error.type"), ScrapeCodes.HandleNotFound));
        Assert.Equal(ScrapeCodes.ProviderError, Assert.Single(Of("jobs.items.retried"))["error.type"]);
    }

    [Fact]
    public async Task Each_stage_is_measured_from_when_it_could_begin_and_from_when_it_did()
    {
        var caller = await _engine.NewTeamAsync(100);
        _engine.Scraper.Before = (_, _) =>
        {
            _engine.Time.Advance(TimeSpan.FromSeconds(7));
            return Task.CompletedTask;
        };
        await _engine.SubmitAsync(caller, "nasa");
        _engine.Time.Advance(TimeSpan.FromSeconds(3));
        await _engine.WorkAllAsync();

        Assert.Equal(["queued", .. Worked], Of(JobsTelemetry.StageWait).Select(tags => tags[JobsTelemetry.StageTag]));
        Assert.Equal(Worked, Of(JobsTelemetry.StageDuration).Select(tags => tags[JobsTelemetry.StageTag]));
        Assert.Equal(3, Value(JobsTelemetry.StageWait, "queued"));
        Assert.Equal(7, Value(JobsTelemetry.StageDuration, "apify"));
        Assert.Equal(0, Value(JobsTelemetry.StageWait, "apify"));
    }

    [Fact]
    public async Task A_creator_has_a_span_with_its_stages_linked_to_the_submission()
    {
        using var listener = Listen();
        var caller = await _engine.NewTeamAsync(100);
        var job = await _engine.SubmitAsync(caller, "nasa");
        await _engine.WorkAllAsync();

        var submitted = Assert.Single(_spans, span => span.OperationName == "submit search");
        var item = Assert.Single(_spans, span => span.OperationName == "process creator");
        Assert.Equal(job.JobId, item.GetTagItem("job.id"));
        Assert.Equal(job.Items[0].ItemId, item.GetTagItem("job.item.id"));
        Assert.Equal(caller.UserId, item.GetTagItem("user.id"));
        Assert.Equal(submitted.SpanId, Assert.Single(item.Links).Context.SpanId);
        Assert.NotEqual(submitted.TraceId, item.TraceId);
        Assert.Equal(Worked, _spans.Where(span => span.ParentSpanId == item.SpanId).Select(span => span.OperationName));
    }

    [Fact]
    public async Task A_try_that_failed_ends_its_span_with_the_cause()
    {
        using var listener = Listen();
        var caller = await _engine.NewTeamAsync(100);
        _engine.Scraper.Answer = _ => new ScrapeResult.Refused(ScrapeCodes.HandleNotFound, "");
        await _engine.SubmitAsync(caller, "gone");
        await _engine.WorkAllAsync();

        var item = Assert.Single(_spans, span => span.OperationName == "process creator");
        Assert.Equal((ActivityStatusCode.Error, ScrapeCodes.HandleNotFound), (item.Status, item.GetTagItem("error.type")));
        Assert.Equal(ActivityStatusCode.Error, _spans.Single(span => span.OperationName == "apify").Status);
        Assert.Equal(ActivityStatusCode.Unset, _spans.Single(span => span.OperationName == "settle").Status);
    }

    [Fact]
    public async Task What_another_worker_took_over_is_counted_as_a_lease_that_was_lost()
    {
        var caller = await _engine.NewTeamAsync(100);
        await _engine.SubmitAsync(caller, "nasa");
        var claim = (await _engine.ClaimAsync())[0];
        _engine.Scraper.Before = (_, _) =>
        {
            _engine.Get<RunningItems>().Stop(claim.ItemId, StopReason.ClaimLost);
            return Task.CompletedTask;
        };
        await _engine.WorkAsync(claim);

        Assert.Single(Of(JobsTelemetry.LeasesLost));
    }

    [Fact]
    public async Task What_is_logged_while_a_creator_is_worked_on_carries_its_ids()
    {
        var caller = await _engine.NewTeamAsync(100);
        _engine.Scraper.Answer = _ => new ScrapeResult.Failed(ScrapeCodes.ProviderError, "broke", RetryAlone: false);
        var job = await _engine.SubmitAsync(caller, "nasa");
        await _engine.WorkAsync((await _engine.ClaimAsync())[0]);

        var ids = _log.Lines.Single(line => line.Text.StartsWith("Scraping nasa failed", StringComparison.Ordinal)).Scope;
        Assert.Equal((job.JobId, job.Items[0].ItemId, caller.UserId), (ids["JobId"], ids["ItemId"], ids["UserId"]));
    }

    [Fact]
    public async Task The_end_of_each_creator_is_logged_once_with_its_ids()
    {
        var caller = await _engine.NewTeamAsync(100);
        _engine.Scraper.Answer = request => request.Username == "gone" ? new ScrapeResult.Refused(ScrapeCodes.HandleNotFound, "") : null;
        _engine.Scraper.Before = (_, _) =>
        {
            _engine.Time.Advance(TimeSpan.FromSeconds(1.5));
            return Task.CompletedTask;
        };
        var job = await _engine.SubmitAsync(caller, "nasa", "gone", "unwanted");
        await _engine.Manager.CancelItemAsync(caller, job.JobId, job.Items[2].ItemId, Cancel);
        foreach (var claim in await _engine.ClaimAsync(1))
            await _engine.WorkAsync(claim);
        await _engine.WorkAllAsync();

        Assert.Equal(
            [
                $"Creator unwanted ended after 0 s: cancelled (item {job.Items[2].ItemId} of job {job.JobId} of user {caller.UserId})",
                $"Creator nasa ended after 1.5 s: delivered (item {job.Items[0].ItemId} of job {job.JobId} of user {caller.UserId})",
                $"Creator gone ended after 1.5 s: handle_not_found (item {job.Items[1].ItemId} of job {job.JobId} of user {caller.UserId})",
            ],
            _log.Lines.Select(line => line.Text).Where(text => text.StartsWith("Creator ", StringComparison.Ordinal)));
    }

    /// <summary>Hears the spans of this test's creators and submissions: a source is the process's, and other tests use it too.</summary>
    private ActivityListener Listen()
    {
        var listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name is JobsTelemetry.MeterName,
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = span =>
            {
                if (Mine.Value == this)
                    _spans.Enqueue(span);
            },
        };
        ActivitySource.AddActivityListener(listener);
        Mine.Value = this;
        return listener;
    }

    private IEnumerable<Dictionary<string, object?>> Of(string instrument) =>
        _measured.Where(measured => measured.Instrument == instrument).Select(measured => measured.Tags);

    private double Value(string instrument, string stage) =>
        _measured.Single(measured => measured.Instrument == instrument && Equals(measured.Tags[JobsTelemetry.StageTag], stage)).Value;

    private sealed class LogScopes : ILoggerProvider, ILogger, ISupportExternalScope
    {
        private IExternalScopeProvider _scopes = new LoggerExternalScopeProvider();

        public ConcurrentQueue<(string Text, Dictionary<string, object> Scope)> Lines { get; } = new();

        public ILogger CreateLogger(string categoryName) => this;

        public void SetScopeProvider(IExternalScopeProvider scopeProvider) => _scopes = scopeProvider;

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => _scopes.Push(state);

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(
            LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            var all = new Dictionary<string, object>();
            _scopes.ForEachScope(
                (scope, ids) =>
                {
                    foreach (var (name, value) in scope as IEnumerable<KeyValuePair<string, object>> ?? [])
                        ids[name] = value;
                },
                all);
            Lines.Enqueue((formatter(state, exception), all));
        }

        public void Dispose()
        {
        }
    }
}

using System.Diagnostics.Metrics;
using CreatorAnalytics.Apify;
using CreatorAnalytics.Jobs;
using CreatorAnalytics.Tests.Support;

namespace CreatorAnalytics.Tests.Jobs;

public sealed class JobsTelemetryTests : IDisposable
{
    private readonly EngineFixture _engine = new();

    public void Dispose() => _engine.Dispose();

    [Fact]
    public async Task Ends_are_counted_by_status_and_retries_by_cause()
    {
        var factory = _engine.Get<IMeterFactory>();
        var counted = new List<(string Instrument, string? Tag)>();
        using var listener = new MeterListener
        {
            InstrumentPublished = (instrument, to) =>
            {
                if (instrument.Meter.Name == JobsTelemetry.MeterName && instrument.Meter.Scope == factory)
                    to.EnableMeasurementEvents(instrument);
            },
        };
        listener.SetMeasurementEventCallback<long>((instrument, _, tags, _) => counted.Add((instrument.Name, tags[0].Value?.ToString())));
        listener.Start();
        var caller = await _engine.NewTeamAsync(100);
        var failures = 1;
        _engine.Scraper.Answer = request => request.Username == "gone"
            ? new ScrapeResult.Refused(ScrapeCodes.HandleNotFound, "")
            : failures-- > 0 ? new ScrapeResult.Failed(ScrapeCodes.ProviderError, "", RetryAlone: false) : null;

        await _engine.SubmitAsync(caller, "nasa", "gone");
        await _engine.WorkAllAsync();

        Assert.Equal(1, counted.Count(c => c == ("jobs.items.ended", "completed")));
        Assert.Equal(1, counted.Count(c => c == ("jobs.items.ended", "failed")));
        Assert.Equal(1, counted.Count(c => c == ("jobs.items.retried", ScrapeCodes.ProviderError)));
    }
}

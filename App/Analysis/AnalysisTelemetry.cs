using System.Diagnostics.Metrics;

namespace CreatorAnalytics.Analysis;

/// <summary>The text models in figures: the meter <c>CreatorAnalytics.Analysis</c>, of this process.</summary>
public sealed class AnalysisTelemetry : IDisposable
{
    public const string MeterName = "CreatorAnalytics.Analysis";

    private readonly Meter _meter;
    private readonly Histogram<int> _texts;
    private readonly Histogram<int> _requests;
    private readonly Counter<long> _failed;
    private readonly Counter<long> _timedOut;
    private readonly Counter<long> _assessments;
    private readonly Counter<long> _tokens;
    private readonly Counter<double> _usd;

    public AnalysisTelemetry(IMeterFactory meters, AnalysisPool pool)
    {
        _meter = meters.Create(MeterName);
        _texts = _meter.CreateHistogram<int>("analysis.batch.texts", "{text}", "Texts in a batch, by model.");
        _requests = _meter.CreateHistogram<int>("analysis.batch.requests", "{request}", "Requests in a batch, mostly of different creators, by model.");
        _failed = _meter.CreateCounter<long>("analysis.requests.failed", "{request}", "Requests that a model failed on, by model.");
        _timedOut = _meter.CreateCounter<long>("analysis.batches.timed_out", "{batch}", "Batches that a model did not answer in time, by model.");
        _assessments = _meter.CreateCounter<long>("analysis.assessments", "{assessment}", "Written assessments, by outcome: written, or why there is none.");
        _tokens = _meter.CreateCounter<long>("analysis.chat.tokens", "{token}", "Tokens of the chat model, by direction: input or output.");
        _usd = _meter.CreateCounter<double>("analysis.chat.cost", "USD", "What the chat model cost by the prices that are set.");
        _meter.CreateObservableGauge("analysis.pool.in_use", () => pool.InUse, "{place}", "Places with a batch at work.");
        _meter.CreateObservableGauge("analysis.pool.limit", () => pool.Size, "{place}", "Places.");
        _meter.CreateObservableGauge("analysis.pool.waiting", () => pool.Use.Waiting, "{request}", "Requests of texts that wait for a place.");
        _meter.CreateObservableCounter("analysis.pool.busy", () => pool.Use.Busy.TotalSeconds, "s", "Place-seconds at work while texts waited.");
        _meter.CreateObservableCounter("analysis.pool.wanted", () => pool.Use.Wanted.TotalSeconds, "s", "Place-seconds there were while texts waited; busy ÷ wanted is the use of the pool.");
    }

    internal void Batch(string model, int texts, int requests)
    {
        var tag = new KeyValuePair<string, object?>("model", model);
        _texts.Record(texts, tag);
        _requests.Record(requests, tag);
    }

    internal void Failed(string model) => _failed.Add(1, new KeyValuePair<string, object?>("model", model));

    internal void TimedOut(string model) => _timedOut.Add(1, new KeyValuePair<string, object?>("model", model));

    internal void Assessed(string outcome) => _assessments.Add(1, new KeyValuePair<string, object?>("outcome", outcome));

    internal void Tokens(long input, long output, double usd)
    {
        _tokens.Add(input, new KeyValuePair<string, object?>("direction", "input"));
        _tokens.Add(output, new KeyValuePair<string, object?>("direction", "output"));
        _usd.Add(usd);
    }

    public void Dispose() => _meter.Dispose();
}

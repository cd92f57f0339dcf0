using CreatorAnalytics.Analysis;
using CreatorAnalytics.Analysis.Text;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace CreatorAnalytics.Tests.Analysis;

/// <summary>The text models of the application with a pool of their own.</summary>
internal sealed class TestTextModels : IDisposable
{
    private readonly ServiceProvider _services;

    /// <param name="onnxPath">Where a sentiment model of one's own is.</param>
    public TestTextModels(int poolSize = 5, TimeProvider? time = null, string? onnxPath = null)
    {
        _services = new ServiceCollection()
            .AddMetrics()
            .AddSingleton(time ?? TimeProvider.System)
            .AddSingleton(Options.Create(new AnalysisOptions { PoolSize = poolSize, Sentiment = { OnnxPath = onnxPath } }))
            .AddSingleton<AnalysisPool>()
            .AddSingleton<AnalysisTelemetry>()
            .AddSingleton<TextModels>()
            .BuildServiceProvider();
    }

    public AnalysisPool Pool => _services.GetRequiredService<AnalysisPool>();

    public AnalysisTelemetry Telemetry => _services.GetRequiredService<AnalysisTelemetry>();

    public TextModels Models => _services.GetRequiredService<TextModels>();

    /// <summary>A queue of this pool before a model.</summary>
    public ModelQueue<TText, TResult> Queue<TText, TResult>(ITextModel<TText, TResult> model, BatchLimits limits)
        where TText : notnull => new(model, Pool, limits, _services.GetRequiredService<TimeProvider>(), Telemetry);

    /// <summary>Takes a place of the pool until what is returned is disposed of, once or more often.</summary>
    public async Task<IDisposable> HoldPlaceAsync()
    {
        await Pool.EnterAsync();
        return new Place(Pool);
    }

    public void Dispose() => _services.Dispose();

    private sealed class Place(AnalysisPool pool) : IDisposable
    {
        private int _given;

        public void Dispose()
        {
            if (Interlocked.Exchange(ref _given, 1) == 0)
                pool.Leave();
        }
    }
}

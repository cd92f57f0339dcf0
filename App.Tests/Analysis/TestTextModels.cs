using CreatorAnalytics.Analysis;
using CreatorAnalytics.Analysis.Text;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace CreatorAnalytics.Tests.Analysis;

/// <summary>The text models of the application with a pool of their own.</summary>
internal sealed class TestTextModels : IDisposable
{
    private readonly ServiceProvider _services;

    public TestTextModels(int poolSize = 5, TimeProvider? time = null)
    {
        _services = new ServiceCollection()
            .AddMetrics()
            .AddSingleton(time ?? TimeProvider.System)
            .AddSingleton(Options.Create(new AnalysisOptions { PoolSize = poolSize }))
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

    public void Dispose() => _services.Dispose();
}

using Microsoft.Extensions.Options;

namespace CreatorAnalytics.Analysis;

/// <summary>
/// Limits what analyses take from the machine: so many at once, and of those no more computing than leaves a core to the pages.
/// </summary>
public sealed class AnalysisPool(IOptions<AnalysisOptions> options) : IDisposable
{
    private readonly SemaphoreSlim _places = new(options.Value.PoolSize);
    private readonly SemaphoreSlim _cores = new(Math.Max(1, Environment.ProcessorCount - 1));

    /// <summary>How many creators may be analysed at once.</summary>
    public int Size => options.Value.PoolSize;

    /// <summary>How many are.</summary>
    public int InUse => Size - _places.CurrentCount;

    /// <summary>Waits for a place and holds it until the analysis ends.</summary>
    public Task<T> RunAsync<T>(Func<Task<T>> analysis, CancellationToken cancellationToken) =>
        HoldAsync(_places, analysis, cancellationToken);

    /// <summary>Computes on a thread of its own, once a core is free for it.</summary>
    public Task<T> ComputeAsync<T>(Func<T> compute, CancellationToken cancellationToken) =>
        HoldAsync(_cores, () => Task.Run(compute, cancellationToken), cancellationToken);

    public void Dispose()
    {
        _places.Dispose();
        _cores.Dispose();
    }

    private static async Task<T> HoldAsync<T>(SemaphoreSlim limit, Func<Task<T>> work, CancellationToken cancellationToken)
    {
        await limit.WaitAsync(cancellationToken);
        try
        {
            return await work();
        }
        finally
        {
            limit.Release();
        }
    }
}

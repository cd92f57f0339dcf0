using Microsoft.Extensions.Options;

namespace CreatorAnalytics.Analysis;

/// <summary>
/// Limits what analyses take from the machine: so many batches of texts at work at once, so many creators in memory, and no more
/// computing of figures than leaves a core to the pages.
/// </summary>
public sealed class AnalysisPool(IOptions<AnalysisOptions> options, TimeProvider time) : IDisposable
{
    /// <summary>A creator of the largest kind takes about three megabytes; more of them than places lets batches fill.</summary>
    private const int CreatorsAPlace = 4;

    private readonly SemaphoreSlim _creators = new(CreatorsAPlace * options.Value.PoolSize);
    private readonly SemaphoreSlim _places = new(options.Value.PoolSize);
    private readonly SemaphoreSlim _cores = new(Math.Max(1, Environment.ProcessorCount - 1));

    /// <summary>How many batches may be at work at once.</summary>
    public int Size => options.Value.PoolSize;

    /// <summary>How many are.</summary>
    public int InUse => Size - _places.CurrentCount;

    /// <summary>How well the places are used.</summary>
    public PoolUse Use { get; } = new(options.Value.PoolSize, time);

    /// <summary>Waits until there is memory for one more creator, and holds it until the analysis ends.</summary>
    public Task<T> RunAsync<T>(Func<Task<T>> analysis, CancellationToken cancellationToken) =>
        HoldAsync(_creators, analysis, cancellationToken);

    /// <summary>Computes on a thread of its own, once a core is free for it.</summary>
    public Task<T> ComputeAsync<T>(Func<T> compute, CancellationToken cancellationToken) =>
        HoldAsync(_cores, () => Task.Run(compute, cancellationToken), cancellationToken);

    /// <summary>Waits for a place; <see cref="Leave"/> gives it back.</summary>
    internal async Task EnterAsync()
    {
        await _places.WaitAsync();
        Use.Change(running: 1);
    }

    internal void Leave()
    {
        Use.Change(running: -1);
        _places.Release();
    }

    public void Dispose()
    {
        _creators.Dispose();
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

/// <summary>Adds up how much of a pool works while there is work waiting for it.</summary>
public sealed class PoolUse(int places, TimeProvider time)
{
    private readonly Lock _gate = new();
    private long _since = time.GetTimestamp();
    private int _running;
    private int _waiting;
    private TimeSpan _busy;
    private TimeSpan _wanted;

    /// <summary>Place-seconds at work while something waited.</summary>
    public TimeSpan Busy => Read().Busy;

    /// <summary>Place-seconds that could have been at work: all places, while something waited.</summary>
    public TimeSpan Wanted => Read().Wanted;

    /// <summary>Requests that wait.</summary>
    public int Waiting
    {
        get
        {
            lock (_gate)
                return _waiting;
        }
    }

    internal void Change(int running = 0, int waiting = 0)
    {
        lock (_gate)
        {
            AddUp();
            _running += running;
            _waiting += waiting;
        }
    }

    private (TimeSpan Busy, TimeSpan Wanted) Read()
    {
        lock (_gate)
        {
            AddUp();
            return (_busy, _wanted);
        }
    }

    private void AddUp()
    {
        var now = time.GetTimestamp();
        if (_waiting > 0)
        {
            var elapsed = time.GetElapsedTime(_since, now);
            _busy += _running * elapsed;
            _wanted += places * elapsed;
        }

        _since = now;
    }
}

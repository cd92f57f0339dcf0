using Microsoft.Extensions.Options;

namespace CreatorAnalytics.Apify;

/// <summary>
/// The runs that may be going at once: <see cref="ApifyOptions.MaxConcurrentRuns"/>, or fewer when the account's plan, its memory or
/// what else runs in the account leave less.
/// </summary>
internal sealed class RunSlots(IOptions<ApifyOptions> options)
{
    private readonly Lock _lock = new();
    private int _used;
    private int _planned = int.MaxValue;

    /// <summary>Called after a slot became free, or their number grew.</summary>
    public event Action? Freed;

    public int Used
    {
        get
        {
            lock (_lock)
                return _used;
        }
    }

    public int Limit => Math.Max(1, Math.Min(options.Value.MaxConcurrentRuns, Volatile.Read(ref _planned)));

    /// <summary>
    /// Takes the slots of a batch: two, so that its profile and posts run work side by side; the only one where there is but one, and
    /// they follow each other. Returns 0 when they are not free.
    /// </summary>
    public int TryTake()
    {
        lock (_lock)
        {
            var wanted = Math.Min(2, Limit);
            if (_used + wanted > Limit)
                return 0;
            _used += wanted;
            return wanted;
        }
    }

    /// <summary>Counts runs that are going already, which may exceed the limit.</summary>
    public void Occupy(int count)
    {
        lock (_lock)
            _used += count;
    }

    public void Free(int count)
    {
        lock (_lock)
            _used -= count;
        Freed?.Invoke();
    }

    /// <summary>Takes over what the plan allows. Runs in the account that are not ours leave us less.</summary>
    public void Apply(AccountLimits limits)
    {
        lock (_lock)
        {
            var byCount = limits.Limits?.MaxConcurrentActorJobs - Others(limits.Current?.ActiveActorJobCount, _used);
            var runGbytes = options.Value.RunMemoryMbytes / 1024.0;
            var byMemory = (limits.Limits?.MaxActorMemoryGbytes - Others(limits.Current?.ActorMemoryGbytes, _used * runGbytes)) / runGbytes;
            _planned = (int)Math.Clamp(Math.Min(byCount ?? int.MaxValue, Math.Floor(byMemory ?? int.MaxValue)), 1, int.MaxValue);
        }

        Freed?.Invoke();
    }

    private static double Others(double? all, double ours) => Math.Max(0, (all ?? 0) - ours);
}

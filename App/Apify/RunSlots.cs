using Microsoft.Extensions.Options;

namespace CreatorAnalytics.Apify;

/// <summary>
/// The runs that may be going at once: <see cref="ApifyOptions.MaxConcurrentRuns"/>, or fewer when the account's plan, its memory or
/// what else runs in the account leave less.
/// </summary>
internal sealed class RunSlots(IOptions<ApifyOptions> options)
{
    private readonly Lock _lock = new();
    private readonly Queue<TaskCompletionSource<Slot>> _waiting = new();
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

    /// <summary>Slots that nobody has or waits for.</summary>
    public int Free
    {
        get
        {
            lock (_lock)
                return _waiting.Count > 0 ? 0 : Math.Max(0, Limit - _used);
        }
    }

    /// <summary>Takes a slot: at once when one is free, else after those who asked before.</summary>
    public Task<Slot> TakeAsync(CancellationToken cancellationToken)
    {
        var waiting = new TaskCompletionSource<Slot>(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (_lock)
            _waiting.Enqueue(waiting);
        cancellationToken.UnsafeRegister(static (state, token) => ((TaskCompletionSource<Slot>)state!).TrySetCanceled(token), waiting);
        Serve();
        return waiting.Task;
    }

    /// <summary>Counts a run that is going already, which may exceed the limit.</summary>
    public Slot Occupy()
    {
        lock (_lock)
            _used++;
        return new Slot(this);
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

        Serve();
        Freed?.Invoke();
    }

    private static double Others(double? all, double ours) => Math.Max(0, (all ?? 0) - ours);

    private void Serve()
    {
        lock (_lock)
        {
            // Who gave up waiting is passed over.
            while (_used < Limit && _waiting.TryDequeue(out var next))
            {
                if (next.TrySetResult(new Slot(this)))
                    _used++;
            }
        }
    }

    private void Leave()
    {
        lock (_lock)
            _used--;
        Serve();
        Freed?.Invoke();
    }

    /// <summary>A run's slot, until disposed; disposing it again does nothing.</summary>
    public sealed class Slot(RunSlots slots) : IDisposable
    {
        private RunSlots? _slots = slots;

        public void Dispose() => Interlocked.Exchange(ref _slots, null)?.Leave();
    }
}

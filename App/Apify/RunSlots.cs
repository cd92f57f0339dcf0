using Microsoft.Extensions.Options;

namespace CreatorAnalytics.Apify;

/// <summary>What a process needs of the slots that all share.</summary>
/// <param name="Used">Slots taken.</param>
/// <param name="Asked">With those that are waited for.</param>
/// <param name="Wanted">And with those that would be taken if they were free.</param>
internal sealed record RunNeed(int Used, int Asked, int Wanted);

/// <summary>
/// The runs that may be going at once: <see cref="ApifyOptions.MaxConcurrentRuns"/>, or fewer when the account's plan, its memory or
/// what else runs in the account leave less. Where processes share them, <see cref="SharedRunSlots"/> says which are this one's.
/// </summary>
internal sealed class RunSlots(IOptions<ApifyOptions> options)
{
    private readonly Lock _lock = new();
    private readonly Queue<TaskCompletionSource<Slot>> _waiting = new();
    private int _used;
    private int _wanted;
    private int _planned = int.MaxValue;

    // Without other processes nothing but the limit counts.
    private int _granted = int.MaxValue;
    private int _within = int.MaxValue;
    private int _part = int.MaxValue;
    private int _ofOthers;

    // Slots that were left since it was last asked what is needed: the answer does not know of them.
    private int _left;

    /// <summary>Called after a slot may have become free, or their number have grown.</summary>
    public event Action? Freed;

    /// <summary>Called after more or fewer of them are needed.</summary>
    public event Action? NeedChanged;

    /// <summary>Whether other processes take of the same slots at present.</summary>
    public bool IsShared => Volatile.Read(ref _granted) < int.MaxValue;

    /// <summary>How many all processes together may have.</summary>
    public int OfAll => Math.Max(1, Math.Min(options.Value.MaxConcurrentRuns, Volatile.Read(ref _planned)));

    /// <summary>How many this process may come to have: its part of what all share, also while the others still hold some of it.</summary>
    public int Limit => Math.Max(1, Math.Min(OfAll, Volatile.Read(ref _part)));

    public int Used
    {
        get
        {
            lock (_lock)
                return _used;
        }
    }

    /// <summary>Slots that nobody has or waits for.</summary>
    public int Free
    {
        get
        {
            lock (_lock)
                return Waiting() > 0 ? 0 : Math.Max(0, Within - _used);
        }
    }

    private int Within => Math.Min(OfAll, Volatile.Read(ref _within));

    /// <summary>Says how many more would be taken if they were free, so that other processes leave this one its part.</summary>
    public void Want(int wanted)
    {
        if (Interlocked.Exchange(ref _wanted, wanted) != wanted)
            NeedChanged?.Invoke();
    }

    /// <summary>Takes a slot: at once when one is free, else after those who asked before.</summary>
    public Task<Slot> TakeAsync(CancellationToken cancellationToken)
    {
        var waiting = new TaskCompletionSource<Slot>(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (_lock)
            _waiting.Enqueue(waiting);
        cancellationToken.UnsafeRegister(static (state, token) => ((TaskCompletionSource<Slot>)state!).TrySetCanceled(token), waiting);
        Serve();
        NeedChanged?.Invoke();
        return waiting.Task;
    }

    /// <summary>Counts a run that is going already, which may exceed the limit.</summary>
    public Slot Occupy()
    {
        lock (_lock)
            _used++;
        NeedChanged?.Invoke();
        return new Slot(this);
    }

    /// <summary>
    /// What this process needs of what all share. What it was granted and has not taken it gives back with that, so that it never takes
    /// what the others are told is free.
    /// </summary>
    public RunNeed Ask()
    {
        lock (_lock)
        {
            if (IsShared)
                _granted = _used;
            _left = 0;
            var asked = _used + Waiting();
            return new RunNeed(_used, asked, asked + Volatile.Read(ref _wanted));
        }
    }

    /// <summary>Takes over what this process may have of what all share.</summary>
    /// <param name="granted">Slots that are this one's: no other process takes them.</param>
    /// <param name="within">Slots that it would be granted if it asked for them.</param>
    /// <param name="part">Slots that it comes to have when the others have given back what is more than theirs.</param>
    /// <param name="ofOthers">Slots that the others were granted.</param>
    public void Share(int granted, int within, int part, int ofOthers)
    {
        lock (_lock)
            (_granted, _within, _part, _ofOthers) = (granted - _left, within, part, ofOthers);
        Serve();
        Freed?.Invoke();
    }

    /// <summary>Has them for itself, for want of a place where processes could share them.</summary>
    public void ShareNoLonger()
    {
        lock (_lock)
            (_granted, _within, _part, _ofOthers) = (int.MaxValue, int.MaxValue, int.MaxValue, 0);
        Serve();
        Freed?.Invoke();
    }

    /// <summary>Takes over what the plan allows. Runs in the account that are not ours, of no process, leave us less.</summary>
    public void Apply(AccountLimits limits)
    {
        lock (_lock)
        {
            var ours = _used + _ofOthers;
            var byCount = limits.Limits?.MaxConcurrentActorJobs - Others(limits.Current?.ActiveActorJobCount, ours);
            var runGbytes = options.Value.RunMemoryMbytes / 1024.0;
            var byMemory = (limits.Limits?.MaxActorMemoryGbytes - Others(limits.Current?.ActorMemoryGbytes, ours * runGbytes)) / runGbytes;
            _planned = (int)Math.Clamp(Math.Min(byCount ?? int.MaxValue, Math.Floor(byMemory ?? int.MaxValue)), 1, int.MaxValue);
        }

        Serve();
        Freed?.Invoke();
    }

    private static double Others(double? all, double ours) => Math.Max(0, (all ?? 0) - ours);

    // Who gave up waiting is passed over.
    private int Waiting() => _waiting.Count(waiting => !waiting.Task.IsCompleted);

    private void Serve()
    {
        lock (_lock)
        {
            while (_used < Math.Min(Within, _granted) && _waiting.TryDequeue(out var next))
            {
                if (next.TrySetResult(new Slot(this)))
                    _used++;
            }
        }
    }

    private void Leave()
    {
        lock (_lock)
        {
            _used--;
            _left++;

            // It is everybody's again: who waits here asks like all others.
            if (IsShared)
                _granted--;
        }

        Serve();
        NeedChanged?.Invoke();
        Freed?.Invoke();
    }

    /// <summary>A run's slot, until disposed; disposing it again does nothing.</summary>
    public sealed class Slot(RunSlots slots) : IDisposable
    {
        private RunSlots? _slots = slots;

        public void Dispose() => Interlocked.Exchange(ref _slots, null)?.Leave();
    }
}

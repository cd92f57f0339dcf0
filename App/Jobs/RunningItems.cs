using System.Collections.Concurrent;

namespace CreatorAnalytics.Jobs;

/// <summary>Why work on an item stops before its end.</summary>
public enum StopReason
{
    /// <summary>It does not.</summary>
    None,

    /// <summary>Somebody asked for it.</summary>
    Cancelled,

    /// <summary>Another worker owns the item now.</summary>
    ClaimLost,

    /// <summary>The process is going down; the item is handed back.</summary>
    Shutdown,
}

/// <summary>What this process works on: its slots, and the way to stop one.</summary>
public sealed class RunningItems(IHostApplicationLifetime lifetime)
{
    private readonly ConcurrentDictionary<(Guid ItemId, long ClaimNumber), RunningItem> _items = new();
    private readonly ConcurrentDictionary<Guid, bool> _dropped = new();

    /// <summary>Slots taken.</summary>
    public int Count => _items.Count;

    /// <summary>The items being worked on.</summary>
    public IReadOnlyCollection<Guid> ItemIds => [.. _items.Keys.Select(key => key.ItemId)];

    /// <summary>Items that this process holds but does nothing for any more: their leases must end.</summary>
    public IReadOnlyCollection<Guid> Dropped => [.. _dropped.Keys];

    /// <summary>Takes a slot for a claim.</summary>
    public void Add(ItemClaim claim)
    {
        _dropped.TryRemove(claim.ItemId, out _);
        _items[(claim.ItemId, claim.ClaimNumber)] = new RunningItem(this, claim, lifetime.ApplicationStopping);
    }

    /// <summary>Leaves an item whose outcome could not be written to whoever claims it when its lease has ended.</summary>
    public void Drop(ItemClaim claim) => _dropped[claim.ItemId] = true;

    /// <summary>Dropped items that somebody else holds by now, or that have ended.</summary>
    public void Forget(IEnumerable<Guid> dropped)
    {
        foreach (var itemId in dropped)
            _dropped.TryRemove(itemId, out _);
    }

    /// <summary>The slot of a claim; disposing it frees the slot.</summary>
    public RunningItem Get(ItemClaim claim) => _items[(claim.ItemId, claim.ClaimNumber)];

    /// <summary>Stops work on an item, if it is worked on here.</summary>
    public void Stop(Guid itemId, StopReason reason)
    {
        foreach (var item in _items.Values.Where(item => item.Claim.ItemId == itemId))
            item.Stop(reason);
    }

    private void Remove(ItemClaim claim) => _items.TryRemove((claim.ItemId, claim.ClaimNumber), out _);

    /// <summary>An item that is being worked on.</summary>
    public sealed class RunningItem : IDisposable
    {
        private readonly RunningItems _owner;
        private readonly CancellationTokenSource _stop = new();
        private readonly CancellationTokenRegistration _onShutdown;
        private int _reason;

        internal RunningItem(RunningItems owner, ItemClaim claim, CancellationToken shutdown)
        {
            _owner = owner;
            Claim = claim;
            _onShutdown = shutdown.Register(() => Stop(StopReason.Shutdown));
        }

        public ItemClaim Claim { get; }

        /// <summary>Cancelled when the work is to stop; <see cref="StopReason"/> then says why.</summary>
        public CancellationToken Token => _stop.Token;

        public StopReason StopReason => (StopReason)Volatile.Read(ref _reason);

        public void Dispose()
        {
            _onShutdown.Dispose();
            _owner.Remove(Claim);
        }

        /// <summary>The first reason counts.</summary>
        internal void Stop(StopReason reason)
        {
            if (Interlocked.CompareExchange(ref _reason, (int)reason, (int)StopReason.None) == (int)StopReason.None)
                _stop.Cancel();
        }
    }
}

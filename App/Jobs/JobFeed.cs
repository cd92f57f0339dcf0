using System.Collections.Immutable;

namespace CreatorAnalytics.Jobs;

/// <summary>
/// Tells whoever listens of the changes of a user's jobs, after they are committed. Events may arrive out of order, since transactions
/// end on many threads: a listener goes by <see cref="JobEvent.Seq"/>. Nothing is kept for those who come late: they subscribe first and
/// read the database then.
/// </summary>
public sealed class JobFeed(ILogger<JobFeed> logger)
{
    private readonly Lock _lock = new();
    private ImmutableDictionary<Guid, ImmutableArray<Subscription>> _byUser = ImmutableDictionary<Guid, ImmutableArray<Subscription>>.Empty;

    /// <summary>Raised with each event that is told here, whoever listens; it must return at once.</summary>
    internal event Action<JobEvent>? Told;

    /// <summary>The users whose jobs somebody listens to.</summary>
    internal IReadOnlyCollection<Guid> Users => [.. _byUser.Keys];

    /// <summary>How many listen.</summary>
    public int Subscribers => _byUser.Sum(user => user.Value.Length);

    /// <summary>
    /// Calls <paramref name="onEvent"/> for each change of the user's jobs until the result is disposed. It is called on the publisher's
    /// thread and must return at once: it stores and signals, and does its work elsewhere.
    /// </summary>
    public IDisposable Subscribe(Guid userId, Action<JobEvent> onEvent)
    {
        var subscription = new Subscription(this, userId, onEvent);
        lock (_lock)
            _byUser = _byUser.SetItem(userId, _byUser.GetValueOrDefault(userId, []).Add(subscription));
        return subscription;
    }

    /// <summary>Tells of committed changes. A listener that fails harms nobody else.</summary>
    public void Publish(IReadOnlyList<JobEvent> events)
    {
        foreach (var change in events)
        {
            Told?.Invoke(change);
            foreach (var subscription in _byUser.GetValueOrDefault(change.UserId, []))
            {
                try
                {
                    subscription.OnEvent(change);
                }
                catch (Exception exception)
                {
                    logger.LogError(exception, "A listener failed on event {Seq} of job {JobId}", change.Seq, change.JobId);
                }
            }
        }
    }

    private void Remove(Subscription subscription)
    {
        lock (_lock)
        {
            var left = _byUser.GetValueOrDefault(subscription.UserId, []).Remove(subscription);
            _byUser = left.IsEmpty ? _byUser.Remove(subscription.UserId) : _byUser.SetItem(subscription.UserId, left);
        }
    }

    private sealed class Subscription(JobFeed feed, Guid userId, Action<JobEvent> onEvent) : IDisposable
    {
        public Guid UserId => userId;

        public Action<JobEvent> OnEvent => onEvent;

        public void Dispose() => feed.Remove(this);
    }
}

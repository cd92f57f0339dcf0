namespace CreatorAnalytics.Apify;

/// <summary>
/// Keeps requests to one resource, and to the account, under the platform's limits. Who asks is given the next free moment, in order of
/// arrival, so that no caller overtakes another. A refusal halves the rate of its resource and answers raise it again; what
/// the platform says its limit is counts when it is lower than what is documented.
/// </summary>
internal sealed class RequestPacer(TimeProvider time)
{
    /// <summary>Requests a second that the platform documents for one resource: an actor, a run, a dataset, a task.</summary>
    public const int PerResource = 60;

    /// <summary>250,000 a minute for the whole account.</summary>
    private const int PerAccount = 4000;

    // What is sent evenly can arrive in a bunch.
    private const double Share = 0.9;
    private const int ForgetFrom = 1000;

    private static readonly TimeSpan PauseAfterRefusal = TimeSpan.FromSeconds(1);

    private readonly Lock _lock = new();
    private readonly Dictionary<string, Lane> _resources = new(StringComparer.Ordinal);
    private readonly Lane _account = new(PerAccount * Share);

    /// <summary>The resource that a path is about: <c>v2/actor-runs/ID</c>, whatever of it is asked for.</summary>
    public static string ResourceOf(string path)
    {
        var parts = path.Split('?')[0].Split('/');
        return string.Join('/', parts.Take(3));
    }

    /// <summary>Waits until a request to the resource may be sent.</summary>
    public async Task WaitAsync(string resource, CancellationToken cancellationToken)
    {
        TimeSpan wait;
        lock (_lock)
        {
            var now = time.GetUtcNow();
            var lane = LaneOf(resource, now);
            var allowed = _account.Next(now);
            _account.Take(allowed);
            var at = Later(lane.Next(now), allowed);
            lane.Take(at);
            wait = at - now;
        }

        if (wait > TimeSpan.Zero)
            await Task.Delay(wait, time, cancellationToken);
    }

    /// <summary>Notes that the platform answered, and the limit that it named.</summary>
    public void Answered(string resource, int? limit)
    {
        lock (_lock)
            LaneOf(resource, time.GetUtcNow()).Raise(Share * Math.Min(limit is > 0 ? limit.Value : PerResource, PerResource));
    }

    /// <summary>Notes a 429.</summary>
    public void Refused(string resource, TimeSpan? retryAfter)
    {
        lock (_lock)
        {
            var now = time.GetUtcNow();
            LaneOf(resource, now).Halve(now + (retryAfter ?? PauseAfterRefusal));
        }
    }

    private Lane LaneOf(string resource, DateTimeOffset now)
    {
        if (_resources.TryGetValue(resource, out var lane))
            return lane;
        if (_resources.Count >= ForgetFrom)
        {
            foreach (var (name, _) in _resources.Where(pair => pair.Value.IsIdle(now)).ToList())
                _resources.Remove(name);
        }

        return _resources[resource] = new Lane(PerResource * Share);
    }

    private static DateTimeOffset Later(DateTimeOffset one, DateTimeOffset other) => one > other ? one : other;

    /// <summary>One resource's requests in the last second, and those that have their moment already.</summary>
    private sealed class Lane(double rate)
    {
        private static readonly TimeSpan Window = TimeSpan.FromSeconds(1);
        private static readonly TimeSpan IdleFrom = TimeSpan.FromMinutes(1);

        private readonly Queue<DateTimeOffset> _taken = new();
        private double _rate = rate;
        private DateTimeOffset _last;
        private DateTimeOffset _pausedUntil;

        /// <summary>The earliest moment at which no second holds more than the rate.</summary>
        public DateTimeOffset Next(DateTimeOffset now)
        {
            var most = Math.Max(1, (int)_rate);
            while (_taken.Count > most)
                _taken.Dequeue();
            var next = _taken.Count < most ? now : Later(now, _taken.Peek() + Window);
            return Later(Later(next, _last), _pausedUntil);
        }

        public void Take(DateTimeOffset at)
        {
            _taken.Enqueue(at);
            _last = at;
        }

        public void Raise(double ceiling) => _rate = Math.Min(ceiling, _rate + ceiling / PerResource);

        public void Halve(DateTimeOffset pausedUntil)
        {
            _rate = Math.Max(1, _rate / 2);
            _pausedUntil = Later(_pausedUntil, pausedUntil);
        }

        public bool IsIdle(DateTimeOffset now) => now - _last > IdleFrom && now > _pausedUntil;
    }
}

using System.Collections.Concurrent;
using System.Globalization;

namespace CreatorAnalytics.Apify.Sandbox;

/// <summary>
/// The platform's requests a second for one resource: 400 to start runs and push rows, 200 for records, 60 for everything else. Whoever
/// sends more within any second is answered with 429.
/// </summary>
internal sealed class RateLimits(TimeProvider time)
{
    private const int ForgetFrom = 2000;

    private static readonly long Second = TimeSpan.TicksPerSecond;

    private readonly ConcurrentDictionary<(string Resource, int Limit), Lane> _lanes = new();

    /// <summary>Counts a request, and names its resource's limit in the answer.</summary>
    /// <exception cref="ApifyFault">There were too many.</exception>
    public void Count(HttpContext context)
    {
        var limit = LimitOf(context.Request);
        context.Response.Headers["X-RateLimit-Limit"] = limit.ToString(CultureInfo.InvariantCulture);
        var now = time.GetUtcNow().Ticks;
        if (_lanes.Count > ForgetFrom)
            Forget(now);
        if (!_lanes.GetOrAdd((ResourceOf(context.Request), limit), key => new Lane(key.Limit)).TryTake(now))
            throw new ApifyFault(429, "rate-limit-exceeded", $"You have exceeded the rate limit of {limit} requests per second");
    }

    private static int LimitOf(HttpRequest request)
    {
        var path = request.Path.Value!;
        if (HttpMethods.IsPost(request.Method) && (path.EndsWith("/runs", StringComparison.Ordinal) || path.EndsWith("/items", StringComparison.Ordinal)
            || path.EndsWith("/metamorph", StringComparison.Ordinal) || path.Contains("/run-sync", StringComparison.Ordinal)))
            return 400;
        return path.Contains("/records/", StringComparison.Ordinal) ? 200 : 60;
    }

    // v2/actor-runs/ID, whatever of it is asked for.
    private static string ResourceOf(HttpRequest request) => string.Join('/', request.Path.Value!.TrimStart('/').Split('/').Take(3));

    private void Forget(long now)
    {
        foreach (var (key, lane) in _lanes)
        {
            if (lane.IsIdle(now))
                _lanes.TryRemove(key, out _);
        }
    }

    private sealed class Lane(int limit)
    {
        private readonly Lock _lock = new();
        private readonly Queue<long> _taken = new();

        public bool TryTake(long now)
        {
            lock (_lock)
            {
                while (_taken.TryPeek(out var oldest) && oldest <= now - Second)
                    _taken.Dequeue();
                if (_taken.Count >= limit)
                    return false;
                _taken.Enqueue(now);
                return true;
            }
        }

        public bool IsIdle(long now)
        {
            lock (_lock)
                return _taken.Count == 0 || _taken.Last() <= now - Second;
        }
    }
}

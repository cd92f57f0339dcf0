using System.Collections.Concurrent;
using System.Globalization;
using System.Security.Claims;
using CreatorAnalytics.Accounts;
using CreatorAnalytics.Storage;
using Microsoft.Extensions.Options;

namespace CreatorAnalytics.Api;

/// <summary>
/// Limits the requests of each key, and tells in each answer what is left: a bucket a key, which fills with
/// <see cref="ApiOptions.RequestsPerSecond"/> and holds <see cref="ApiOptions.RequestBurst"/>. All processes count
/// together while Redis answers, and each for itself while it does not.
/// </summary>
internal sealed class RateLimits(RequestDelegate next, IOptions<ApiOptions> options, SharedBuckets shared, TimeProvider time)
{
    private readonly ConcurrentDictionary<string, Bucket> _buckets = new(StringComparer.Ordinal);

    public async Task InvokeAsync(HttpContext http)
    {
        if (http.User.FindFirstValue(AccountClaims.ApiKeyId) is not { } key)
        {
            await next(http);
            return;
        }

        var left = await shared.TakeAsync($"api:{key}", options.Value.RequestsPerSecond, options.Value.RequestBurst)
            ?? _buckets.GetOrAdd(key, _ => new Bucket(options.Value, time.GetTimestamp())).Take(time);
        var headers = http.Response.Headers;
        headers["RateLimit-Limit"] = options.Value.RequestBurst.ToString(CultureInfo.InvariantCulture);
        headers["RateLimit-Remaining"] = Math.Max(0, (int)left).ToString(CultureInfo.InvariantCulture);
        headers["RateLimit-Reset"] = "1";
        if (left >= 0)
        {
            await next(http);
            return;
        }

        headers.RetryAfter = "1";
        await Problems.ForStatus(StatusCodes.Status429TooManyRequests).ExecuteAsync(http);
    }

    private sealed class Bucket(ApiOptions options, long filledAt)
    {
        private readonly Lock _lock = new();
        private double _level = options.RequestBurst;
        private long _filledAt = filledAt;

        /// <summary>Takes one request out and returns what is left; below 0, and nothing taken, when there was none.</summary>
        public double Take(TimeProvider time)
        {
            lock (_lock)
            {
                var now = time.GetTimestamp();
                _level = Math.Min(options.RequestBurst, _level + (time.GetElapsedTime(_filledAt, now).TotalSeconds * options.RequestsPerSecond));
                _filledAt = now;
                if (_level < 1)
                    return -1;
                return --_level;
            }
        }
    }
}

using System.Globalization;

namespace CreatorAnalytics.Storage;

/// <summary>Token buckets that all processes take from together. Redis' clock fills them, so that the processes' own need not agree.</summary>
public sealed class SharedBuckets(RedisConnection redis)
{
    private const string Take = """
        local rate, burst = tonumber(ARGV[1]), tonumber(ARGV[2])
        local time = redis.call('TIME')
        local now = time[1] + time[2] / 1000000
        local bucket = redis.call('HMGET', KEYS[1], 'level', 'at')
        local level = math.min(burst, (tonumber(bucket[1]) or burst) + math.max(0, now - (tonumber(bucket[2]) or now)) * rate)
        local left = -1
        if level >= 1 then
          level = level - 1
          left = level
        end
        redis.call('HSET', KEYS[1], 'level', tostring(level), 'at', string.format('%.6f', now))
        redis.call('PEXPIRE', KEYS[1], math.ceil(burst / rate * 1000) + 1000)
        return tostring(left)
        """;

    /// <summary>Takes one token and returns how many are left; below 0, and nothing taken, when there was none.</summary>
    /// <returns>Null without Redis: the caller has to count for itself.</returns>
    public async Task<double?> TakeAsync(string bucket, double perSecond, int burst) =>
        await redis.EvaluateAsync(Take, $"creator-analytics:bucket:{bucket}", perSecond, burst) is { } left
            ? double.Parse(left.ToString(), CultureInfo.InvariantCulture)
            : null;
}

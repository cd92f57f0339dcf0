using Microsoft.Extensions.Options;
using StackExchange.Redis;

namespace CreatorAnalytics.Storage;

/// <summary>
/// The way to Redis, if there is one. Nothing may depend on it: who asks while it is away, or slow, is told so at once, and goes by what
/// its own process knows.
/// </summary>
public sealed class RedisConnection(IOptions<RedisOptions> options, TimeProvider time, ILogger<RedisConnection> logger)
    : IHostedService, IAsyncDisposable
{
    // How long somebody's request asks nothing after it did not answer, so that not each waits for it.
    private static readonly TimeSpan Rest = TimeSpan.FromSeconds(5);

    // How long an answer is waited for in the background.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);

    private ConnectionMultiplexer? _redis;
    private long _silentAt;
    private int _isAway;

    /// <summary>How long somebody's request waits for an answer.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromMilliseconds(250);

    /// <summary>Called when it has come back.</summary>
    public event Action? Restored;

    /// <summary>Null when there is none, or it is away.</summary>
    public ISubscriber? Connected => _redis is { IsConnected: true } redis ? redis.GetSubscriber() : null;

    /// <summary>Whether the installation has one, away or not.</summary>
    public bool IsConfigured => options.Value.ConnectionString is { Length: > 0 };

    /// <summary>Connects in the background: an application whose Redis is away starts and works, and connects when it comes back.</summary>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        if (!IsConfigured)
            return;
        var configuration = ConfigurationOptions.Parse(options.Value.ConnectionString!);
        configuration.AbortOnConnectFail = false;
        configuration.ReconnectRetryPolicy = new LinearRetry((int)Patience.TotalMilliseconds);
        _redis = await ConnectionMultiplexer.ConnectAsync(configuration);
        _redis.ConnectionFailed += (_, failure) => SetAway($"{failure.FailureType}");
        _redis.ConnectionRestored += (_, _) => SetBack();
        if (!_redis.IsConnected)
            SetAway("not reached yet");
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>Hears what is published, also after Redis was away.</summary>
    public Task SubscribeAsync(RedisChannel channel, Action<string> onMessage) =>
        _redis?.GetSubscriber().SubscribeAsync(channel, (_, message) => onMessage(message!), CommandFlags.FireAndForget) ?? Task.CompletedTask;

    /// <summary>
    /// Runs a script on one key for somebody who waits. Null when there is no Redis, it is away, or it does not answer in time of late.
    /// </summary>
    internal Task<RedisResult?> EvaluateAsync(string script, RedisKey key, params RedisValue[] arguments) =>
        Volatile.Read(ref _silentAt) is var silentAt and not 0 && time.GetElapsedTime(silentAt) < Rest
            ? Task.FromResult<RedisResult?>(null)
            : EvaluateAsync(Timeout, script, key, arguments);

    /// <summary>Runs a script on one key in the background: what is slow is better than nothing.</summary>
    internal Task<RedisResult?> EvaluatePatientlyAsync(string script, RedisKey key, params RedisValue[] arguments) =>
        EvaluateAsync(Patience, script, key, arguments);

    private async Task<RedisResult?> EvaluateAsync(TimeSpan atMost, string script, RedisKey key, RedisValue[] arguments)
    {
        if (_redis is not { IsConnected: true } redis)
            return null;
        var begun = time.GetTimestamp();
        try
        {
            var result = await redis.GetDatabase().ScriptEvaluateAsync(script, [key], arguments).WaitAsync(atMost, time);
            if (time.GetElapsedTime(begun) < Timeout && Interlocked.Exchange(ref _silentAt, 0) != 0)
                SetBack();
            return result;
        }
        catch (Exception exception) when (exception is RedisException or TimeoutException)
        {
            Volatile.Write(ref _silentAt, time.GetTimestamp());
            SetAway(exception.Message);
            return null;
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_redis is not null)
            await _redis.DisposeAsync();
    }

    private void SetAway(string problem)
    {
        if (Interlocked.Exchange(ref _isAway, 1) == 0)
            logger.LogWarning("Redis is away ({Problem}); until it is back the database is asked each second and each process counts limits for itself", problem);
    }

    private void SetBack()
    {
        if (Interlocked.Exchange(ref _isAway, 0) == 1)
            logger.LogInformation("Redis is back");
        Restored?.Invoke();
    }
}

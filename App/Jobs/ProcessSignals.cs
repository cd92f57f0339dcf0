using Microsoft.Extensions.Options;
using StackExchange.Redis;

namespace CreatorAnalytics.Jobs;

/// <summary>
/// Tells the other processes, through Redis if there is one, that jobs changed: they look for new events and new work at once instead
/// of within a second or two. It carries no data and may lose a signal; the database is the truth.
/// </summary>
public sealed class ProcessSignals(
    IOptions<RedisOptions> options, Worker worker, Doorbell doorbell, TimeProvider time, ILogger<ProcessSignals> logger)
    : IHostedService, IAsyncDisposable
{
    private static readonly RedisChannel Channel = RedisChannel.Literal("creator-analytics:jobs");

    private const string WorkPrefix = "work:";
    private const string ChangePrefix = "change:";

    private readonly Doorbell _bell = new(time);
    private ConnectionMultiplexer? _redis;

    /// <summary>Connects in the background: an application whose Redis is away starts and works, and connects when it comes back.</summary>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        if (options.Value.ConnectionString is not { Length: > 0 } connection)
            return;
        var configuration = ConfigurationOptions.Parse(connection);
        configuration.AbortOnConnectFail = false;
        _redis = await ConnectionMultiplexer.ConnectAsync(configuration);
        _redis.ConnectionFailed += (_, failure) => logger.LogWarning("Redis is away ({Failure}); the database is asked each second instead", failure.FailureType);
        _redis.ConnectionRestored += (_, _) =>
        {
            logger.LogInformation("Redis is back");
            _bell.Ring();
        };
        await _redis.GetSubscriber().SubscribeAsync(Channel, (_, message) => Hear(message!), CommandFlags.FireAndForget);
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>Says that jobs changed here, and whether there is something to claim now. Never throws and never waits.</summary>
    public void Tell(bool givesWork)
    {
        if (_redis is { IsConnected: true } redis)
            redis.GetSubscriber().Publish(Channel, (givesWork ? WorkPrefix : ChangePrefix) + worker.Id, CommandFlags.FireAndForget);
    }

    /// <summary>Waits for a signal of another process, at most <paramref name="atMost"/>.</summary>
    public Task WaitAsync(TimeSpan atMost, CancellationToken cancellationToken) => _bell.WaitAsync(atMost, cancellationToken);

    public async ValueTask DisposeAsync()
    {
        if (_redis is not null)
            await _redis.DisposeAsync();
    }

    private void Hear(string message)
    {
        if (message.EndsWith(worker.Id, StringComparison.Ordinal))
            return;
        _bell.Ring();
        if (message.StartsWith(WorkPrefix, StringComparison.Ordinal))
            doorbell.Ring();
    }
}

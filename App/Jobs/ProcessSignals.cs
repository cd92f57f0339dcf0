using CreatorAnalytics.Storage;
using StackExchange.Redis;

namespace CreatorAnalytics.Jobs;

/// <summary>
/// Tells the other processes, through Redis if there is one, that jobs changed: they look for new events and new work at once instead
/// of within a second or two. It carries no data and may lose a signal; the database is the truth.
/// </summary>
public sealed class ProcessSignals(RedisConnection redis, Worker worker, Doorbell doorbell, TimeProvider time) : IHostedService
{
    private static readonly RedisChannel Channel = RedisChannel.Literal("creator-analytics:jobs");

    private const string WorkPrefix = "work:";
    private const string ChangePrefix = "change:";

    private readonly Doorbell _bell = new(time);

    public Task StartAsync(CancellationToken cancellationToken)
    {
        redis.Restored += _bell.Ring;
        return redis.SubscribeAsync(Channel, Hear);
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>Says that jobs changed here, and whether there is something to claim now. Never throws and never waits.</summary>
    public void Tell(bool givesWork) =>
        redis.Connected?.Publish(Channel, (givesWork ? WorkPrefix : ChangePrefix) + worker.Id, CommandFlags.FireAndForget);

    /// <summary>Waits for a signal of another process, at most <paramref name="atMost"/>.</summary>
    public Task WaitAsync(TimeSpan atMost, CancellationToken cancellationToken) => _bell.WaitAsync(atMost, cancellationToken);

    private void Hear(string message)
    {
        if (message.EndsWith(worker.Id, StringComparison.Ordinal))
            return;
        _bell.Ring();
        if (message.StartsWith(WorkPrefix, StringComparison.Ordinal))
            doorbell.Ring();
    }
}

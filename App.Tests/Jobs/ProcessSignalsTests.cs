using CreatorAnalytics.Jobs;
using CreatorAnalytics.Storage;
using CreatorAnalytics.Tests.Support;

namespace CreatorAnalytics.Tests.Jobs;

/// <summary>Needs a redis-server on the path; without one there is nothing to test against.</summary>
public sealed class ProcessSignalsTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_change_on_one_process_wakes_the_other_also_after_redis_was_gone()
    {
        await using var redis = new RedisServer();
        await using var one = await redis.ConnectAsync(TimeProvider.System);
        await using var other = await redis.ConnectAsync(TimeProvider.System);
        var (first, second) = (await StartAsync(one, "first"), await StartAsync(other, "second"));
        await WakesAsync(first, second);

        await redis.StopAsync();
        first.Tell(givesWork: true);
        redis.Start();
        await WakesAsync(first, second);
    }

    // Until the connection stands a signal is lost, as it may be: whoever tells goes on telling.
    private static async Task WakesAsync(ProcessSignals teller, ProcessSignals hearer)
    {
        var woken = hearer.WaitAsync(Patience, Cancel);
        var begin = TimeProvider.System.GetTimestamp();
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(50));
        while (!woken.IsCompleted && await timer.WaitForNextTickAsync(Cancel))
            teller.Tell(givesWork: true);
        Assert.True(TimeProvider.System.GetElapsedTime(begin) < Patience, "No signal came.");
    }

    private static async Task<ProcessSignals> StartAsync(RedisConnection connection, string worker)
    {
        var time = TimeProvider.System;
        var signals = new ProcessSignals(connection, new Worker(worker), new Doorbell(time), time);
        await signals.StartAsync(Cancel);
        return signals;
    }
}

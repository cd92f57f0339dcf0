using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using CreatorAnalytics.Jobs;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace CreatorAnalytics.Tests.Jobs;

/// <summary>Needs a redis-server on the path; without one there is nothing to test against.</summary>
public sealed class ProcessSignalsTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_change_on_one_process_wakes_the_other_also_after_redis_was_gone()
    {
        var port = FreePort();
        var redis = StartRedis(port);
        await using var first = await ConnectAsync(port, "first");
        await using var second = await ConnectAsync(port, "second");
        await WakesAsync(first, second);

        await StopAsync(redis);
        first.Tell(givesWork: true);
        redis = StartRedis(port);
        await WakesAsync(first, second);
        await StopAsync(redis);
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

    private static async Task<ProcessSignals> ConnectAsync(int port, string worker)
    {
        var options = Options.Create(new RedisOptions { ConnectionString = $"127.0.0.1:{port}" });
        var time = TimeProvider.System;
        var signals = new ProcessSignals(options, new Worker(worker), new Doorbell(time), time, NullLogger<ProcessSignals>.Instance);
        await signals.StartAsync(Cancel);
        return signals;
    }

    private static Process StartRedis(int port)
    {
        try
        {
            return Process.Start(new ProcessStartInfo("redis-server", ["--port", $"{port}", "--bind", "127.0.0.1", "--save", ""])
            {
                RedirectStandardOutput = true,
                WorkingDirectory = Path.GetTempPath(),
            })!;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            Assert.Skip("There is no redis-server here.");
            throw;
        }
    }

    private static async Task StopAsync(Process redis)
    {
        redis.Kill();
        await redis.WaitForExitAsync(Cancel);
        redis.Dispose();
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}

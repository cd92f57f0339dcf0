using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using CreatorAnalytics.Storage;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace CreatorAnalytics.Tests.Support;

/// <summary>A redis-server of the test's own, that can go and come back. A test that needs one is skipped where none is installed.</summary>
public sealed class RedisServer : IAsyncDisposable
{
    private readonly int _port = FreePort();
    private Process? _process;

    public RedisServer() => Start();

    public string ConnectionString => $"127.0.0.1:{_port}";

    public void Start()
    {
        try
        {
            _process = Process.Start(new ProcessStartInfo("redis-server", ["--port", $"{_port}", "--bind", "127.0.0.1", "--save", ""])
            {
                RedirectStandardOutput = true,
                WorkingDirectory = Path.GetTempPath(),
            })!;
            while (_process.StandardOutput.ReadLine() is { } line && !line.Contains("Ready to accept", StringComparison.Ordinal))
            {
            }
        }
        catch (System.ComponentModel.Win32Exception)
        {
            Assert.Skip("There is no redis-server here.");
        }
    }

    /// <summary>The way of a process to it, connected; patient, since the machine may be busy with other tests.</summary>
    public async Task<RedisConnection> ConnectAsync(TimeProvider time)
    {
        var options = Options.Create(new RedisOptions { ConnectionString = ConnectionString });
        var connection = new RedisConnection(options, time, NullLogger<RedisConnection>.Instance) { Timeout = TimeSpan.FromSeconds(20) };
        await connection.StartAsync(TestContext.Current.CancellationToken);
        await UntilAsync(() => Task.FromResult(connection.Connected is not null));
        return connection;
    }

    /// <summary>Looks until something is so, which here depends on another process.</summary>
    public async Task UntilAsync(Func<Task<bool>> isSo)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        patience.CancelAfter(TimeSpan.FromSeconds(60));
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(20));
        while (!await isSo())
            await timer.WaitForNextTickAsync(patience.Token);
    }

    public async Task StopAsync()
    {
        if (_process is not { } running)
            return;
        _process = null;
        running.Kill();
        await running.WaitForExitAsync();
        running.Dispose();
    }

    public async ValueTask DisposeAsync() => await StopAsync();

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}

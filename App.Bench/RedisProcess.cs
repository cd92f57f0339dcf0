using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace CreatorAnalytics.Bench;

/// <summary>A redis-server of the bench's own, which writes its log to disk each second, as Redis does by default where it keeps one.</summary>
internal sealed class RedisProcess : IAsyncDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("creator-analytics-redis-").FullName;
    private readonly int _port = FreePort();
    private Process? _process;

    private RedisProcess()
    {
    }

    public string ConnectionString => $"127.0.0.1:{_port}";

    public static async Task<RedisProcess> StartAsync()
    {
        var redis = new RedisProcess();
        await redis.ComeBackAsync();
        return redis;
    }

    /// <summary>Starts it, again after <see cref="GoAsync"/>; returns when it answers.</summary>
    public async Task ComeBackAsync()
    {
        _process = Process.Start(new ProcessStartInfo(
            "redis-server", ["--port", $"{_port}", "--bind", "127.0.0.1", "--appendonly", "yes", "--dir", _folder])
        {
            RedirectStandardOutput = true,
        })!;
        while (await _process.StandardOutput.ReadLineAsync() is { } line)
        {
            if (line.Contains("Ready to accept", StringComparison.Ordinal))
                return;
        }

        throw new InvalidOperationException("redis-server ended.");
    }

    /// <summary>kill -9.</summary>
    public async Task GoAsync()
    {
        _process!.Kill();
        await _process.WaitForExitAsync();
        _process.Dispose();
    }

    public async ValueTask DisposeAsync()
    {
        await GoAsync();
        Directory.Delete(_folder, recursive: true);
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}

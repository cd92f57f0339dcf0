using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

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
            _process.BeginOutputReadLine();
        }
        catch (System.ComponentModel.Win32Exception)
        {
            Assert.Skip("There is no redis-server here.");
        }
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

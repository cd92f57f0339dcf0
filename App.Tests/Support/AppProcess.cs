using System.Diagnostics;
using System.Text;

namespace CreatorAnalytics.Tests.Support;

/// <summary>The application as an operator starts it: a process of its own, told things by arguments and variables.</summary>
public sealed class AppProcess : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly Process _process;
    private readonly StringBuilder _output = new();
    private readonly StringBuilder _error = new();
    private readonly TaskCompletionSource<string> _address = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private AppProcess(Process process) => _process = process;

    public string Output
    {
        get
        {
            lock (_output)
                return _output.ToString();
        }
    }

    public string Error
    {
        get
        {
            lock (_error)
                return _error.ToString();
        }
    }

    /// <summary>Starts App.dll in Production unless the variables say otherwise.</summary>
    public static AppProcess Start(IEnumerable<KeyValuePair<string, string?>> variables, params string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet", [typeof(Program).Assembly.Location, .. arguments])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = Path.GetTempPath(),
        };
        start.Environment["ASPNETCORE_ENVIRONMENT"] = "Production";
        start.Environment["ASPNETCORE_URLS"] = "http://127.0.0.1:0";
        start.Environment["DOTNET_hostBuilder__reloadConfigOnChange"] = "false";
        foreach (var (name, value) in variables)
            start.Environment[name.Replace(":", "__", StringComparison.Ordinal)] = value;

        var app = new AppProcess(new Process { StartInfo = start });
        app._process.OutputDataReceived += (_, line) => app.Read(line.Data);
        app._process.ErrorDataReceived += (_, line) => Append(app._error, line.Data);
        app._process.Start();
        app._process.BeginOutputReadLine();
        app._process.BeginErrorReadLine();
        return app;
    }

    /// <summary>The address that the process prints when it listens.</summary>
    public async Task<Uri> AddressAsync()
    {
        var first = await Task.WhenAny(_address.Task, ExitCodeAsync()).WaitAsync(Patience);
        return first == _address.Task ? new Uri(await _address.Task) : throw new InvalidOperationException($"It ended:\n{Output}{Error}");
    }

    public async Task<int> ExitCodeAsync()
    {
        await _process.WaitForExitAsync().WaitAsync(Patience);
        return _process.ExitCode;
    }

    /// <summary>Kills it with -9, if it still runs: it learns nothing and cleans up nothing.</summary>
    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
            _process.Kill(entireProcessTree: true);
        await _process.WaitForExitAsync();
        _process.Dispose();
    }

    private void Read(string? line)
    {
        Append(_output, line);
        if (line?.Contains("listening on", StringComparison.Ordinal) is true && line.IndexOf("http://", StringComparison.Ordinal) is >= 0 and var at)
            _address.TrySetResult(line[at..].Split('"', ' ')[0]);
    }

    private static void Append(StringBuilder text, string? line)
    {
        lock (text)
            text.AppendLine(line);
    }
}

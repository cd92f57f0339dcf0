using System.Globalization;
using System.Runtime.InteropServices;

namespace CreatorAnalytics.Apify.Sandbox;

/// <summary><c>App.dll sandbox</c>: the sandbox alone, until it is told to stop.</summary>
internal sealed class SandboxCommand : ICommand
{
    private const int DefaultPort = 4010;

    private const string Help = """
        Runs an Apify-compatible server with made-up creators on this machine, for Apify:BaseUrl.

          sandbox [--port 4010] [--time-scale 1] [--seed 1] [--token T]

          --port        the loopback port; 0 takes any free one (default 4010)
          --time-scale  how long everything takes: 1 as on the real platform, 0.01 a hundredth of it (default 1)
          --seed        which world of creators: the same seed and username give the same creator (default 1)
          --token       the only token to accept (default: any)
        """;

    public async Task<int> RunAsync(string[] args)
    {
        if (args.Any(argument => argument is "--help" or "-h" or "-?"))
        {
            Console.WriteLine(Help);
            return 0;
        }

        var (options, problems) = Parse(args);
        if (problems.Count > 0)
        {
            foreach (var problem in problems)
                await Console.Error.WriteLineAsync(problem);
            await Console.Error.WriteLineAsync();
            await Console.Error.WriteLineAsync(Help);
            return 2;
        }

        return await ServeAsync(options);
    }

    /// <summary>The options that the arguments ask for, and everything that is wrong with them.</summary>
    internal static (SandboxOptions Options, IReadOnlyList<string> Problems) Parse(string[] args)
    {
        var options = new SandboxOptions { Port = DefaultPort };
        var problems = new List<string>();
        for (var i = 0; i < args.Length; i++)
        {
            var (name, value) = args[i].Split('=', 2) is [var left, var right] ? (left, right) : (args[i], null);
            if (name is not ("--port" or "--time-scale" or "--seed" or "--token"))
            {
                problems.Add($"\"{args[i]}\" is not an argument of sandbox.");
                continue;
            }

            value ??= i + 1 < args.Length ? args[++i] : "";
            if (Apply(options, name, value) is { } problem)
                problems.Add(problem);
        }

        return (options, problems);
    }

    private static string? Apply(SandboxOptions options, string name, string value)
    {
        var invariant = CultureInfo.InvariantCulture;
        switch (name)
        {
            case "--port" when int.TryParse(value, NumberStyles.None, invariant, out var port) && port <= 65_535:
                options.Port = port;
                return null;
            case "--port":
                return $"--port must be 0 to 65535; it is \"{value}\".";
            case "--time-scale" when double.TryParse(value, NumberStyles.Float, invariant, out var scale) && scale is >= 0 and <= 100:
                options.TimeScale = scale;
                return null;
            case "--time-scale":
                return $"--time-scale must be a number from 0 to 100, such as 0.01; it is \"{value}\".";
            case "--seed" when int.TryParse(value, NumberStyles.AllowLeadingSign, invariant, out var seed):
                options.Seed = seed;
                return null;
            case "--seed":
                return $"--seed must be a whole number; it is \"{value}\".";
            default:
                options.Token = value;
                return value.Length > 0 ? null : "--token must not be empty.";
        }
    }

    private static async Task<int> ServeAsync(SandboxOptions options)
    {
        using var logging = LoggerFactory.Create(log => log.AddSimpleConsole(console => console.SingleLine = true).SetMinimumLevel(LogLevel.Warning));
        await using var server = new SandboxServer(options, TimeProvider.System, logging.CreateLogger<SandboxServer>());
        var told = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        void Stop(PosixSignalContext signal)
        {
            signal.Cancel = true;
            told.TrySetResult();
        }

        using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop);
        using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop);
        try
        {
            await server.StartAsync();
        }
        catch (IOException exception)
        {
            await Console.Error.WriteLineAsync($"The sandbox cannot listen on port {options.Port}: {exception.Message} Choose another with --port.");
            return 1;
        }

        Console.WriteLine($"Sandbox listening on {server.BaseAddress.GetLeftPart(UriPartial.Authority)} (Ctrl+C stops it)");
        await told.Task;
        await server.StopAsync();
        return 0;
    }
}

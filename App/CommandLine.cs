using CreatorAnalytics.Accounts;
using CreatorAnalytics.Apify.Sandbox;
using CreatorAnalytics.Credits;
using CreatorAnalytics.Storage;

namespace CreatorAnalytics;

/// <summary>A command of the binary beside the server.</summary>
public interface ICommand
{
    /// <summary>Runs with the arguments after the command's name and returns the exit code: 0 done, 1 failed, 2 wrong arguments.</summary>
    Task<int> RunAsync(string[] args);
}

/// <summary>The commands, by the word that starts them.</summary>
internal static class CommandLine
{
    private static readonly Dictionary<string, Func<ICommand>> Commands = new(StringComparer.Ordinal)
    {
        ["sandbox"] = () => new SandboxCommand(),
        ["team-create"] = () => new TeamCreateCommand(HostOfTeams, Console.Out, Console.Error),
    };

    /// <summary>The command that the first argument names, or null when the server is to start.</summary>
    public static ICommand? Find(string[] args) =>
        args.Length > 0 && Commands.TryGetValue(args[0], out var create) ? create() : null;

    /// <summary>The rooms that make up a team, without a server. Nothing is logged: what a command prints is its answer.</summary>
    internal static IHost HostOfTeams(string[] configuration)
    {
        var builder = AppHost.CreateBuilder(configuration);
        builder.Logging.ClearProviders();
        builder.AddStorage();
        builder.AddAccounts();
        builder.AddCredits();
        return builder.Build();
    }
}

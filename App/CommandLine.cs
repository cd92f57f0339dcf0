using CreatorAnalytics.Accounts;
using CreatorAnalytics.Apify.Sandbox;
using CreatorAnalytics.Credits;
using CreatorAnalytics.Operations;
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
        ["migrate"] = () => new MigrateCommand(Console),
        ["grant"] = () => new GrantCommand(Console),
        ["key"] = () => new KeyCommand(Console),
        ["password-reset"] = () => new PasswordResetCommand(Console),
        ["verify"] = () => new VerifyCommand(Console),
        ["--help"] = () => new HelpCommand(System.Console.Out),
        ["-h"] = () => new HelpCommand(System.Console.Out),
        ["team-create"] = () => new TeamCreateCommand(HostOfTeams, System.Console.Out, System.Console.Error),
    };

    private static CommandContext Console => new(HostOfTeams, System.Console.Out, System.Console.Error);

    /// <summary>
    /// The command that the first argument names, or null when the server is to start. A word that is neither a command nor
    /// configuration is a mistake: a server that starts instead would only hide it.
    /// </summary>
    public static ICommand? Find(string[] args) => args switch
    {
        [] => null,
        [var word, ..] when Commands.TryGetValue(word, out var create) => create(),
        [var word, ..] when IsConfiguration(word) => null,
        [var word, ..] => new UnknownCommand(word, System.Console.Error),
    };

    // --key value, --key=value, /key value, key=value: what the configuration reads.
    private static bool IsConfiguration(string word) => word is ['-' or '/', ..] || word.Contains('=', StringComparison.Ordinal);

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

/// <summary><c>--help</c>: what the binary can do.</summary>
internal sealed class HelpCommand(TextWriter output) : ICommand
{
    internal const string Text = """
        Without a command the server starts; arguments such as --Database:Provider=Sqlite are configuration.

          migrate       bring the database up to this version
          team-create   make a further team with its owner
          grant         give credits to a team
          key           make an API key for a member
          password-reset  make a link for somebody who forgot their password
          verify        audit the books
          sandbox       run a platform with made-up creators, to try everything without an account

        Each says more with --help. Exit codes: 0 done, 1 not possible, 2 wrong arguments.
        """;

    public async Task<int> RunAsync(string[] args)
    {
        await output.WriteLineAsync(Text);
        return 0;
    }
}

/// <summary>A word that is no command: says which there are.</summary>
internal sealed class UnknownCommand(string word, TextWriter errors) : ICommand
{
    private const int WrongArguments = 2;

    public async Task<int> RunAsync(string[] args)
    {
        await errors.WriteLineAsync($"'{word}' is not a command.");
        await errors.WriteLineAsync();
        await errors.WriteLineAsync(HelpCommand.Text);
        return WrongArguments;
    }
}

using System.Data.Common;
using System.Globalization;
using CreatorAnalytics.Storage;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace CreatorAnalytics.Accounts;

/// <summary>
/// `App.dll team-create`: a further team from the command line. It starts no server and migrates nothing, so it works beside a running
/// one. Prints the team's id and nothing else.
/// </summary>
/// <param name="buildHost">Makes the services of the rooms that a team consists of, from configuration arguments.</param>
internal sealed class TeamCreateCommand(Func<string[], IHost> buildHost, TextWriter output, TextWriter errors) : ICommand
{
    private const int Done = 0;
    private const int Failed = 1;
    private const int WrongArguments = 2;

    private const string Usage =
        """
        Usage: team-create --team NAME --email ADDRESS --password PASSWORD --credits NUMBER --key KEY

          --team       the team's name
          --email      its owner's e-mail address, by which they sign in
          --password   their password, 8 characters or more
          --credits    exactly so many credits to start with
          --key        an API key with every scope, 32 characters or more

        Arguments such as --Database:Provider=Sqlite are configuration, as for the server.
        Prints the team's id. Exit codes: 0 done, 1 not possible, 2 wrong arguments.
        """;

    private static readonly string[] Names = ["team", "email", "password", "credits", "key"];

    public async Task<int> RunAsync(string[] args)
    {
        if (args is ["--help" or "-h", ..])
        {
            await output.WriteLineAsync(Usage);
            return Done;
        }

        var problems = Parse(args, out var wanted, out var configuration);
        if (wanted is null)
        {
            await WriteAsync(problems);
            await errors.WriteLineAsync(Usage);
            return WrongArguments;
        }

        try
        {
            return await CreateAsync(wanted, configuration);
        }
        catch (OptionsValidationException invalid)
        {
            await WriteAsync(invalid.Failures);
        }
        catch (Exception exception) when (exception is DbException or DbUpdateException or InvalidOperationException)
        {
            await WriteAsync([$"The team was not made. {(exception.InnerException ?? exception).Message}"]);
        }

        return Failed;
    }

    private async Task<int> CreateAsync(NewTeam wanted, string[] configuration)
    {
        using var host = buildHost(configuration);
        await using var scope = host.Services.CreateAsyncScope();
        if (!await IsMigratedAsync(scope.ServiceProvider.GetRequiredService<AppDbContext>()))
        {
            await WriteAsync(["The database is not set up, or not for this version: start the server once, or apply the migrations, then try again."]);
            return Failed;
        }

        switch (await scope.ServiceProvider.GetRequiredService<TeamRegistration>().CreateAsync(wanted, CancellationToken.None))
        {
            case TeamCreation.Created created:
                await output.WriteLineAsync(created.TeamId.ToString());
                return Done;
            case TeamCreation.Refused refused:
                await WriteAsync(refused.Problems);
                break;
        }

        return Failed;
    }

    private static async Task<bool> IsMigratedAsync(AppDbContext db) =>
        await db.Database.CanConnectAsync() && !(await db.Database.GetPendingMigrationsAsync()).Any();

    /// <summary>Everything that is wrong with the arguments at once; <paramref name="wanted"/> is null when something is.</summary>
    private static List<string> Parse(string[] args, out NewTeam? wanted, out string[] configuration)
    {
        List<string> problems = [];
        Dictionary<string, string> values = [];
        List<string> settings = [];
        for (var n = 0; n < args.Length; n++)
        {
            var name = args[n].StartsWith("--", StringComparison.Ordinal) ? args[n][2..] : "";
            if (name.Contains(':', StringComparison.Ordinal))
                settings.Add(args[n]);
            else if (name.Split('=', 2) is [var before, var after] && Names.Contains(before))
                values[before] = after;
            else if (!Names.Contains(name))
                problems.Add($"'{args[n]}' is not an argument of team-create.");
            else if (n + 1 == args.Length)
                problems.Add($"--{name} needs a value.");
            else
                values[name] = args[++n];
        }

        problems.AddRange(Names.Except(values.Keys).Select(name => $"--{name} is missing."));
        if (values.TryGetValue("credits", out var text)
            && !(long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out _)))
        {
            problems.Add($"--credits must be a whole number, 0 or more; it is '{text}'.");
        }

        configuration = [.. settings];
        wanted = problems.Count > 0
            ? null
            : new NewTeam(
                values["team"], values["email"], values["password"], long.Parse(values["credits"], CultureInfo.InvariantCulture), values["key"]);
        return problems;
    }

    private async Task WriteAsync(IEnumerable<string> problems)
    {
        foreach (var problem in problems)
            await errors.WriteLineAsync(problem);
    }
}

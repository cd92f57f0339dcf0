using System.Data.Common;
using CreatorAnalytics.Storage;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace CreatorAnalytics.Operations;

/// <summary>What a command works with.</summary>
/// <param name="BuildHost">Makes a host of settings, without a server.</param>
/// <param name="Output">For the answer.</param>
/// <param name="Errors">For what is wrong.</param>
internal sealed record CommandContext(Func<string[], IHost> BuildHost, TextWriter Output, TextWriter Errors);

/// <summary>
/// A command for operators: reads its arguments, builds a host, does one thing. It ends with 0 when that is done, 1 when it could not be,
/// 2 when the arguments are wrong; <c>--help</c> says how it is called.
/// </summary>
internal abstract class OperatorCommand(CommandContext context) : ICommand
{
    private const int Done = 0;
    private const int Failed = 1;
    private const int WrongArguments = 2;

    /// <summary>What <c>--help</c> prints.</summary>
    protected abstract string Usage { get; }

    /// <summary>Arguments that must be given, without their dashes.</summary>
    protected virtual string[] Required => [];

    /// <summary>Arguments that may be.</summary>
    protected virtual string[] Optional => [];

    /// <summary>Whether the database must be up to date.</summary>
    protected virtual bool NeedsTables => true;

    public async Task<int> RunAsync(string[] args)
    {
        if (args.Any(arg => arg is "--help" or "-h"))
        {
            await context.Output.WriteLineAsync(Usage);
            return Done;
        }

        var arguments = new CommandArguments(args, Required, Optional);
        Check(arguments);
        if (arguments.Problems.Count > 0)
        {
            await WriteAsync(arguments.Problems);
            await context.Errors.WriteLineAsync(Usage);
            return WrongArguments;
        }

        try
        {
            using var host = context.BuildHost(arguments.Settings);
            await using var scope = host.Services.CreateAsyncScope();
            if (NeedsTables && !await IsMigratedAsync(scope.ServiceProvider.GetRequiredService<AppDbContext>()))
                return await FailAsync("The database is not set up, or not for this version. Run 'migrate', or start the server once, then try again.");
            return await RunAsync(arguments, scope.ServiceProvider) ? Done : Failed;
        }
        catch (OptionsValidationException invalid)
        {
            await WriteAsync(invalid.Failures);
            return Failed;
        }
        catch (Exception exception) when (exception is DbException or DbUpdateException or InvalidOperationException)
        {
            return await FailAsync((exception.InnerException ?? exception).Message);
        }
    }

    /// <summary>Looks at what the arguments say; what is wrong is noted in them.</summary>
    internal virtual void Check(CommandArguments arguments)
    {
    }

    /// <returns>Whether it is done; what is wrong has been written.</returns>
    internal abstract Task<bool> RunAsync(CommandArguments arguments, IServiceProvider services);

    protected Task SayAsync(string line) => context.Output.WriteLineAsync(line);

    /// <summary>Says what is wrong; false, to be returned.</summary>
    protected async Task<bool> RefuseAsync(string problem)
    {
        await context.Errors.WriteLineAsync(problem);
        return false;
    }

    private static async Task<bool> IsMigratedAsync(AppDbContext db) =>
        await db.Database.CanConnectAsync() && !(await db.Database.GetPendingMigrationsAsync()).Any();

    private async Task<int> FailAsync(string problem)
    {
        await context.Errors.WriteLineAsync(problem);
        return Failed;
    }

    private async Task WriteAsync(IEnumerable<string> problems)
    {
        foreach (var problem in problems)
            await context.Errors.WriteLineAsync(problem);
    }
}

using CreatorAnalytics.Storage;
using Microsoft.EntityFrameworkCore;

namespace CreatorAnalytics.Operations;

/// <summary><c>migrate</c>: brings the database up to this version, for installations where the server may not.</summary>
internal sealed class MigrateCommand(CommandContext context) : OperatorCommand(context)
{
    protected override string Usage => """
        migrate
          Brings the database up to this version of the application. Do it before the new version starts where
          Database:MigrateAtStart is false. Doing it again changes nothing.
        """;

    protected override bool NeedsTables => false;

    internal override async Task<bool> RunAsync(CommandArguments arguments, IServiceProvider services)
    {
        var db = services.GetRequiredService<AppDbContext>();
        var pending = (await db.Database.GetPendingMigrationsAsync()).ToList();
        await db.Database.MigrateAsync();
        await SayAsync(pending.Count == 0 ? "The database is up to date." : $"Applied {string.Join(", ", pending)}.");
        return true;
    }
}

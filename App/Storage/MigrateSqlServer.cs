using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace CreatorAnalytics.Storage;

/// <summary>Brings the schema on SQL Server up to date when the operator said so; else it says what is missing, and waits for it.</summary>
internal sealed class MigrateSqlServer(IDbContextFactory<AppDbContext> contexts, IOptions<DatabaseOptions> options) : IStartupTask
{
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        if (options.Value.MigrateAtStart)
        {
            await db.Database.MigrateAsync(cancellationToken);
            return;
        }

        var pending = (await db.Database.GetPendingMigrationsAsync(cancellationToken)).ToList();
        if (pending.Count > 0)
        {
            throw new InvalidOperationException(
                $"The database lacks {pending.Count} migration(s), the first being {pending[0]}. Apply the migration script, or set "
                + "Database:MigrateAtStart to true.");
        }
    }
}

using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace CreatorAnalytics.Storage;

/// <summary>Brings the schema up to date: always on SQLite, on SQL Server when the operator said so; else it says what is missing.</summary>
internal sealed class MigrateAtStart(
    IDbContextFactory<AppDbContext> contexts, WriteGate gate, IOptions<DatabaseOptions> options) : IStartupTask
{
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        if (db is SqliteAppDbContext || options.Value.MigrateAtStart)
        {
            using var turn = await gate.EnterAsync(cancellationToken);
            await db.Database.MigrateAsync(cancellationToken);
            return;
        }

        var pending = (await db.Database.GetPendingMigrationsAsync(cancellationToken)).ToList();
        if (pending.Count > 0)
            throw new InvalidOperationException(
                $"The database lacks {pending.Count} migration(s), the first being {pending[0]}. Apply the migration script, or set Database:MigrateAtStart to true.");
    }
}

using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore.Migrations;
using Microsoft.EntityFrameworkCore.Sqlite.Migrations.Internal;

namespace CreatorAnalytics.Storage;

/// <summary>
/// Lets one process at a time migrate a SQLite file. EF Core's own lock is a row, which stays when a process is killed while it starts:
/// every later start would wait for it for ever. This one is SQLite's lock on an empty file beside the database, which ends with the
/// process.
/// </summary>
#pragma warning disable EF1001 // Only this type says how SQLite's lock is taken, and it has no public form.
internal sealed class SqliteMigrationLock(HistoryRepositoryDependencies dependencies) : SqliteHistoryRepository(dependencies)
#pragma warning restore EF1001
{
    public override IMigrationsDatabaseLock AcquireDatabaseLock()
    {
        var connection = new SqliteConnectionStringBuilder(Dependencies.Connection.ConnectionString)
        {
            Pooling = false,

            // However long the other one takes.
            DefaultTimeout = 0,
        };
        connection.DataSource += "-migrating";
        var file = new SqliteConnection(connection.ConnectionString);
        try
        {
            file.Open();
            file.BeginTransaction(deferred: false);
            return new Held(this, file);
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    /// <summary>SQLite has no other way to wait than on the thread.</summary>
    public override Task<IMigrationsDatabaseLock> AcquireDatabaseLockAsync(CancellationToken cancellationToken = default) =>
        Task.FromResult(AcquireDatabaseLock());

    private sealed record Held(IHistoryRepository HistoryRepository, SqliteConnection File) : IMigrationsDatabaseLock
    {
        public void Dispose() => File.Dispose();

        public ValueTask DisposeAsync() => File.DisposeAsync();
    }
}

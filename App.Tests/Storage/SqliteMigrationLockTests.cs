using CreatorAnalytics.Tests.Support;
using Microsoft.Data.Sqlite;

namespace CreatorAnalytics.Tests.Storage;

public sealed class SqliteMigrationLockTests : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    private readonly string _folder = Directory.CreateTempSubdirectory("creator-analytics-").FullName;

    private string ConnectionString => $"Data Source={Path.Combine(_folder, "test.db")};Pooling=False";

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task No_start_waits_for_a_process_that_was_killed_while_it_migrated()
    {
        // What EF Core's own lock leaves behind.
        await using (var connection = new SqliteConnection(ConnectionString))
        {
            await connection.OpenAsync(Cancel);
            await using var command = connection.CreateCommand();
            command.CommandText =
                """
                CREATE TABLE "__EFMigrationsLock" ("Id" INTEGER NOT NULL PRIMARY KEY, "Timestamp" TEXT NOT NULL);
                INSERT INTO "__EFMigrationsLock" VALUES (1, '2026-01-01 00:00:00+00:00');
                """;
            await command.ExecuteNonQueryAsync(Cancel);
        }

        await using var app = NewApp();
        await StartAsync(app);
    }

    [Fact]
    public async Task Processes_that_start_at_once_on_a_new_file_migrate_one_after_the_other()
    {
        await using var one = NewApp();
        await using var other = NewApp();
        await Task.WhenAll(StartAsync(one), StartAsync(other));
    }

    private static Task StartAsync(AppFixture app) => Task.Run(app.StartAsync, Cancel).WaitAsync(Patience, Cancel);

    private AppFixture NewApp() => new(
        "Production", ("Database:Provider", "Sqlite"), ("ConnectionStrings:CreatorAnalytics", ConnectionString), ("Bootstrap:AdminEmail", "a@example.com"), ("Bootstrap:AdminPassword", "correct horse battery"));
}

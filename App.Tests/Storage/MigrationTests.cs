using System.Globalization;
using CreatorAnalytics.Storage;
using CreatorAnalytics.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.EntityFrameworkCore.Migrations;

namespace CreatorAnalytics.Tests.Storage;

public sealed class MigrationTests
{
    private static AppDbContext Sqlite => new DesignTimeSqliteContext().CreateDbContext([]);

    private static AppDbContext SqlServer => new DesignTimeSqlServerContext().CreateDbContext([]);

    [Fact]
    public void The_script_for_SQL_Server_is_one_that_it_can_read()
    {
        using var db = SqlServer;
        Assert.NotEmpty(db.Database.GetMigrations());

        var script = db.GetService<IMigrator>().GenerateScript(options: MigrationsSqlGenerationOptions.Idempotent);

        Assert.Contains("credit_ledger", script, StringComparison.Ordinal);
        Assert.NotEmpty(TransactSql.MustParse(script));
    }

    [Fact]
    public void Both_databases_have_a_migration_for_everything_in_the_model()
    {
        using var sqlite = Sqlite;
        using var sqlServer = SqlServer;
        Assert.All((AppDbContext[])[sqlite, sqlServer], db =>
        {
            Assert.NotEmpty(db.Database.GetMigrations());
            Assert.False(
                db.Database.HasPendingModelChanges(),
                $"{db.GetType().Name} has changed since its last migration; CONTRIBUTING.md has the command that adds one.");
        });
    }

    [Fact]
    public void Both_databases_have_the_same_tables_columns_and_indexes()
    {
        using var sqlite = Sqlite;
        using var sqlServer = SqlServer;
        var expected = Describe(sqlite);
        Assert.NotEmpty(expected);
        Assert.Equal(expected, Describe(sqlServer));
    }

    [Fact]
    [Trait("Category", TestDatabase.Category)]
    public async Task The_migrations_make_every_table_of_the_model()
    {
        using var test = TestDatabase.Empty();
        await using var db = test.CreateDbContext();
        await db.Database.MigrateAsync(TestContext.Current.CancellationToken);

        Assert.Empty(await db.Database.GetPendingMigrationsAsync(TestContext.Current.CancellationToken));
        await db.Database.OpenConnectionAsync(TestContext.Current.CancellationToken);
        Assert.All(db.GetService<IDesignTimeModel>().Model.GetRelationalModel().Tables, table =>
        {
            using var count = db.Database.GetDbConnection().CreateCommand();
            count.CommandText = $"SELECT COUNT(*) FROM \"{table.Name}\"";
            Assert.Equal(0L, Convert.ToInt64(count.ExecuteScalar(), CultureInfo.InvariantCulture));
        });
    }

    private static List<string> Describe(AppDbContext db) =>
    [
        .. db.GetService<IDesignTimeModel>().Model.GetRelationalModel().Tables
            .SelectMany(table => table.Columns.Select(column => $"{table.Name}.{column.Name}{(column.IsNullable ? "?" : "")}")
                .Concat(table.Indexes.Select(index => $"{table.Name} index {Names(index.Columns)}{(index.IsUnique ? " unique" : "")}"))
                .Concat(table.UniqueConstraints.Select(key => $"{table.Name} key {Names(key.Columns)}"))
                .Concat(table.ForeignKeyConstraints.Select(key => $"{table.Name} {Names(key.Columns)} to {key.PrincipalTable.Name} {key.OnDeleteAction}"))
                .Concat(table.CheckConstraints.Select(check => $"{table.Name} check {check.Sql}")))
            .Order(StringComparer.Ordinal),
    ];

    private static string Names(IEnumerable<IColumn> columns) => string.Join(", ", columns.Select(column => column.Name));
}

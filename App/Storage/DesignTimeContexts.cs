using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Design;

namespace CreatorAnalytics.Storage;

/// <summary>The contexts as the migration commands make them: the model without a database, so that neither server nor file is needed.</summary>
internal sealed class DesignTimeSqliteContext : IDesignTimeDbContextFactory<SqliteAppDbContext>
{
    public SqliteAppDbContext CreateDbContext(string[] args) => new(
        new DbContextOptionsBuilder<SqliteAppDbContext>()
            .UseSqlite("Data Source=design-time.db")
            .UseSnakeCaseNamingConvention()
            .Options);
}

/// <inheritdoc cref="DesignTimeSqliteContext"/>
internal sealed class DesignTimeSqlServerContext : IDesignTimeDbContextFactory<SqlServerAppDbContext>
{
    public SqlServerAppDbContext CreateDbContext(string[] args) => new(
        new DbContextOptionsBuilder<SqlServerAppDbContext>()
            .UseSqlServer("Server=.;Database=design-time;Integrated Security=true")
            .UseSnakeCaseNamingConvention()
            .Options);
}

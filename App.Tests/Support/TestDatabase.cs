using CreatorAnalytics.Storage;
using Microsoft.EntityFrameworkCore;

namespace CreatorAnalytics.Tests.Support;

/// <summary>A database of its own in a temporary SQLite file, with the whole model; gone when disposed.</summary>
public sealed class TestDatabase : IDbContextFactory<AppDbContext>, IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("creator-analytics-").FullName;
    private readonly DbContextOptions<SqliteAppDbContext> _options;
    private readonly WriteGate _gate = new(oneAtATime: true);

    public TestDatabase()
    {
        _options = new DbContextOptionsBuilder<SqliteAppDbContext>()
            .UseSqlite($"Data Source={Path.Combine(_folder, "test.db")};Pooling=False")
            .UseSnakeCaseNamingConvention()
            .AddInterceptors(new SqlitePragmas(), new WriteGate.SaveChangesGate(_gate))
            .Options;
        Database = new Database(this, _gate);
        using var db = CreateDbContext();
        db.Database.EnsureCreated();
    }

    /// <summary>The service that rooms use.</summary>
    public Database Database { get; }

    public AppDbContext CreateDbContext() => new SqliteAppDbContext(_options);

    public void Dispose()
    {
        _gate.Dispose();
        Directory.Delete(_folder, recursive: true);
    }
}

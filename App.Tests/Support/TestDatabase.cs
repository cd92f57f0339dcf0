using System.Data.Common;
using CreatorAnalytics.Storage;
using Microsoft.Data.SqlClient;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.Extensions.DependencyInjection;

namespace CreatorAnalytics.Tests.Support;

/// <summary>
/// A database of its own, with the whole model, gone when disposed: a temporary SQLite file, or, when TEST_SQLSERVER holds a connection
/// string, a new database on that server. Tests that mean something on both carry <c>[Trait("Category", "Database")]</c>.
/// </summary>
public sealed class TestDatabase : IDbContextFactory<AppDbContext>, IDisposable
{
    /// <summary>The trait of tests that are run on SQL Server too.</summary>
    public const string Category = "Database";

    private static readonly string? Server = Environment.GetEnvironmentVariable("TEST_SQLSERVER") is { Length: > 0 } server ? server : null;

    private readonly string _folder = Directory.CreateTempSubdirectory("creator-analytics-").FullName;
    private readonly string _connection;
    private readonly WriteGate _gate = new(oneAtATime: !IsSqlServer, TimeProvider.System);

    public TestDatabase()
        : this(withTables: true)
    {
    }

    private TestDatabase(bool withTables)
    {
        _connection = IsSqlServer
            ? new SqlConnectionStringBuilder(Server) { InitialCatalog = $"creator_analytics_{Guid.NewGuid():N}" }.ConnectionString
            : $"Data Source={Path.Combine(_folder, "test.db")};Pooling=False";
        Database = new Database(this, _gate);
        if (!withTables)
            return;
        using var db = CreateDbContext();
        db.Database.EnsureCreated();
    }

    /// <summary>Whether the tests run on SQL Server.</summary>
    public static bool IsSqlServer => Server is not null;

    /// <summary>The service that rooms use.</summary>
    public Database Database { get; }

    /// <summary>Where writes wait for their turn.</summary>
    public WriteGate Gate => _gate;

    /// <summary>Called before each transaction begins; what it throws is what a database that cannot be written to would.</summary>
    public Action BeforeTransaction { get; set; } = () => { };

    /// <summary>The configuration that makes an application use this database.</summary>
    public IReadOnlyDictionary<string, string?> Settings => new Dictionary<string, string?>
    {
        ["Database:Provider"] = IsSqlServer ? nameof(DatabaseProvider.SqlServer) : nameof(DatabaseProvider.Sqlite),
        ["Database:MigrateAtStart"] = "true",
        ["ConnectionStrings:CreatorAnalytics"] = _connection,
    };

    /// <summary>A database without tables, for an application that brings its own by its migrations.</summary>
    public static TestDatabase Empty() => new(withTables: false);

    public AppDbContext CreateDbContext()
    {
        if (IsSqlServer)
        {
            var sqlServer = new DbContextOptionsBuilder<SqlServerAppDbContext>()
                .UseSqlServer(_connection, server => server.EnableRetryOnFailure())
                .UseSnakeCaseNamingConvention();
            ConfigureSqlServer(sqlServer);
            sqlServer.AddInterceptors(new TransactionHook(this));
            return new SqlServerAppDbContext(sqlServer.Options);
        }

        return new SqliteAppDbContext(new DbContextOptionsBuilder<SqliteAppDbContext>()
            .UseSqlite(_connection)
            .UseSnakeCaseNamingConvention()
            .AddInterceptors(new SqlitePragmas(), new WriteGate.SaveChangesGate(_gate), new TransactionHook(this))
            .Options);
    }

    /// <summary>Gives the application's contexts what <see cref="ConfigureSqlServer"/> gives those made here.</summary>
    public void Configure(IServiceCollection services)
    {
        if (IsSqlServer)
            services.ConfigureDbContext<SqlServerAppDbContext>(ConfigureSqlServer);
    }

    public void Dispose()
    {
        Database.DisposeAsync().AsTask().Wait();
        if (IsSqlServer)
        {
            using var db = CreateDbContext();
            db.Database.EnsureDeleted();
        }

        Directory.Delete(_folder, recursive: true);
    }

    /// <summary>The one place for whatever the server under test needs beyond its connection string.</summary>
    private static void ConfigureSqlServer(DbContextOptionsBuilder options)
    {
    }
    private sealed class TransactionHook(TestDatabase test) : DbTransactionInterceptor
    {
        public override ValueTask<InterceptionResult<DbTransaction>> TransactionStartingAsync(
            DbConnection connection, TransactionStartingEventData eventData, InterceptionResult<DbTransaction> result,
            CancellationToken cancellationToken = default)
        {
            test.BeforeTransaction();
            return ValueTask.FromResult(result);
        }
    }
}

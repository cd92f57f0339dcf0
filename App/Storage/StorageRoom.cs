using Microsoft.Data.SqlClient;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.EntityFrameworkCore.Migrations;
using Microsoft.EntityFrameworkCore.Storage;

namespace CreatorAnalytics.Storage;

/// <summary>What Storage puts into the application.</summary>
public static class StorageRoom
{
    private const string ProviderKey = $"{DatabaseOptions.Section}:{nameof(DatabaseOptions.Provider)}";
    private const string ConnectionKey = $"ConnectionStrings:{DatabaseOptions.ConnectionStringName}";

    // EF Core's own number.
    private const int DefaultKept = 1024;

    public static void AddStorage(this WebApplicationBuilder builder)
    {
        var services = builder.Services;
        var provider = ProviderOf(builder);
        services.AddCheckedOptions<DatabaseOptions>(DatabaseOptions.Section, _ => ConnectionProblems(provider, builder.Configuration));
        services.AddSingleton(sp => new WriteGate(oneAtATime: provider is DatabaseProvider.Sqlite, sp.GetRequiredService<TimeProvider>()));
        if (provider is DatabaseProvider.Sqlite)
        {
            AddContext<SqliteAppDbContext>(services, (options, sp) => options
                .UseSqlite(SqliteConnectionString(sp), sqlite => sqlite.UseParameterizedCollectionMode(ParameterTranslationMode.Parameter))
                .ReplaceService<IRelationalConnection, KeptSqliteConnection>()
                .ReplaceService<IHistoryRepository, SqliteMigrationLock>()
                .AddInterceptors(new SqlitePragmas(), new WriteGate.SaveChangesGate(sp.GetRequiredService<WriteGate>())),
                KeptSqliteConnection.Contexts);
            services.AddHostedService<MigrateSqliteFirst>();
        }
        else
        {
            AddContext<SqlServerAppDbContext>(services, (options, sp) => options
                .UseSqlServer(SqlServerConnectionString(sp), server => server
                    .EnableRetryOnFailure()
                    .UseParameterizedCollectionMode(ParameterTranslationMode.Parameter)));
            services.AddSingleton<IStartupTask, MigrateSqlServer>();
        }

        services.AddCheckedOptions<RedisOptions>(RedisOptions.Section, options => options.Problems());
        services.AddSingleton<RedisConnection>();
        services.AddSingleton<SharedBuckets>();
        services.AddHostedService(sp => sp.GetRequiredService<RedisConnection>());
        services.AddSingleton<Database>();
        services.AddSingleton<DatabaseClock>();
        services.AddSingleton<Readiness>();
        services.AddHostedService<StartupRunner>();
    }

    // A word that is no provider is refused with all other mistakes of the configuration, before the one assumed here is used.
    private static DatabaseProvider ProviderOf(WebApplicationBuilder builder) =>
        Enum.TryParse<DatabaseProvider>(builder.Configuration[ProviderKey], ignoreCase: true, out var provider)
            ? provider
            : builder.Environment.IsDevelopment() ? DatabaseProvider.Sqlite : DatabaseProvider.SqlServer;

    private static IEnumerable<string> ConnectionProblems(DatabaseProvider provider, IConfiguration configuration)
    {
        var connection = configuration.GetConnectionString(DatabaseOptions.ConnectionStringName);
        if (provider is DatabaseProvider.SqlServer && string.IsNullOrWhiteSpace(connection))
            yield return $"{ConnectionKey} must be set to a SQL Server connection string, or {ProviderKey} to Sqlite.";
        else if (!CanBeRead(provider, connection))
            yield return $"{ConnectionKey} cannot be read as a connection string for {provider}.";
    }

    private static bool CanBeRead(DatabaseProvider provider, string? connection)
    {
        try
        {
            _ = provider is DatabaseProvider.Sqlite ? new SqliteConnectionStringBuilder(connection) : (object)new SqlConnectionStringBuilder(connection);
            return true;
        }
        catch (Exception exception) when (exception is ArgumentException or FormatException or KeyNotFoundException)
        {
            return false;
        }
    }

    private static void AddContext<TContext>(IServiceCollection services, Action<DbContextOptionsBuilder, IServiceProvider> configure, int kept = DefaultKept)
        where TContext : AppDbContext
    {
        services.AddPooledDbContextFactory<TContext>((sp, options) => configure(
            options
                .UseSnakeCaseNamingConvention()

                // Those for the migration commands are in this assembly too, and what they derive from is not published.
                .ConfigureWarnings(warnings => warnings.Ignore(CoreEventId.TypeLoadingErrorWarning)),
            sp), kept);
        services.AddSingleton<IDbContextFactory<AppDbContext>, ContextFactory<TContext>>();
        services.AddScoped<AppDbContext>(sp => sp.GetRequiredService<IDbContextFactory<TContext>>().CreateDbContext());
    }

    private static string SqliteConnectionString(IServiceProvider services)
    {
        var configured = services.GetRequiredService<IConfiguration>().GetConnectionString(DatabaseOptions.ConnectionStringName);
        var connection = new SqliteConnectionStringBuilder(configured ?? "Data Source=data/creator-analytics.db");

        // A relative path means the same file whichever folder the application was started from.
        var root = services.GetRequiredService<IHostEnvironment>().ContentRootPath;
        if (connection.Mode is not SqliteOpenMode.Memory)
        {
            connection.DataSource = Path.GetFullPath(connection.DataSource, root);
            Directory.CreateDirectory(Path.GetDirectoryName(connection.DataSource)!);
        }

        return connection.ConnectionString;
    }

    private static string SqlServerConnectionString(IServiceProvider services) =>
        services.GetRequiredService<IConfiguration>().GetConnectionString(DatabaseOptions.ConnectionStringName)
        ?? throw new InvalidOperationException($"{ConnectionKey} is not set.");

    /// <summary>Lets every room ask for <see cref="AppDbContext"/> whichever provider is behind it.</summary>
    private sealed class ContextFactory<TContext>(IDbContextFactory<TContext> contexts) : IDbContextFactory<AppDbContext>
        where TContext : AppDbContext
    {
        public AppDbContext CreateDbContext() => contexts.CreateDbContext();
    }
}

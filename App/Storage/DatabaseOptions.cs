namespace CreatorAnalytics.Storage;

/// <summary>Which database engine keeps the data.</summary>
public enum DatabaseProvider
{
    /// <summary>A file in the process; serves one machine.</summary>
    Sqlite,

    /// <summary>A server that any number of processes share; the default in production.</summary>
    SqlServer,
}

/// <summary>Section <c>Database</c>.</summary>
public sealed class DatabaseOptions
{
    public const string Section = "Database";

    /// <summary>The name under <c>ConnectionStrings</c>.</summary>
    public const string ConnectionStringName = "CreatorAnalytics";

    /// <value>The default is SqlServer, and Sqlite in Development.</value>
    public DatabaseProvider? Provider { get; set; }

    /// <summary>Whether SQL Server is migrated when the application starts; SQLite always is.</summary>
    /// <value>The default is false: in production migrating is a step of its own.</value>
    public bool MigrateAtStart { get; set; }
}

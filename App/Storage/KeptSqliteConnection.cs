using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.EntityFrameworkCore.Sqlite.Storage.Internal;
using Microsoft.EntityFrameworkCore.Storage;

namespace CreatorAnalytics.Storage;

/// <summary>
/// A connection that stays open for as long as its context is pooled. Opening one teaches it about twenty functions and the
/// <see cref="SqlitePragmas"/> anew, behind one lock for all: a third of what a submission cost.
/// </summary>
#pragma warning disable EF1001 // Closing is the provider's own affair: an interceptor is not asked when a context goes back to the pool.
internal sealed class KeptSqliteConnection(
    RelationalConnectionDependencies dependencies,
    IRawSqlCommandBuilder commands,
    IDiagnosticsLogger<DbLoggerCategory.Infrastructure> logger)
    : SqliteRelationalConnection(dependencies, commands, logger)
#pragma warning restore EF1001
{
    /// <summary>
    /// So many contexts are kept, each with a page cache of up to two megabytes. More are at work at once only for moments: a read runs
    /// on its thread to the end, and a write waits for its turn before it takes one.
    /// </summary>
    public const int Contexts = 32;

    protected override void CloseDbConnection()
    {
    }

    protected override Task CloseDbConnectionAsync() => Task.CompletedTask;
}

using Microsoft.EntityFrameworkCore;

namespace CreatorAnalytics.Storage;

/// <summary>
/// The way to the data: a context per operation, and every write in one explicit transaction. The transaction is tried again as a whole
/// when the database blinks, so what is passed in may run more than once and must do nothing but database work.
/// </summary>
public sealed class Database(IDbContextFactory<AppDbContext> contexts, WriteGate gate) : IAsyncDisposable
{
    private readonly GroupCommit _oneAtATime = new(contexts, gate);

    /// <summary>Runs a query on a context of its own that tracks nothing.</summary>
    public async Task<T> ReadAsync<T>(Func<AppDbContext, Task<T>> read, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        db.ChangeTracker.QueryTrackingBehavior = QueryTrackingBehavior.NoTracking;
        return await read(db);
    }

    /// <summary>
    /// Runs <paramref name="write"/> in a transaction (BEGIN IMMEDIATE on SQLite, see <see cref="GroupCommit"/>), saves what it left
    /// tracked, and returns when it is committed. An exception rolls all of it back.
    /// </summary>
    public async Task<T> WriteAsync<T>(
        Func<AppDbContext, CancellationToken, Task<T>> write, CancellationToken cancellationToken)
    {
        if (gate.OneAtATime)
            return await _oneAtATime.WriteAsync(write, cancellationToken);
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        try
        {
            return await TransactAsync(db, write, cancellationToken);
        }
        finally
        {
            db.Forget();
        }
    }

    /// <inheritdoc cref="WriteAsync{T}"/>
    public Task WriteAsync(Func<AppDbContext, CancellationToken, Task> write, CancellationToken cancellationToken) =>
        WriteAsync<object?>(
            async (db, token) =>
            {
                await write(db, token);
                return null;
            },
            cancellationToken);

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _oneAtATime.DisposeAsync();

    private static Task<T> TransactAsync<T>(AppDbContext db, Func<AppDbContext, CancellationToken, Task<T>> write, CancellationToken cancellationToken) =>
        db.Database.CreateExecutionStrategy().ExecuteAsync(
            async token =>
            {
                // What a try that failed left behind.
                db.Forget();
                await using var transaction = await db.Database.BeginTransactionAsync(token);
                var result = await write(db, token);
                await db.SaveChangesAsync(token);

                // Past this point the outcome must be known: a cancelled commit might have happened or not.
                await transaction.CommitAsync(CancellationToken.None);
                return result;
            },
            cancellationToken);
}

using Microsoft.EntityFrameworkCore;

namespace CreatorAnalytics.Storage;

/// <summary>
/// The way to the data: a context per operation, and every write in one explicit transaction. The transaction is tried again as a whole
/// when the database blinks, so what is passed in may run more than once and must do nothing but database work.
/// </summary>
public sealed class Database(IDbContextFactory<AppDbContext> contexts, WriteGate gate)
{
    /// <summary>Runs a query on a context of its own that tracks nothing.</summary>
    public async Task<T> ReadAsync<T>(Func<AppDbContext, Task<T>> read, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        db.ChangeTracker.QueryTrackingBehavior = QueryTrackingBehavior.NoTracking;
        return await read(db);
    }

    /// <summary>
    /// Runs <paramref name="write"/> in a transaction (BEGIN IMMEDIATE on SQLite, behind the <see cref="WriteGate"/>), saves what it
    /// left tracked, and commits. An exception rolls all of it back.
    /// </summary>
    public async Task<T> WriteAsync<T>(
        Func<AppDbContext, CancellationToken, Task<T>> write, CancellationToken cancellationToken)
    {
        // Whoever has the turn goes on at once, and not only when the threads of the caller's kind of work have time for it.
        using var turn = await gate.EnterAsync(cancellationToken).AsTask().ConfigureAwait(
            BackgroundWork.IsCurrent ? ConfigureAwaitOptions.ForceYielding : ConfigureAwaitOptions.None);
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        return await db.Database.CreateExecutionStrategy().ExecuteAsync(
            async token =>
            {
                // What a try that failed left behind.
                db.ChangeTracker.Clear();
                await using var transaction = await db.Database.BeginTransactionAsync(token);
                var result = await write(db, token);
                await db.SaveChangesAsync(token);

                // Past this point the outcome must be known: a cancelled commit might have happened or not.
                await transaction.CommitAsync(CancellationToken.None);
                return result;
            },
            cancellationToken);
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
}

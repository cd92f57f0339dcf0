using Microsoft.EntityFrameworkCore;

namespace CreatorAnalytics.Storage;

/// <summary>
/// The way to the data: a context per operation, and every write in one explicit transaction. The transaction is tried again as a whole
/// when the database blinks, so what is passed in may run more than once and must do nothing but database work.
/// </summary>
public sealed class Database(IDbContextFactory<AppDbContext> contexts, WriteGate gate) : IAsyncDisposable
{
    // SQLite drops all pages that a connection has cached when another one has written. Where one writes at a time all writes go through
    // one connection, which finds its pages again.
    private AppDbContext? _writer;

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
        var db = Interlocked.Exchange(ref _writer, null) ?? await contexts.CreateDbContextAsync(cancellationToken);
        var unused = db;
        try
        {
            var result = await TransactAsync(db, write, cancellationToken);
            unused = Keep(db);
            return result;
        }
        finally
        {
            if (unused is not null)
                await unused.DisposeAsync();
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

    /// <summary>Gives back the context that writes.</summary>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _writer, null) is { } writer)
            await writer.DisposeAsync();
    }

    private static Task<T> TransactAsync<T>(AppDbContext db, Func<AppDbContext, CancellationToken, Task<T>> write, CancellationToken cancellationToken) =>
        db.Database.CreateExecutionStrategy().ExecuteAsync(
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

    /// <summary>Keeps a context that has written for the next write, where there is one at a time; returns the one to give back.</summary>
    private AppDbContext? Keep(AppDbContext db)
    {
        if (!gate.OneAtATime)
            return db;
        db.ChangeTracker.Clear();
        return Interlocked.Exchange(ref _writer, db);
    }
}

using System.Data.Common;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage;

namespace CreatorAnalytics.Storage;

/// <summary>
/// The writes where one writes at a time (SQLite): each in its turn at the <see cref="WriteGate"/>, and urgent ones that wait for each
/// other in one transaction. A commit writes each page that was touched, mostly the same few for all; with a hundred submitters it was a
/// third of each turn. Nobody is told that a write is done before it is committed. <see cref="BackgroundWork"/> commits each for itself:
/// other processes on the same file find their turn between two commits only.
/// </summary>
internal sealed class GroupCommit(IDbContextFactory<AppDbContext> contexts, WriteGate gate) : IAsyncDisposable
{
    // The first of a group waits for the others, and so do other processes.
    private const int MostTogether = 8;
    private const string Savepoint = "write";

    // All of this belongs to who has the turn. SQLite drops all pages that a connection has cached when another one has written: all
    // writes go through one connection, which finds its pages again.
    private AppDbContext? _db;
    private AppDbContext? _idle;
    private IDbContextTransaction? _transaction;
    private List<TaskCompletionSource> _uncommitted = [];

    /// <inheritdoc cref="Database.WriteAsync{T}"/>
    public async Task<T> WriteAsync<T>(Func<AppDbContext, CancellationToken, Task<T>> write, CancellationToken cancellationToken)
    {
        // Whoever has the turn goes on at once, and not only when the threads of the caller's kind of work have time for it.
        await gate.EnterAsync(joins: true, cancellationToken).AsTask().ConfigureAwait(
            BackgroundWork.IsCurrent ? ConfigureAwaitOptions.ForceYielding : ConfigureAwaitOptions.None);
        T result;
        var committed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        try
        {
            result = await RunAsync(write, cancellationToken);
            _uncommitted.Add(committed);
        }
        finally
        {
            await EndTurnAsync();
        }

        await committed.Task;
        return result;
    }

    /// <summary>Gives back the context that has written; not one that still writes, which nothing may take from under it.</summary>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _idle, null) is { } idle)
            await idle.DisposeAsync();
    }

    private async Task<T> RunAsync<T>(Func<AppDbContext, CancellationToken, Task<T>> write, CancellationToken cancellationToken)
    {
        var joins = _transaction is not null;
        var db = joins ? await JoinAsync(cancellationToken) : await BeginAsync(cancellationToken);
        try
        {
            var result = await write(db, cancellationToken);
            await db.SaveChangesAsync(cancellationToken);
            if (joins)
                await _transaction!.ReleaseSavepointAsync(Savepoint, CancellationToken.None);
            db.ChangeTracker.Clear();
            return result;
        }
        catch
        {
            await UndoAsync(joins);
            throw;
        }
    }

    private async Task<AppDbContext> BeginAsync(CancellationToken cancellationToken)
    {
        var db = Interlocked.Exchange(ref _idle, null) ?? await contexts.CreateDbContextAsync(cancellationToken);
        try
        {
            _transaction = await db.Database.BeginTransactionAsync(cancellationToken);
            return _db = db;
        }
        catch
        {
            await db.DisposeAsync();
            throw;
        }
    }

    private async Task<AppDbContext> JoinAsync(CancellationToken cancellationToken)
    {
        await _transaction!.CreateSavepointAsync(Savepoint, cancellationToken);
        return _db!;
    }

    // What the others of the group have written stays.
    private async Task UndoAsync(bool joined)
    {
        if (!joined)
        {
            await AbandonAsync();
            return;
        }

        try
        {
            await _transaction!.RollbackToSavepointAsync(Savepoint, CancellationToken.None);
            await _transaction.ReleaseSavepointAsync(Savepoint, CancellationToken.None);
            _db!.ChangeTracker.Clear();
        }
        catch (Exception exception)
        {
            // After some failures (a full disk, no memory) SQLite has rolled back all of it.
            await AbandonAsync(exception);
        }
    }

    private async Task EndTurnAsync()
    {
        if (_transaction is not null && !BackgroundWork.IsCurrent && _uncommitted.Count < MostTogether && gate.TryPassOn())
            return;
        try
        {
            if (_transaction is not null)
                await CommitAsync();
        }
        finally
        {
            gate.Leave();
        }
    }

    private async Task CommitAsync()
    {
        try
        {
            // The outcome must be known: a cancelled commit might have happened or not.
            await _transaction!.CommitAsync(CancellationToken.None);
        }
        catch (Exception exception)
        {
            await AbandonAsync(exception);
            return;
        }

        await _transaction.DisposeAsync();
        Interlocked.Exchange(ref _idle, _db);
        foreach (var done in EndGroup())
            done.SetResult();
    }

    /// <summary>Rolls back, and tells those whose write is lost by it. The next write finds a new context.</summary>
    private async Task AbandonAsync(Exception? lost = null)
    {
        var (db, transaction) = (_db!, _transaction!);
        var group = EndGroup();
        try
        {
            await transaction.DisposeAsync();
        }
        catch (DbException)
        {
            // It is rolled back already. What brought us here is the failure to tell.
        }
        finally
        {
            foreach (var undone in group)
                undone.SetException(lost ?? new InvalidOperationException("The transaction was rolled back."));
            await db.DisposeAsync();
        }
    }

    private List<TaskCompletionSource> EndGroup()
    {
        var group = _uncommitted;
        (_db, _transaction, _uncommitted) = (null, null, []);
        return group;
    }
}

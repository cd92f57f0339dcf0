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
    private const int MostTogether = 16;
    private const string Savepoint = "write";

    // SQLite drops all pages that a connection has cached when another one has written: all writes go through one connection, which finds
    // its pages again.
    private AppDbContext? _idle;

    // Belongs to who has the turn.
    private Group? _open;

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
            var group = _open ??= await BeginAsync(cancellationToken);
            result = await RunAsync(group, write, cancellationToken);
            group.Writers.Add(committed);
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

    private async Task<Group> BeginAsync(CancellationToken cancellationToken)
    {
        var db = Interlocked.Exchange(ref _idle, null) ?? await contexts.CreateDbContextAsync(cancellationToken);
        try
        {
            return new Group(db, await db.Database.BeginTransactionAsync(cancellationToken));
        }
        catch
        {
            await db.DisposeAsync();
            throw;
        }
    }

    private async Task<T> RunAsync<T>(
        Group group, Func<AppDbContext, CancellationToken, Task<T>> write, CancellationToken cancellationToken)
    {
        if (group.HasWriters)
            await group.Transaction.CreateSavepointAsync(Savepoint, cancellationToken);
        try
        {
            var result = await write(group.Db, cancellationToken);
            await group.Db.SaveChangesAsync(cancellationToken);
            if (group.HasWriters)
                await group.Transaction.ReleaseSavepointAsync(Savepoint, CancellationToken.None);
            group.Db.Forget();
            return result;
        }
        catch (Exception exception)
        {
            await UndoAsync(group, exception);
            throw;
        }
    }

    // What the others of the group have written stays.
    private async Task UndoAsync(Group group, Exception failure)
    {
        if (!group.HasWriters)
        {
            await AbandonAsync(group, failure);
            return;
        }

        try
        {
            await group.Transaction.RollbackToSavepointAsync(Savepoint, CancellationToken.None);
            await group.Transaction.ReleaseSavepointAsync(Savepoint, CancellationToken.None);
            group.Db.Forget();
        }
        catch (Exception exception)
        {
            // After some failures (a full disk, no memory) SQLite has rolled back all of it.
            await AbandonAsync(group, exception);
        }
    }

    private async Task EndTurnAsync()
    {
        if (_open is { } group && !BackgroundWork.IsCurrent && group.Writers.Count < MostTogether && gate.TryPassOn())
            return;
        try
        {
            if (_open is not null)
                await CommitAsync(_open);
        }
        finally
        {
            gate.Leave();
        }
    }

    private async Task CommitAsync(Group group)
    {
        try
        {
            // The outcome must be known: a cancelled commit might have happened or not.
            await group.Transaction.CommitAsync(CancellationToken.None);
        }
        catch (Exception exception)
        {
            await AbandonAsync(group, exception);
            return;
        }

        _open = null;
        try
        {
            await group.Transaction.DisposeAsync();
            Interlocked.Exchange(ref _idle, group.Db);
        }
        finally
        {
            foreach (var writer in group.Writers)
                writer.SetResult();
        }
    }

    /// <summary>Rolls back, and tells those whose write is lost by it. The next write finds a new context.</summary>
    private async Task AbandonAsync(Group group, Exception lost)
    {
        _open = null;
        foreach (var writer in group.Writers)
            writer.SetException(lost);
        try
        {
            await group.Transaction.DisposeAsync();
        }
        catch (DbException)
        {
            // It is rolled back already. What brought us here is the failure to tell.
        }
        finally
        {
            group.Db.Forget();
            await group.Db.DisposeAsync();
        }
    }

    /// <summary>An open transaction, and those who are told when it is committed.</summary>
    private sealed record Group(AppDbContext Db, IDbContextTransaction Transaction)
    {
        public List<TaskCompletionSource> Writers { get; } = [];

        public bool HasWriters => Writers.Count > 0;
    }
}

using Microsoft.EntityFrameworkCore.Diagnostics;

namespace CreatorAnalytics.Storage;

/// <summary>
/// One writer at a time in this process when the database is SQLite; open to all on SQL Server. SQLite itself would serialise the
/// writers by polling: with 32 of them its slowest write took 1.3 to 1.8 s, behind this gate 20 ms. A write that somebody waits for goes
/// before those of <see cref="BackgroundWork"/>, which still get one turn in <see cref="UrgentTurnsInARow"/> + 1.
/// </summary>
public sealed class WriteGate(bool oneAtATime)
{
    /// <summary>So many urgent writes may pass a waiting background write.</summary>
    internal const int UrgentTurnsInARow = 8;

    private readonly Lock _lock = new();
    private readonly Queue<Waiter> _urgent = new();
    private readonly Queue<Waiter> _background = new();
    private bool _taken;
    private int _urgentInARow;

    /// <summary>Whether one writes at a time.</summary>
    public bool OneAtATime => oneAtATime;

    /// <summary>Writes that wait for their turn.</summary>
    public int Waiting
    {
        get
        {
            lock (_lock)
                return _urgent.Count + _background.Count;
        }
    }

    /// <summary>Waits for the turn, which <see cref="Leave"/> or <see cref="TryPassOn"/> gives to the next.</summary>
    /// <param name="joins">Whether who comes may go on in a transaction that another has left open.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    public async ValueTask EnterAsync(bool joins, CancellationToken cancellationToken)
    {
        if (TryEnter(joins) is { } waiting)
        {
            using (cancellationToken.UnsafeRegister(
                static (state, token) => ((TaskCompletionSource)state!).TrySetCanceled(token), waiting))
                await waiting.Task.ConfigureAwait(false);
        }
    }

    /// <summary>Gives the turn to the next, or nobody.</summary>
    public void Leave()
    {
        if (!oneAtATime)
            return;
        lock (_lock)
        {
            // Who gave up waiting is passed over.
            while (Next() is { } next)
            {
                if (next.Turn.TrySetResult())
                    return;
            }

            _taken = false;
        }
    }

    /// <summary>
    /// Gives the turn to the next if that is urgent and may join an open transaction; false when the turn is still the caller's, who has
    /// to commit.
    /// </summary>
    public bool TryPassOn()
    {
        lock (_lock)
        {
            while (Peek() is { Joins: true, IsUrgent: true })
            {
                if (Next()!.Turn.TrySetResult())
                    return true;
            }

            return false;
        }
    }

    /// <summary>The same as <see cref="EnterAsync"/> for the few callers that cannot await.</summary>
    private void Enter()
    {
        if (TryEnter(joins: false) is not { } waiting)
            return;
        using var ours = new ManualResetEventSlim();
        waiting.Task.ContinueWith(
            static (_, state) => ((ManualResetEventSlim)state!).Set(), ours, CancellationToken.None,
            TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
        ours.Wait();
    }

    /// <summary>Takes the turn if it is free and returns null; else what completes when it is ours.</summary>
    private TaskCompletionSource? TryEnter(bool joins)
    {
        if (!oneAtATime)
            return null;
        lock (_lock)
        {
            if (!_taken)
            {
                _taken = true;
                return null;
            }

            var waiter = new Waiter(joins, IsUrgent: !BackgroundWork.IsCurrent);
            (waiter.IsUrgent ? _urgent : _background).Enqueue(waiter);
            return waiter.Turn;
        }
    }

    private Waiter? Peek() => (IsUrgentNext ? _urgent : _background).TryPeek(out var next) ? next : null;

    private Waiter? Next()
    {
        var urgent = IsUrgentNext;
        _urgentInARow = urgent ? _urgentInARow + 1 : 0;
        return (urgent ? _urgent : _background).TryDequeue(out var next) ? next : null;
    }

    private bool IsUrgentNext => _urgent.Count > 0 && (_background.Count == 0 || _urgentInARow < UrgentTurnsInARow);

    private sealed record Waiter(bool Joins, bool IsUrgent)
    {
        public TaskCompletionSource Turn { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }

    /// <summary>
    /// Puts a SaveChanges outside a transaction (ASP.NET Core Identity's and data protection's) behind the gate too; inside one, the
    /// gate is already held by <see cref="GroupCommit"/>.
    /// </summary>
    internal sealed class SaveChangesGate(WriteGate gate) : SaveChangesInterceptor
    {
        public override async ValueTask<InterceptionResult<int>> SavingChangesAsync(
            DbContextEventData eventData, InterceptionResult<int> result, CancellationToken cancellationToken = default)
        {
            if (StandsAlone(eventData))
                await gate.EnterAsync(joins: false, cancellationToken);
            return result;
        }

        public override ValueTask<int> SavedChangesAsync(
            SaveChangesCompletedEventData eventData, int result, CancellationToken cancellationToken = default)
        {
            LeaveIfAlone(eventData);
            return ValueTask.FromResult(result);
        }

        public override Task SaveChangesFailedAsync(DbContextErrorEventData eventData, CancellationToken cancellationToken = default)
        {
            LeaveIfAlone(eventData);
            return Task.CompletedTask;
        }

        public override Task SaveChangesCanceledAsync(DbContextEventData eventData, CancellationToken cancellationToken = default)
        {
            LeaveIfAlone(eventData);
            return Task.CompletedTask;
        }

        // The synchronous forms are used by data protection, at start and once in months: they wait for their turn on their thread.
        public override InterceptionResult<int> SavingChanges(DbContextEventData eventData, InterceptionResult<int> result)
        {
            if (StandsAlone(eventData))
                gate.Enter();
            return result;
        }

        public override int SavedChanges(SaveChangesCompletedEventData eventData, int result)
        {
            LeaveIfAlone(eventData);
            return result;
        }

        public override void SaveChangesFailed(DbContextErrorEventData eventData) => LeaveIfAlone(eventData);

        public override void SaveChangesCanceled(DbContextEventData eventData) => LeaveIfAlone(eventData);

        private void LeaveIfAlone(DbContextEventData eventData)
        {
            if (StandsAlone(eventData))
                gate.Leave();
        }

        private static bool StandsAlone(DbContextEventData eventData) => eventData.Context?.Database.CurrentTransaction is null;
    }
}

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
    private readonly Queue<TaskCompletionSource> _urgent = new();
    private readonly Queue<TaskCompletionSource> _background = new();
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

    /// <summary>Waits for the turn; disposing what it returns gives the turn to the next.</summary>
    public async ValueTask<Turn> EnterAsync(CancellationToken cancellationToken)
    {
        if (TryEnter() is { } waiting)
        {
            using (cancellationToken.UnsafeRegister(
                static (state, token) => ((TaskCompletionSource)state!).TrySetCanceled(token), waiting))
                await waiting.Task.ConfigureAwait(false);
        }

        return new Turn(this);
    }

    /// <summary>The same for the few callers that cannot await.</summary>
    private void Enter()
    {
        if (TryEnter() is not { } waiting)
            return;
        using var ours = new ManualResetEventSlim();
        waiting.Task.ContinueWith(
            static (_, state) => ((ManualResetEventSlim)state!).Set(), ours, CancellationToken.None,
            TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
        ours.Wait();
    }

    /// <summary>Takes the turn if it is free and returns null; else what completes when it is ours.</summary>
    private TaskCompletionSource? TryEnter()
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

            var waiting = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            (BackgroundWork.IsCurrent ? _background : _urgent).Enqueue(waiting);
            return waiting;
        }
    }

    private void Leave()
    {
        if (!oneAtATime)
            return;
        lock (_lock)
        {
            // Who gave up waiting is passed over.
            while (Next() is { } next)
            {
                if (next.TrySetResult())
                    return;
            }

            _taken = false;
        }
    }

    private TaskCompletionSource? Next()
    {
        var urgentFirst = _urgent.Count > 0 && (_background.Count == 0 || _urgentInARow < UrgentTurnsInARow);
        _urgentInARow = urgentFirst ? _urgentInARow + 1 : 0;
        return (urgentFirst ? _urgent : _background).TryDequeue(out var next) ? next : null;
    }

    /// <summary>The turn to write, until disposed.</summary>
    public readonly struct Turn(WriteGate gate) : IDisposable
    {
        public void Dispose() => gate.Leave();
    }

    /// <summary>
    /// Puts a SaveChanges outside a transaction (ASP.NET Core Identity's and data protection's) behind the gate too; inside one, the
    /// gate is already held by <see cref="Database.WriteAsync{T}"/>.
    /// </summary>
    internal sealed class SaveChangesGate(WriteGate gate) : SaveChangesInterceptor
    {
        public override async ValueTask<InterceptionResult<int>> SavingChangesAsync(
            DbContextEventData eventData, InterceptionResult<int> result, CancellationToken cancellationToken = default)
        {
            if (StandsAlone(eventData))
                await gate.EnterAsync(cancellationToken);
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

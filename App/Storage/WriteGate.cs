using Microsoft.EntityFrameworkCore.Diagnostics;

namespace CreatorAnalytics.Storage;

/// <summary>
/// One writer at a time in this process when the database is SQLite; open to all on SQL Server. SQLite itself would serialise the
/// writers by polling: with 32 of them its slowest write took 1.3 to 1.8 s, behind this gate 20 ms. A write that somebody waits for goes
/// before those of <see cref="BackgroundWork"/>, which still come to a turn: after <see cref="UrgentTurnsInARow"/> urgent ones that took
/// <see cref="UrgentShare"/> times as long as the last background write, a second of it at most. By turns alone, a creator's 450 rows
/// stood between any eight submissions, and the slowest hundredth of those waited for more than a second. A <see cref="Burst"/> of urgent
/// ones, such as a hundred submissions at the same moment, is written to its end first.
/// </summary>
public sealed class WriteGate(bool oneAtATime, TimeProvider time)
{
    /// <summary>So many urgent writes come after a background write before the next one, if so many wait.</summary>
    internal const int UrgentTurnsInARow = 8;

    /// <summary>And for so many times the time that the background write took.</summary>
    internal const int UrgentShare = 4;

    /// <summary>Urgent writes that take no longer than this leave no share, if as much time went by without one before.</summary>
    internal static readonly TimeSpan Burst = TimeSpan.FromMilliseconds(200);

    // One that another process kept waiting for the file must not keep claims and settlements away for minutes.
    private static readonly TimeSpan MostCounted = TimeSpan.FromSeconds(1);

    private readonly Lock _lock = new();
    private readonly Queue<Waiter> _urgent = new();
    private readonly Queue<Waiter> _background = new();
    private bool _taken;

    // The turn that is going, and what was written since the last background write.
    private bool _isUrgent;
    private long _began;
    private int _urgentInARow;
    private TimeSpan _urgentTook;
    private TimeSpan _backgroundTook;

    // What is left of the burst, and since when it grows again.
    private TimeSpan _burst = Burst;
    private long _urgentEnded;

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
        if (TryEnter(joins) is { } waiter)
        {
            using (cancellationToken.UnsafeRegister(static (state, token) => ((Waiter)state!).GiveUp(token), waiter))
                await waiter.Turn.ConfigureAwait(false);
        }
    }

    /// <summary>Gives the turn to the next, or nobody.</summary>
    public void Leave()
    {
        if (!oneAtATime)
            return;
        lock (_lock)
        {
            End();

            // Who gave up waiting is passed over.
            while (Next() is { } next)
            {
                if (next.TryGive())
                {
                    Begin(next.IsUrgent);
                    next.GoOn();
                    return;
                }
            }

            _taken = false;
        }
    }

    /// <summary>
    /// Gives the turn to the next if that is urgent and may join an open transaction; false when the turn is still the caller's, who has
    /// to commit. The next goes on inside this call, on the same thread: with all cores at work, waking another one took as long as the
    /// write.
    /// </summary>
    public bool TryPassOn()
    {
        if (NextWhoJoins() is not { } next)
            return false;
        next.GoOnHere();
        return true;
    }

    /// <summary>The same as <see cref="EnterAsync"/> for the few callers that cannot await.</summary>
    private void Enter()
    {
        if (TryEnter(joins: false) is not { } waiter)
            return;
        using var ours = new ManualResetEventSlim();
        waiter.Turn.ContinueWith(
            static (_, state) => ((ManualResetEventSlim)state!).Set(), ours, CancellationToken.None,
            TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
        ours.Wait();
    }

    /// <summary>Takes the turn if it is free and returns null; else what completes when it is ours.</summary>
    private Waiter? TryEnter(bool joins)
    {
        if (!oneAtATime)
            return null;
        var isUrgent = !BackgroundWork.IsCurrent;
        lock (_lock)
        {
            if (!_taken)
            {
                _taken = true;
                Begin(isUrgent);
                return null;
            }

            var waiter = new Waiter(joins, isUrgent);
            (waiter.IsUrgent ? _urgent : _background).Enqueue(waiter);
            return waiter;
        }
    }

    private Waiter? NextWhoJoins()
    {
        lock (_lock)
        {
            while (Peek() is { Joins: true, IsUrgent: true })
            {
                if (Next() is { } next && next.TryGive())
                {
                    End();
                    Begin(isUrgent: true);
                    return next;
                }
            }

            return null;
        }
    }

    private void Begin(bool isUrgent)
    {
        (_isUrgent, _began) = (isUrgent, time.GetTimestamp());
        if (isUrgent)
            _burst = Least(Burst, _burst + time.GetElapsedTime(_urgentEnded, _began));
    }

    private void End()
    {
        var now = time.GetTimestamp();
        var took = time.GetElapsedTime(_began, now);
        if (_isUrgent)
        {
            _urgentTook += took;
            _burst -= Least(_burst, took);
            _urgentEnded = now;
        }
        else
        {
            (_urgentTook, _backgroundTook) = (TimeSpan.Zero, Least(took, MostCounted));
        }
    }

    private Waiter? Peek() => (IsUrgentNext ? _urgent : _background).TryPeek(out var next) ? next : null;

    private Waiter? Next()
    {
        var urgent = IsUrgentNext;
        _urgentInARow = urgent ? _urgentInARow + 1 : 0;
        return (urgent ? _urgent : _background).TryDequeue(out var next) ? next : null;
    }

    private bool IsUrgentNext => _urgent.Count > 0
        && (_background.Count == 0 || _burst > TimeSpan.Zero || _urgentInARow < UrgentTurnsInARow || _urgentTook < UrgentShare * _backgroundTook);

    private static TimeSpan Least(TimeSpan one, TimeSpan other) => one < other ? one : other;

    private sealed class Waiter(bool joins, bool isUrgent)
    {
        private readonly TaskCompletionSource _turn = new();
        private bool _isSettled;

        public bool Joins => joins;

        public bool IsUrgent => isUrgent;

        /// <summary>Completes when the turn is the waiter's.</summary>
        public Task Turn => _turn.Task;

        /// <summary>Makes the turn the waiter's; false when it has given up. It waits until it is told to go on.</summary>
        public bool TryGive() => !Interlocked.Exchange(ref _isSettled, true);

        public void GoOnHere() => _turn.SetResult();

        public void GoOn() => ThreadPool.UnsafeQueueUserWorkItem(static turn => turn.SetResult(), _turn, preferLocal: true);

        public void GiveUp(CancellationToken cancellationToken)
        {
            if (TryGive())
                ThreadPool.UnsafeQueueUserWorkItem(turn => turn.SetCanceled(cancellationToken), _turn, preferLocal: true);
        }
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

using Microsoft.EntityFrameworkCore.Diagnostics;

namespace CreatorAnalytics.Storage;

/// <summary>
/// One writer at a time in this process when the database is SQLite; open to all on SQL Server. SQLite itself would serialise the
/// writers by polling: with 32 of them its slowest write took 1.3 to 1.8 s, behind this gate 20 ms.
/// </summary>
public sealed class WriteGate(bool oneAtATime) : IDisposable
{
    private readonly SemaphoreSlim? _turn = oneAtATime ? new SemaphoreSlim(1, 1) : null;

    /// <summary>Waits for the turn; disposing what it returns gives the turn to the next.</summary>
    public async ValueTask<Turn> EnterAsync(CancellationToken cancellationToken)
    {
        if (_turn is not null)
            await _turn.WaitAsync(cancellationToken);
        return new Turn(this);
    }

    private void Leave() => _turn?.Release();

    public void Dispose() => _turn?.Dispose();

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
                gate._turn?.Wait();
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

using CreatorAnalytics.Storage;

namespace CreatorAnalytics.Jobs;

/// <summary>
/// Every change of a job goes through here: one transaction, its events written in it and told only after it committed.
/// </summary>
public sealed class JobWrites(
    Database database,
    DatabaseClock clock,
    JobFeed feed,
    EtaEstimator eta,
    Doorbell doorbell,
    ProcessSignals signals,
    JobsTelemetry telemetry,
    IEnumerable<IJobOutbox> outboxes)
{
    /// <summary>Runs <paramref name="write"/> in a transaction and publishes what it recorded.</summary>
    public async Task<T> RunAsync<T>(
        Func<JobTransaction, CancellationToken, Task<T>> write, CancellationToken cancellationToken)
    {
        IReadOnlyList<JobEvent> recorded = [];
        var result = await database.WriteAsync(
            async (db, token) =>
            {
                var transaction = new JobTransaction(db, await clock.NowAsync(db, token), eta);
                var value = await write(transaction, token);
                foreach (var outbox in outboxes)
                    await outbox.WriteAsync(db, transaction.Events, token);
                recorded = transaction.Events;
                return value;
            },
            cancellationToken);
        if (recorded.Count > 0)
            Tell(recorded);
        return result;
    }

    private void Tell(IReadOnlyList<JobEvent> recorded)
    {
        feed.Publish(recorded);
        telemetry.Record(recorded);
        var givesWork = recorded.Any(GivesWork);
        if (givesWork)
            doorbell.Ring();
        signals.Tell(givesWork);
    }

    private static bool GivesWork(JobEvent change) =>
        change.Kind is JobEventKind.JobCreated or JobEventKind.JobStarted || change.Item?.NextAttemptAt is not null;
}

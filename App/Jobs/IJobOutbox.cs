using CreatorAnalytics.Storage;

namespace CreatorAnalytics.Jobs;

/// <summary>
/// Keeps something along with changes of jobs, in the transaction that makes them: how a room above this one writes messages that must be
/// sent if and only if the change is committed.
/// </summary>
public interface IJobOutbox
{
    /// <summary>Called before the commit, with all that the transaction records. It does nothing but database work.</summary>
    Task WriteAsync(AppDbContext db, IReadOnlyList<JobEvent> events, CancellationToken cancellationToken);
}

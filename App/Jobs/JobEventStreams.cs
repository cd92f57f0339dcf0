using CreatorAnalytics.Accounts;
using CreatorAnalytics.Storage;

namespace CreatorAnalytics.Jobs;

/// <summary>
/// Opens streams of job updates. The numbers of one job's stream are its <see cref="JobEvent.Seq"/>, those of the stream of all a user's
/// jobs the <see cref="JobEvent.Number"/>.
/// </summary>
public sealed class JobEventStreams(Database database, JobFeed feed, JobQueries queries, IHostApplicationLifetime host, TimeProvider time)
{
    /// <summary>
    /// Begins to listen; what happens from now on is not missed. Null when the caller sees no such job.
    /// </summary>
    /// <param name="jobId">The job; null for all of the caller's own in their team.</param>
    /// <param name="after">The last number that the client has; null to begin with a snapshot.</param>
    public async Task<JobEventStream?> OpenAsync(Caller caller, Guid? jobId, long? after, CancellationToken cancellationToken)
    {
        if (jobId is not { } id)
        {
            var newest = await queries.LastEventNumberAsync(caller.UserId, cancellationToken);
            return Open(caller, caller.UserId, jobId: null, Known(after, newest));
        }

        return await queries.OwnerAsync(caller, id, cancellationToken) is { } job
            ? Open(caller, job.UserId, id, Known(after, job.LastSeq))
            : null;
    }

    /// <summary>A number that was never given out would silence the stream until it is reached.</summary>
    private static long? Known(long? after, long newest) => after is { } number ? Math.Clamp(number, 0, newest) : null;

    private JobEventStream Open(Caller caller, Guid userId, Guid? jobId, long? after) =>
        new(database, feed, queries, host, time, caller, userId, jobId, after);
}

using Coravel.Invocable;
using CreatorAnalytics.Storage;
using Microsoft.EntityFrameworkCore;

namespace CreatorAnalytics.Jobs;

/// <summary>
/// Re-derives what the transactions keep, from time to time and on every process: it finds nothing unless something was broken from
/// outside (a restored backup, a changed limit). Also brings the estimator up to date.
/// </summary>
public sealed class JobSweep(
    JobWrites writes, Database database, ItemEnding ending, Admission admission, EtaEstimator eta, JobsTelemetry telemetry,
    ItemQueue queue, Readiness readiness, ILogger<JobSweep> logger)
    : IInvocable
{
    public async Task Invoke()
    {
        if (!readiness.IsReady)
            return;
        BackgroundWork.Begin();
        await EndFinishedJobsAsync();
        await StartWaitingJobsAsync();
        await eta.RefreshAsync(CancellationToken.None);
        telemetry.Depth = await queue.DepthAsync(CancellationToken.None);
    }

    /// <summary>Jobs all of whose items have ended, but not they themselves.</summary>
    private async Task EndFinishedJobsAsync()
    {
        var stuck = await database.ReadAsync(
            db => db.Set<Job>()
                .Where(j => j.CompletedAt == null && j.CompletedCreators + j.FailedCreators + j.CancelledCreators == j.TotalCreators)
                .Select(j => new { j.Id, j.UserId })
                .ToListAsync(),
            CancellationToken.None);
        foreach (var job in stuck)
        {
            logger.LogWarning("Job {JobId} had not been ended with its last item", job.Id);
            await writes.RunAsync(
                (transaction, token) => ending.EndJobIfLastAsync(transaction, job.Id, job.UserId, token), CancellationToken.None);
        }
    }

    /// <summary>Users whose count of running jobs is wrong, or who have free places while jobs wait (after the limit was raised).</summary>
    private async Task StartWaitingJobsAsync()
    {
        var users = await database.ReadAsync(
            db => db.Set<JobUser>()
                .Where(u => u.ProcessingJobs != db.Set<Job>().Count(j => j.UserId == u.UserId && j.Status == JobStatus.Processing)
                    || db.Set<Job>().Any(j => j.UserId == u.UserId && j.Status == JobStatus.Pending))
                .Select(u => u.UserId)
                .ToListAsync(),
            CancellationToken.None);
        foreach (var userId in users)
        {
            await writes.RunAsync(
                async (transaction, token) =>
                {
                    await admission.RederiveAsync(transaction, userId, token);
                    return true;
                },
                CancellationToken.None);
        }
    }
}

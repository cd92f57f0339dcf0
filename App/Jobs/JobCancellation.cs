using Microsoft.EntityFrameworkCore;

namespace CreatorAnalytics.Jobs;

/// <summary>
/// Cancels: what nobody works on ends at once; what is being worked on is asked to stop, and its worker ends it within a second, or it is
/// taken away from it. What has been delivered stays, and stays charged.
/// </summary>
public sealed class JobCancellation(JobWrites writes, ItemEnding ending, RunningItems running)
{
    /// <summary>How long a worker may take to stop. One that takes longer has died, or will find that its claim is gone.</summary>
    internal static readonly TimeSpan Patience = TimeSpan.FromSeconds(3);

    /// <summary>Cancels all that is left of a job; nothing if it has ended.</summary>
    public Task CancelJobAsync(Guid jobId, CancellationToken cancellationToken) =>
        CancelAsync(
            async (transaction, token) =>
            {
                await transaction.Db.Set<Job>()
                    .Where(j => j.Id == jobId && j.CompletedAt == null && j.CancelRequestedAt == null)
                    .ExecuteUpdateAsync(set => set.SetProperty(j => j.CancelRequestedAt, transaction.Now), token);
                return await CancelItemsAsync(transaction, item => item.JobId == jobId && item.CompletedAt == null, token);
            },
            cancellationToken);

    /// <summary>Cancels one creator; nothing if it has ended.</summary>
    public Task CancelItemAsync(Guid itemId, CancellationToken cancellationToken) =>
        CancelAsync(
            (transaction, token) => CancelItemsAsync(transaction, item => item.Id == itemId && item.CompletedAt == null, token),
            cancellationToken);

    /// <summary>
    /// Ends an item that was asked to stop <see cref="Patience"/> ago and has not: whose worker died is not to hold credits until its lease
    /// ends. Returns whether it did.
    /// </summary>
    internal Task<bool> EndUnansweredAsync(Guid itemId, CancellationToken cancellationToken) =>
        writes.RunAsync(
            async (transaction, token) =>
            {
                var latest = transaction.Now - Patience;
                var unanswered = ItemEnding.Find(
                    transaction, i => i.Id == itemId && i.CompletedAt == null && i.CancelRequestedAt <= latest);
                return await unanswered.SingleOrDefaultAsync(token) is { } item && await TryEndAsync(transaction, item, evenIfHeld: true, token);
            },
            cancellationToken);

    private async Task CancelAsync(
        Func<JobTransaction, CancellationToken, Task<IReadOnlyList<Guid>>> cancel, CancellationToken cancellationToken)
    {
        var beingWorkedOn = await writes.RunAsync(cancel, cancellationToken);
        foreach (var itemId in beingWorkedOn)
            running.Stop(itemId, StopReason.Cancelled);
    }

    /// <returns>The items that are being worked on, here or elsewhere, and now have a request to stop.</returns>
    private async Task<IReadOnlyList<Guid>> CancelItemsAsync(
        JobTransaction transaction, System.Linq.Expressions.Expression<Func<JobItem, bool>> which, CancellationToken cancellationToken)
    {
        var beingWorkedOn = new List<Guid>();
        foreach (var item in await ItemEnding.Find(transaction, which).ToListAsync(cancellationToken))
        {
            await transaction.Db.Set<JobItem>()
                .Where(i => i.Id == item.ItemId && i.CancelRequestedAt == null)
                .ExecuteUpdateAsync(set => set.SetProperty(i => i.CancelRequestedAt, transaction.Now), cancellationToken);
            if (!await TryEndAsync(transaction, item, evenIfHeld: false, cancellationToken))
                beingWorkedOn.Add(item.ItemId);
        }

        return beingWorkedOn;
    }

    /// <summary>
    /// Takes an item's entry out of everybody's reach and ends it; false when somebody holds it, unless <paramref name="evenIfHeld"/>.
    /// </summary>
    private async Task<bool> TryEndAsync(
        JobTransaction transaction, EndingItem item, bool evenIfHeld, CancellationToken cancellationToken)
    {
        var taken = await transaction.Db.Set<QueueEntry>()
            .Where(e => e.ItemId == item.ItemId && e.ProcessedAt == null
                && (evenIfHeld || e.LeaseUntil == null || e.LeaseUntil < transaction.Now))
            .ExecuteUpdateAsync(set => set.SetProperty(e => e.ClaimNumber, e => e.ClaimNumber + 1), cancellationToken);
        if (taken != 1)
            return false;
        await ending.EndUndeliveredAsync(transaction, item, JobStatus.Cancelled, ItemErrors.Cancelled, cancellationToken);
        return true;
    }
}

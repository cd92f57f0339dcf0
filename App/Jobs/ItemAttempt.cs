using Microsoft.EntityFrameworkCore;

namespace CreatorAnalytics.Jobs;

/// <summary>A try that did not deliver a creator.</summary>
/// <param name="Number">Which try, from 1. One whose worker was lost is made again under the same number, since it uses up no retry.</param>
/// <param name="Of">How many tries there are at most.</param>
/// <param name="At">When it ended; for a worker that was lost, when that was noticed.</param>
/// <param name="Code">One of <see cref="ItemErrors"/>.</param>
public sealed record ItemAttempt(int Number, int Of, DateTimeOffset At, string Code)
{
    /// <summary>What happened, in a sentence.</summary>
    public string Message => $"{ItemErrors.Cause(Code)}.";

    /// <summary>Adds the try under <paramref name="claim"/> to the item's history.</summary>
    internal static async Task AddAsync(JobTransaction transaction, ItemClaim claim, string code, CancellationToken cancellationToken)
    {
        var isFirst = claim is { RetryCount: 0, LeasesLost: 0 };
        var earlier = isFirst ? [] : await FindAsync(transaction, claim, cancellationToken);
        await SaveAsync(transaction, claim, [.. earlier, Under(transaction, claim, code)], cancellationToken);
    }

    /// <summary>Adds the try before <paramref name="claim"/> if its worker was lost; every other worker has added its own.</summary>
    internal static async Task AddLostAsync(JobTransaction transaction, ItemClaim claim, CancellationToken cancellationToken)
    {
        var earlier = await FindAsync(transaction, claim, cancellationToken);
        if (earlier.Count(attempt => attempt.Code == ItemErrors.WorkerLost) < claim.LeasesLost)
            await SaveAsync(transaction, claim, [.. earlier, Under(transaction, claim, ItemErrors.WorkerLost)], cancellationToken);
    }

    private static ItemAttempt Under(JobTransaction transaction, ItemClaim claim, string code) =>
        new(claim.RetryCount + 1, claim.MaxRetries + 1, transaction.Now, code);

    private static async Task<List<ItemAttempt>> FindAsync(JobTransaction transaction, ItemClaim claim, CancellationToken cancellationToken) =>
        await transaction.Db.Set<JobItem>().Where(i => i.Id == claim.ItemId).Select(i => i.Attempts).SingleAsync(cancellationToken) ?? [];

    private static Task SaveAsync(
        JobTransaction transaction, ItemClaim claim, List<ItemAttempt> attempts, CancellationToken cancellationToken) =>
        transaction.Db.Set<JobItem>()
            .Where(i => i.Id == claim.ItemId)
            .ExecuteUpdateAsync(set => set.SetProperty(i => i.Attempts, attempts), cancellationToken);
}

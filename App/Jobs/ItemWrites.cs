using System.Text.Json;
using CreatorAnalytics.Analysis;
using CreatorAnalytics.Creators;
using CreatorAnalytics.Credits;
using CreatorAnalytics.Storage;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace CreatorAnalytics.Jobs;

/// <summary>
/// What whoever works on an item writes: that a stage is finished, and how it ended. Each is one transaction that starts with the
/// <see cref="ClaimFence"/>, so a worker that lost its claim changes nothing.
/// </summary>
public sealed class ItemWrites(
    JobWrites writes,
    ItemEnding ending,
    ReportStore reports,
    IOptions<JobsOptions> options,
    IOptions<CreditsOptions> prices,
    RetryJitter jitter)
{
    /// <summary>For SQLite too. Parameters: entry, time.</summary>
    public const string SqlServerServe = "UPDATE job_queue SET served_at = {1} WHERE id = {0}";

    /// <summary>For SQLite too. Parameters: item.</summary>
    public const string SqlServerScrapeStarted = "UPDATE creator_job_items SET stage = 'apify' WHERE id = {0} AND status = 'processing'";

    /// <summary>For SQLite too. Parameters: item, time, scrape.</summary>
    public const string SqlServerApifyCompleted = """
        UPDATE creator_job_items SET apify_completed = 1, apify_completed_at = {1}, scrape_id = {2}, stage = 'database'
        WHERE id = {0} AND status = 'processing'
        """;

    /// <summary>For SQLite too. Parameters: item, time, creator, warnings.</summary>
    public const string SqlServerDatabasePopulated = """
        UPDATE creator_job_items SET database_populated = 1, database_populated_at = {1}, profile_id = {2}, warnings = {3}, stage = 'cdn'
        WHERE id = {0} AND status = 'processing'
        """;

    /// <summary>For SQLite too. Parameters: item, time, warnings.</summary>
    public const string SqlServerCdnProcessed = """
        UPDATE creator_job_items SET cdn_processed = 1, cdn_processed_at = {1}, warnings = {2}, stage = 'ai'
        WHERE id = {0} AND status = 'processing'
        """;

    private static readonly Statement Serve = new(SqlServerServe);
    private static readonly Statement ScrapeStarted = new(SqlServerScrapeStarted);
    private static readonly Statement ApifyCompleted = new(SqlServerApifyCompleted);
    private static readonly Statement DatabasePopulated = new(SqlServerDatabasePopulated);
    private static readonly Statement CdnProcessed = new(SqlServerCdnProcessed);

    /// <summary>A run that holds the creator has started: it is being scraped, and waits for nothing scarce any more.</summary>
    public Task ScrapeStartedAsync(ItemClaim claim, CancellationToken cancellationToken) =>
        HeldAsync(
            claim,
            async (transaction, token) =>
            {
                await Serve.ChangeAsync(transaction.Db, token, claim.EntryId, transaction.Now);
                await CheckpointAsync(transaction, claim, ScrapeStarted, token);
            },
            cancellationToken);

    /// <summary>The rows are stored under <paramref name="scrapeId"/>.</summary>
    public Task ApifyCompletedAsync(ItemClaim claim, Guid scrapeId, CancellationToken cancellationToken) =>
        HeldAsync(
            claim,
            (transaction, token) => CheckpointAsync(transaction, claim, ApifyCompleted, token, transaction.Now, scrapeId),
            cancellationToken);

    /// <summary>Runs the import and marks it done in one transaction; returns what the import returned, the creator's id.</summary>
    public Task<Guid> DatabasePopulatedAsync(
        ItemClaim claim,
        IReadOnlyList<ItemWarning> warnings,
        Func<JobTransaction, CancellationToken, Task<Guid>> import,
        CancellationToken cancellationToken) =>
        HeldAsync(
            claim,
            async (transaction, token) =>
            {
                var creatorId = await import(transaction, token);
                await transaction.Db.SaveChangesAsync(token);
                await CheckpointAsync(transaction, claim, DatabasePopulated, token, transaction.Now, creatorId, Text(warnings));
                return creatorId;
            },
            cancellationToken);

    /// <summary>What could be kept of the images is kept.</summary>
    public Task CdnProcessedAsync(ItemClaim claim, IReadOnlyList<ItemWarning> warnings, CancellationToken cancellationToken) =>
        HeldAsync(
            claim,
            (transaction, token) => CheckpointAsync(transaction, claim, CdnProcessed, token, transaction.Now, Text(warnings)),
            cancellationToken);

    /// <summary>Writes how the work ended: the item, its credits, its job, or its next try.</summary>
    public Task SettleAsync(ItemClaim claim, ItemOutcome outcome, CancellationToken cancellationToken) =>
        HeldAsync(claim, (transaction, token) => SettleAsync(transaction, claim, outcome, token), cancellationToken);

    /// <summary>The settlement itself, in a transaction of the caller's that holds the claim.</summary>
    internal async Task SettleAsync(JobTransaction transaction, ItemClaim claim, ItemOutcome outcome, CancellationToken cancellationToken)
    {
        var item = await ItemEnding.FindAsync(transaction, claim.ItemId, cancellationToken);
        await SettleAsync(transaction, claim, item, outcome, cancellationToken);
    }

    private Task SettleAsync(
        JobTransaction transaction, ItemClaim claim, EndingItem item, ItemOutcome outcome, CancellationToken cancellationToken) =>
        outcome switch
        {
            ItemOutcome.Analysed analysed => DeliverAsync(transaction, item, analysed, cancellationToken),
            ItemOutcome.FromStore stored =>
                DeliverAsync(transaction, item, stored.CreatorId, stored.ReportId, stored.Warnings, cancellationToken),
            ItemOutcome.Failed failed => FailAsync(transaction, claim, item, failed.Code, cancellationToken),
            ItemOutcome.Private hidden => EndPrivateAsync(transaction, claim, item, hidden.CreatorId, cancellationToken),
            ItemOutcome.Abandoned =>
                ending.EndUndeliveredAsync(transaction, item, JobStatus.Failed, ItemErrors.WorkerLost, cancellationToken),
            ItemOutcome.Cancelled =>
                ending.EndUndeliveredAsync(transaction, item, JobStatus.Cancelled, ItemErrors.Cancelled, cancellationToken),
            ItemOutcome.TryAgain again => TryAgainAsync(transaction, claim, item, again, cancellationToken),
            _ => throw new InvalidOperationException($"No settlement for {outcome.GetType().Name}."),
        };

    private async Task DeliverAsync(
        JobTransaction transaction, EndingItem item, ItemOutcome.Analysed analysed, CancellationToken cancellationToken)
    {
        var reportId = await reports.SaveAsync(transaction.Db, analysed.CreatorId, analysed.Report, cancellationToken);
        await DeliverAsync(transaction, item, analysed.CreatorId, reportId, analysed.Report.Warnings, cancellationToken);
    }

    /// <summary>
    /// The first item to complete a creator pays the price of a new one; every other pays that of a known one, also if it was quoted
    /// before the first had completed. Never more than was quoted.
    /// </summary>
    private async Task DeliverAsync(
        JobTransaction transaction,
        EndingItem item,
        Guid creatorId,
        Guid reportId,
        IReadOnlyList<ReportWarning> warnings,
        CancellationToken cancellationToken)
    {
        // The analysis may have added to the earlier stages' warnings, and a stored report has its own; delivery records the change.
        if (warnings.Count > 0)
        {
            var ofItem = warnings.Select(warning => new ItemWarning(warning.Stage, warning.Code, warning.Message)).ToList();
            await transaction.Db.Set<JobItem>()
                .Where(i => i.Id == item.ItemId)
                .ExecuteUpdateAsync(set => set.SetProperty(i => i.Warnings, ofItem), cancellationToken);
        }

        var isFirst = await CreatorDirectory.FirstCompletionAsync(transaction.Db, creatorId, item.ItemId, transaction.Now, cancellationToken);
        var price = Math.Min(item.Credits, prices.Value.PriceOf(isNew: isFirst));
        await CreatorDirectory.ShowToTeamAsync(transaction.Db, item.TeamId, creatorId, transaction.Now, cancellationToken);
        await reports.GrantToTeamAsync(
            transaction.Db, item.TeamId, creatorId, reportId, item.ItemId, transaction.Now, cancellationToken);
        await ending.DeliverAsync(transaction, item, creatorId, reportId, price, cancellationToken);
    }

    /// <summary>The team may see the profile from now on, for nothing.</summary>
    private async Task EndPrivateAsync(
        JobTransaction transaction, ItemClaim claim, EndingItem item, Guid creatorId, CancellationToken cancellationToken)
    {
        await CreatorDirectory.ShowToTeamAsync(transaction.Db, item.TeamId, creatorId, transaction.Now, cancellationToken);
        await FailAsync(transaction, claim, item, ItemErrors.PrivateAccount, cancellationToken);
    }

    private async Task FailAsync(
        JobTransaction transaction, ItemClaim claim, EndingItem item, string code, CancellationToken cancellationToken)
    {
        await ItemAttempt.AddAsync(transaction, claim, code, cancellationToken);
        await ending.EndUndeliveredAsync(transaction, item, JobStatus.Failed, code, cancellationToken);
    }

    private async Task TryAgainAsync(
        JobTransaction transaction, ItemClaim claim, EndingItem item, ItemOutcome.TryAgain again, CancellationToken cancellationToken)
    {
        var cancelled = await transaction.Db.Set<JobItem>()
            .AnyAsync(i => i.Id == item.ItemId && i.CancelRequestedAt != null, cancellationToken);
        if (cancelled)
        {
            await ending.EndUndeliveredAsync(transaction, item, JobStatus.Cancelled, ItemErrors.Cancelled, cancellationToken);
            return;
        }

        if (RetrySchedule.Next(claim, options.Value, jitter.Next()) is not { } delay)
        {
            await FailAsync(transaction, claim, item, again.Code, cancellationToken);
            return;
        }

        await ItemAttempt.AddAsync(transaction, claim, again.Code, cancellationToken);

        // The claim ends with it: written a second time, because the answer to the first was lost, it would use up a second retry.
        var due = transaction.Now + delay;
        await ClaimFence.Entry(transaction, claim)
            .ExecuteUpdateAsync(
                set => set
                    .SetProperty(e => e.RetryCount, e => e.RetryCount + 1)
                    .SetProperty(e => e.RetryAlone, again.Alone)
                    .SetProperty(e => e.ClaimNumber, e => e.ClaimNumber + 1)
                    .SetProperty(e => e.ScheduledAt, due)
                    .SetProperty(e => e.ServedAt, (DateTimeOffset?)null)
                    .SetProperty(e => e.WorkerId, (string?)null)
                    .SetProperty(e => e.LeaseUntil, (DateTimeOffset?)null),
                cancellationToken);
        await transaction.Db.Set<JobItem>()
            .Where(i => i.Id == item.ItemId && i.Status == JobStatus.Processing)
            .ExecuteUpdateAsync(
                set => set
                    .SetProperty(i => i.Status, JobStatus.Pending)
                    .SetProperty(i => i.RetryCount, i => i.RetryCount + 1)
                    .SetProperty(i => i.NextAttemptAt, due)
                    .SetProperty(i => i.ErrorCode, again.Code)
                    .SetProperty(i => i.ErrorMessage, ItemErrors.Retrying(again.Code)),
                cancellationToken)
            .MustMoveAsync(item.ItemId);
        await transaction.RecordAsync(item.JobId, JobEventKind.ItemUpdated, [item.ItemId], cancellationToken);
    }

    private Task HeldAsync(
        ItemClaim claim, Func<JobTransaction, CancellationToken, Task> write, CancellationToken cancellationToken) =>
        HeldAsync(
            claim,
            async (transaction, token) =>
            {
                await write(transaction, token);
                return true;
            },
            cancellationToken);

    private Task<T> HeldAsync<T>(
        ItemClaim claim, Func<JobTransaction, CancellationToken, Task<T>> write, CancellationToken cancellationToken) =>
        writes.RunAsync(
            async (transaction, token) =>
            {
                await ClaimFence.HoldAsync(transaction, claim, options.Value.Lease, token);
                return await write(transaction, token);
            },
            cancellationToken);

    private static async Task CheckpointAsync(
        JobTransaction transaction, ItemClaim claim, Statement checkpoint, CancellationToken cancellationToken, params object?[] values)
    {
        await checkpoint.ChangeAsync(transaction.Db, cancellationToken, [claim.ItemId, .. values]).MustMoveAsync(claim.ItemId);
        await transaction.RecordAsync(claim.JobId, JobEventKind.ItemUpdated, [claim.ItemId], cancellationToken);
    }

    private static string Text(IEnumerable<ItemWarning> warnings) => JsonSerializer.Serialize([.. warnings], JobsJson.Default.ListItemWarning);
}

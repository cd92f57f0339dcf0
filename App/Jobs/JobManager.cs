using System.Diagnostics;
using CreatorAnalytics.Accounts;
using CreatorAnalytics.Creators;
using CreatorAnalytics.Credits;
using CreatorAnalytics.Storage;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace CreatorAnalytics.Jobs;

/// <summary>The way into the engine, the same for page and API: quote, submit, cancel, try again. Reading is <see cref="JobQueries"/>.</summary>
public sealed class JobManager(
    JobWrites writes,
    Database database,
    Admission admission,
    JobCancellation cancellation,
    JobQueries queries,
    Ledger ledger,
    IOptions<JobsOptions> options,
    IOptions<CreditsOptions> prices,
    TimeProvider time)
{
    /// <summary>Prices what was typed; reserves nothing.</summary>
    public Task<Quote> QuoteAsync(Caller caller, IReadOnlyList<string?> inputs, CancellationToken cancellationToken)
    {
        var parsed = UsernameParser.Parse(inputs);
        return database.ReadAsync(
            async db =>
            {
                var items = await PriceAsync(db, parsed.Usernames, cancellationToken);
                var balance = await Wallets.BalanceAsync(db, caller.TeamId, cancellationToken);
                var budget = await MemberBudget.OfAsync(db, caller.TeamId, caller.UserId, time.GetUtcNow(), cancellationToken);
                return new Quote(
                    items.Sum(i => i.Credits),
                    items.Count(i => i.IsNew),
                    items.Count(i => !i.IsNew),
                    Math.Min(balance.Available, budget?.Left ?? long.MaxValue),
                    items,
                    parsed.Invalid,
                    parsed.Duplicates)
                {
                    Budget = budget,
                };
            },
            cancellationToken);
    }

    /// <summary>
    /// Makes a job: its items, their places in the queue and the reservation, in one transaction. It starts at once if the user has fewer
    /// than <see cref="JobsOptions.MaxConcurrentPerUser"/> running.
    /// </summary>
    public async Task<SubmissionResult> SubmitAsync(Caller caller, JobSubmission submission, CancellationToken cancellationToken)
    {
        using var span = JobsTelemetry.Source.StartActivity("submit search", ActivityKind.Producer);
        if (submission.JobId is { } jobId && await queries.StatusAsync(caller, jobId, cancellationToken) is { } made)
            return new SubmissionResult.Accepted(made);
        var parsed = UsernameParser.Parse(submission.Inputs);
        if (Refusal(submission, parsed) is { } refusal)
            return refusal;

        // Priced before the transaction, which nobody should hold longer than needed: at completion a price can only fall.
        var quoted = await database.ReadAsync(db => PriceAsync(db, parsed.Usernames, cancellationToken), cancellationToken);
        return await writes.RunAsync(
            (transaction, token) => SubmitAsync(transaction, caller, submission, quoted, token), cancellationToken);
    }

    /// <summary>The submission itself, in a transaction of the caller's.</summary>
    internal async Task<SubmissionResult> SubmitAsync(
        JobTransaction transaction,
        Caller caller,
        JobSubmission submission,
        IReadOnlyList<QuotedCreator> quoted,
        CancellationToken cancellationToken)
    {
        var jobId = submission.JobId ?? Guid.CreateVersion7();
        if (submission.ParentJobId is { } parentJobId
            && await RunningRetryAsync(transaction, parentJobId, besides: jobId, cancellationToken) is { } running)
            return new SubmissionResult.AlreadyRetrying(running);
        var required = quoted.Sum(i => i.Credits);
        if (required > submission.MaxCredits)
            return new SubmissionResult.PriceChanged(required, submission.MaxCredits.Value);
        var subject = new LedgerSubject(caller.TeamId, caller.UserId, jobId);
        var reservation = await ledger.ReserveAsync(transaction.Db, subject, required, cancellationToken);
        switch (reservation)
        {
            case Reservation.NotEnough:
                var balance = await Wallets.BalanceAsync(transaction.Db, caller.TeamId, cancellationToken);
                return new SubmissionResult.InsufficientCredits(required, balance.Available);
            case Reservation.OverLimit { Budget: var budget }:
                return new SubmissionResult.OverMemberLimit(required, budget.Left, budget.Limit);
        }

        var place = await admission.TryTakePlaceAsync(transaction, caller.UserId, quoted.Count, cancellationToken);
        var number = place?.LastEventNumber ?? await EventNumbers.TakeOfUserAsync(transaction.Db, caller.UserId, 1, cancellationToken);
        var turn = place?.LastFairRank - quoted.Count + 1;
        var job = NewJob(transaction, jobId, caller, submission, quoted, starts: turn is not null);
        var items = quoted.Select((creator, position) => NewItem(job, creator, position)).ToList();
        transaction.Db.Append(job);
        items.ForEach(transaction.Db.Append);
        items.ForEach(item => transaction.Db.Append(NewEntry(job, item, turn)));
        var kind = submission.ListId is null ? AuditKind.Searched : AuditKind.ListRefreshed;
        AuditLog.Append(transaction.Db, caller, kind, transaction.Now, string.Join(", ", job.Usernames));
        var created = transaction.RecordCreation(job, items, number);
        if (turn is not null && await FairRanks.HasOtherPrioritiesAsync(transaction, caller.UserId, submission.Priority, cancellationToken))
        {
            await transaction.Db.SaveChangesAsync(cancellationToken);
            await FairRanks.OrderByPriorityAsync(transaction, caller.UserId, cancellationToken);
        }

        return new SubmissionResult.Accepted(created) { CreditsLeft = (reservation as Reservation.Held)?.Credits.Available };
    }

    /// <summary>Cancels all that is left of a job. Null when the caller sees no such job.</summary>
    public async Task<JobStatusView?> CancelAsync(Caller caller, Guid jobId, CancellationToken cancellationToken)
    {
        if (await queries.StatusAsync(caller, jobId, cancellationToken) is null)
            return null;
        await cancellation.CancelJobAsync(jobId, cancellationToken);
        return await queries.StatusAsync(caller, jobId, cancellationToken);
    }

    /// <summary>Cancels one creator of a job. Null when the caller sees no such job or creator.</summary>
    public async Task<JobStatusView?> CancelItemAsync(Caller caller, Guid jobId, Guid itemId, CancellationToken cancellationToken)
    {
        var job = await queries.StatusAsync(caller, jobId, cancellationToken);
        if (job is null || job.Items.All(item => item.ItemId != itemId))
            return null;
        await cancellation.CancelItemAsync(itemId, cancellationToken);
        return await queries.StatusAsync(caller, jobId, cancellationToken);
    }

    /// <summary>
    /// Submits the creators of a job that failed as a job of their own, which names its parent and is as urgent and as thorough; not those
    /// that would fail again, see <see cref="ItemErrors.MayPass"/>. Null when the caller sees no such job;
    /// <see cref="SubmissionResult.NothingToRetry"/> when there is none to retry, <see cref="SubmissionResult.AlreadyRetrying"/> while an
    /// earlier retry of the job has not ended.
    /// </summary>
    /// <param name="newJobId">See <see cref="JobSubmission.JobId"/>.</param>
    public async Task<SubmissionResult?> RetryFailedAsync(
        Caller caller, Guid jobId, long? maxCredits, CancellationToken cancellationToken, Guid? newJobId = null)
    {
        if (await queries.StatusAsync(caller, jobId, cancellationToken) is not { } job)
            return null;
        var failed = job.Items.Where(item => item.MayBeRetried).Select(item => item.Username).ToList();
        if (failed.Count == 0)
            return new SubmissionResult.NothingToRetry(job.Status.IsEnded());
        var asked = await database.ReadAsync(
            db => db.Set<Job>().Where(j => j.Id == jobId).Select(j => new { j.Priority, j.Refresh }).SingleAsync(cancellationToken),
            cancellationToken);
        var submission = new JobSubmission(failed.Count == 1 ? JobType.Single : JobType.Bulk, failed)
        {
            JobId = newJobId,
            Priority = asked.Priority,
            Refresh = asked.Refresh,
            MaxCredits = maxCredits,
            ParentJobId = jobId,
        };
        return await SubmitAsync(caller, submission, cancellationToken);
    }

    /// <summary>Takes ended jobs of the caller off the tray; what still runs stays.</summary>
    public Task DismissAsync(Caller caller, IReadOnlyCollection<Guid> jobIds, CancellationToken cancellationToken) =>
        writes.RunAsync(
            (transaction, token) => transaction.Db.Set<Job>()
                .Where(j => jobIds.Contains(j.Id) && j.UserId == caller.UserId && j.CompletedAt != null)
                .ExecuteUpdateAsync(set => set.SetProperty(j => j.DismissedAt, transaction.Now), token),
            cancellationToken);

    /// <summary>What each would cost now, in their order.</summary>
    internal async Task<List<QuotedCreator>> PriceAsync(
        AppDbContext db, IReadOnlyList<string> usernames, CancellationToken cancellationToken)
    {
        var stored = await CreatorDirectory.FindAsync(db, [.. usernames], cancellationToken);
        return [.. usernames.Select(username =>
        {
            var known = stored.GetValueOrDefault(username);
            var isNew = known is not { IsKnown: true };
            return new QuotedCreator(username, isNew, prices.Value.PriceOf(isNew), known?.LastScrapedAt);
        })];
    }

    /// <summary>The job, <paramref name="besides"/> one, that tries the same job again and has not ended; null when none does.</summary>
    private static async Task<Guid?> RunningRetryAsync(
        JobTransaction transaction, Guid parentJobId, Guid besides, CancellationToken cancellationToken)
    {
        var db = transaction.Db;

        // Taking rows first keeps other retries of the job out until the commit. Places in the queue are the first in the order of locks,
        // and nobody else wants those of creators that have ended.
        await db.Set<QueueEntry>()
            .Where(e => e.JobId == parentJobId && e.ProcessedAt != null)
            .ExecuteUpdateAsync(set => set.SetProperty(e => e.ProcessedAt, e => e.ProcessedAt), cancellationToken);

        // Of the team's jobs only those that are younger: there is an index for that.
        var running =
            from parent in db.Set<Job>()
            from retry in db.Set<Job>().Where(j => j.TeamId == parent.TeamId && j.CreatedAt >= parent.CreatedAt)
            where parent.Id == parentJobId && retry.ParentJobId == parentJobId && retry.CompletedAt == null && retry.Id != besides
            select (Guid?)retry.Id;
        return await running.FirstOrDefaultAsync(cancellationToken);
    }

    private SubmissionResult? Refusal(JobSubmission submission, ParsedUsernames parsed)
    {
        if (parsed.Invalid.Count > 0)
            return new SubmissionResult.InvalidUsernames(parsed.Invalid);
        if (parsed.Usernames.Count == 0)
            return new SubmissionResult.NoCreators();

        // What failed of a list's refresh may be more than somebody may type.
        var bulk = submission.ParentJobId is null ? options.Value.MaxBulkSize : JobsOptions.LargestJob;
        var limit = submission.JobType is JobType.Single ? 1 : bulk;
        if (parsed.Usernames.Count > limit)
            return new SubmissionResult.TooManyCreators(parsed.Usernames.Count, limit);
        if (submission.Priority is < JobSubmission.LowestPriority or > JobSubmission.HighestPriority)
            return new SubmissionResult.InvalidPriority(submission.Priority);
        return null;
    }

    private static Job NewJob(
        JobTransaction transaction, Guid jobId, Caller caller, JobSubmission submission, IReadOnlyList<QuotedCreator> quoted, bool starts)
    {
        var total = quoted.Sum(i => i.Credits);
        return new Job
        {
            Id = jobId,
            UserId = caller.UserId,
            TeamId = caller.TeamId,
            JobType = submission.JobType,
            Status = starts ? JobStatus.Processing : JobStatus.Pending,
            Priority = submission.Priority,
            Usernames = [.. quoted.Select(i => i.Username)],
            Refresh = submission.Refresh,
            TotalCreators = quoted.Count,
            EstimatedCredits = total,
            CreditsReserved = total,
            ParentJobId = submission.ParentJobId,
            ListId = submission.ListId,
            LastSeq = 1,
            TraceParent = Activity.Current is { Recorded: true } span ? span.Id : null,
            CreatedAt = transaction.Now,
            StartedAt = starts ? transaction.Now : null,
            EstimatedCompletionAt = transaction.EndOf([.. quoted.Select(creator => creator.IsNew)]),
        };
    }

    private static JobItem NewItem(Job job, QuotedCreator creator, int position) => new()
    {
        Id = Guid.CreateVersion7(),
        JobId = job.Id,
        Position = position,
        Username = creator.Username,
        Status = JobStatus.Pending,
        Priority = job.Priority,
        IsNew = creator.IsNew,
        Credits = creator.Credits,
        Warnings = [],
        CreatedAt = job.CreatedAt,
    };

    /// <param name="turn">The first of the job's turns; null while it waits for its place.</param>
    private QueueEntry NewEntry(Job job, JobItem item, long? turn) => new()
    {
        JobId = job.Id,
        ItemId = item.Id,
        UserId = job.UserId,
        QueueName = QueueEntry.DefaultQueue,
        Priority = job.Priority,
        MaxRetries = options.Value.MaxRetries,
        FairRank = turn + item.Position ?? 0,
        ScheduledAt = turn is null ? null : job.CreatedAt,
    };
}

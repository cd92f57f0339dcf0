using CreatorAnalytics.Credits;
using CreatorAnalytics.Storage;
using Microsoft.EntityFrameworkCore;

namespace CreatorAnalytics.Jobs;

/// <summary>A rule of the books that does not hold.</summary>
/// <param name="Rule">The rule, in a sentence.</param>
/// <param name="Offenders">What breaks it, at most <see cref="BooksAudit.MostOffenders"/>.</param>
public sealed record BrokenRule(string Rule, IReadOnlyList<Guid> Offenders);

/// <summary>
/// Checks what the engine's transactions keep true, without trusting any of its code: credits and ledger, items and charges, jobs and
/// their counters, events and their numbers. Each rule is one query, so that it sees one moment and may run while work goes on.
/// </summary>
public sealed class BooksAudit(Database database)
{
    public const int MostOffenders = 20;

    private static readonly (string Rule, Func<AppDbContext, IQueryable<Guid>> Offenders)[] Rules =
    [
        ("A team's wallet is the sum of its ledger.", WalletsUnlikeTheirLedger),
        ("A wallet holds exactly what its unended jobs reserved.", WalletsUnlikeTheirJobs),
        ("A completed creator is charged once, at what it says.", CompletedWithoutCharge),
        ("Only completed creators are charged.", ChargedWithoutCompletion),
        ("A completed creator went through all four stages and has its report.", CompletedWithoutStages),
        ("A creator has ended exactly when its place in the queue is closed.", EndedUnlikeTheirEntry),
        ("A job counts its completed, failed and cancelled creators.", JobsWithWrongCounters),
        ("A job knows what it charged and still reserves.", JobsWithWrongCredits),
        ("A job has ended exactly when all its creators have.", JobsUnlikeTheirItems),
        ("A job's events have the numbers up to its last, without a gap.", JobsWithMissingEvents),
        ("A user's events have the numbers up to their last, without a gap.", UsersWithMissingEvents),
        ("A user's running jobs are counted.", UsersWithWrongCount),
    ];

    /// <summary>The rules that do not hold; empty when the books are in order.</summary>
    public async Task<IReadOnlyList<BrokenRule>> FindAsync(CancellationToken cancellationToken)
    {
        var broken = new List<BrokenRule>();
        foreach (var (rule, offenders) in Rules)
        {
            var found = await database.ReadAsync(
                db => offenders(db).Take(MostOffenders).ToListAsync(cancellationToken), cancellationToken);
            if (found.Count > 0)
                broken.Add(new BrokenRule(rule, found));
        }

        return broken;
    }

    private static IQueryable<Guid> WalletsUnlikeTheirLedger(AppDbContext db) =>
        from books in LedgerAudit.Books(db, db.Set<Wallet>())
        where books.Balance != books.LedgerBalance || books.Reserved != books.LedgerReserved
        select books.TeamId;

    private static IQueryable<Guid> WalletsUnlikeTheirJobs(AppDbContext db) =>
        from wallet in db.Set<Wallet>()
        where wallet.Reserved != (db.Set<Job>().Where(j => j.TeamId == wallet.TeamId).Sum(j => (long?)j.CreditsReserved) ?? 0)
        select wallet.TeamId;

    private static IQueryable<Guid> CompletedWithoutCharge(AppDbContext db) =>
        from item in db.Set<JobItem>()
        where item.Status == JobStatus.Completed
            && db.Set<LedgerEntry>().Count(
                e => e.ItemId == item.Id && e.Kind == LedgerKind.Charge && e.Amount == item.CreditsCharged) != 1
        select item.Id;

    private static IQueryable<Guid> ChargedWithoutCompletion(AppDbContext db) =>
        from charge in db.Set<LedgerEntry>()
        where charge.Kind == LedgerKind.Charge
            && !db.Set<JobItem>().Any(i => i.Id == charge.ItemId && i.Status == JobStatus.Completed)
        select charge.ItemId ?? Guid.Empty;

    private static IQueryable<Guid> CompletedWithoutStages(AppDbContext db) =>
        from item in db.Set<JobItem>()
        where item.Status == JobStatus.Completed
            && !(item.ApifyCompleted && item.DatabasePopulated && item.CdnProcessed && item.AiAnalyzed
                && item.ProfileId != null && item.ReportId != null && item.CompletedAt != null)
        select item.Id;

    private static IQueryable<Guid> EndedUnlikeTheirEntry(AppDbContext db) =>
        from item in db.Set<JobItem>()
        join entry in db.Set<QueueEntry>() on item.Id equals entry.ItemId
        where (item.CompletedAt == null) != (entry.ProcessedAt == null)
            || (item.CompletedAt == null) != (item.Status == JobStatus.Pending || item.Status == JobStatus.Processing)
        select item.Id;

    private static IQueryable<Guid> JobsWithWrongCounters(AppDbContext db) =>
        from job in db.Set<Job>()
        where job.TotalCreators != db.Set<JobItem>().Count(i => i.JobId == job.Id)
            || job.CompletedCreators != db.Set<JobItem>().Count(i => i.JobId == job.Id && i.Status == JobStatus.Completed)
            || job.FailedCreators != db.Set<JobItem>().Count(i => i.JobId == job.Id && i.Status == JobStatus.Failed)
            || job.CancelledCreators != db.Set<JobItem>().Count(i => i.JobId == job.Id && i.Status == JobStatus.Cancelled)
        select job.Id;

    private static IQueryable<Guid> JobsWithWrongCredits(AppDbContext db) =>
        from job in db.Set<Job>()
        where job.CreditsCharged != (db.Set<JobItem>().Where(i => i.JobId == job.Id).Sum(i => (long?)i.CreditsCharged) ?? 0)
            || job.CreditsReserved
                != (db.Set<JobItem>().Where(i => i.JobId == job.Id && i.CompletedAt == null).Sum(i => (long?)i.Credits) ?? 0)
        select job.Id;

    private static IQueryable<Guid> JobsUnlikeTheirItems(AppDbContext db) =>
        from job in db.Set<Job>()
        where (job.CompletedAt == null) != db.Set<JobItem>().Any(i => i.JobId == job.Id && i.CompletedAt == null)
        select job.Id;

    // The oldest events may have been pruned; those that are left must be without a gap.
    private static IQueryable<Guid> JobsWithMissingEvents(AppDbContext db) =>
        from job in db.Set<Job>()
        join row in db.Set<JobEventRow>() on job.Id equals row.JobId
        group row.Seq by new { job.Id, job.LastSeq } into seqs
        where seqs.Max() != seqs.Key.LastSeq || seqs.Count() != seqs.Max() - seqs.Min() + 1
        select seqs.Key.Id;

    private static IQueryable<Guid> UsersWithMissingEvents(AppDbContext db) =>
        from user in db.Set<JobUser>()
        join row in db.Set<JobEventRow>() on user.UserId equals row.UserId
        group row.Number by new { user.UserId, user.LastEventNumber } into numbers
        where numbers.Max() != numbers.Key.LastEventNumber || numbers.Count() != numbers.Max() - numbers.Min() + 1
        select numbers.Key.UserId;

    private static IQueryable<Guid> UsersWithWrongCount(AppDbContext db) =>
        from user in db.Set<JobUser>()
        where user.ProcessingJobs != db.Set<Job>().Count(j => j.UserId == user.UserId && j.Status == JobStatus.Processing)
        select user.UserId;
}

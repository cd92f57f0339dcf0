using CreatorAnalytics.Accounts;
using CreatorAnalytics.Jobs;
using CreatorAnalytics.Storage;
using CreatorAnalytics.Tests.Support;
using Microsoft.EntityFrameworkCore;

namespace CreatorAnalytics.Tests.Jobs;

/// <summary>
/// The last line of defence: whoever holds the right claim on an item moves it only out of a state that it may leave, and otherwise the
/// whole transaction fails. The rows are brought into states here that nothing in the application leaves them in.
/// </summary>
public sealed class GuardedMoveTests : IDisposable
{
    private readonly EngineFixture _engine = new(options => options.MaxConcurrentPerUser = 1);

    public enum Move
    {
        Claim,
        StartScrape,
        FinishApify,
        FinishDatabase,
        FinishCdn,
        Deliver,
        Fail,
        EndAsCancelled,
        TryAgain,
        HandBack,
        Cancel,
    }

    /// <summary>All but those that are moved many at once and leave out what has ended, which has tests of its own.</summary>
    public static IEnumerable<TheoryDataRow<Move, JobStatus>> Pairs =>
        from move in Enum.GetValues<Move>()
        from status in Enum.GetValues<JobStatus>()
        where !(move is Move.Claim or Move.HandBack && status.IsEnded())
        select new TheoryDataRow<Move, JobStatus>(move, status);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose() => _engine.Dispose();

    [Theory]
    [MemberData(nameof(Pairs))]
    public async Task An_item_is_moved_only_out_of_a_state_that_it_may_leave(Move move, JobStatus status)
    {
        var delivery = await _engine.DeliveredElsewhereAsync();
        var caller = await _engine.NewTeamAsync(500);
        var job = await _engine.SubmitAsync(caller, "nasa", "natgeo");
        var claims = move is Move.Claim or Move.Cancel ? await _engine.NeverGivenAsync(job.JobId) : await _engine.ClaimAsync();
        await ForceAsync<JobItem>(db => db.Set<JobItem>().Where(i => i.Id == claims[0].ItemId), status);
        var before = await StoredAsync(caller, job);

        var thrown = await Record.ExceptionAsync(() => MoveAsync(move, caller, job, claims[0], delivery));

        if (Leaves(move).Contains(status))
        {
            Assert.Null(thrown);
            return;
        }

        // Whoever cancels looks for what has not ended, and finds nothing.
        if (move is not Move.Cancel)
            Assert.IsType<InvalidOperationException>(thrown);
        Assert.Equal(before, await StoredAsync(caller, job));
    }

    [Theory]
    [InlineData(JobStatus.Completed)]
    [InlineData(JobStatus.Failed)]
    [InlineData(JobStatus.Cancelled)]
    public async Task A_claim_that_comes_upon_ended_creators_closes_their_places_in_the_queue_and_takes_the_others(JobStatus status)
    {
        var caller = await _engine.NewTeamAsync(500);
        var ended = await _engine.SubmitAsync(caller, "alone");
        var job = await _engine.SubmitAsync(await _engine.NewTeamAsync(500), "nasa", "natgeo");
        await ForceAsync<JobItem>(db => db.Set<JobItem>().Where(i => i.Username == "alone" || i.Username == "nasa"), status);
        var before = await _engine.StatusAsync(caller, ended.JobId);

        Assert.Equal(job.Items[1].ItemId, Assert.Single(await _engine.ClaimAsync()).ItemId);

        Assert.Equal(["natgeo"], await InTheQueueAsync());
        var after = await _engine.StatusAsync(caller, ended.JobId);
        Assert.Equal($"{before} {before.Items[0]}", $"{after} {after.Items[0]}");
    }

    [Fact]
    public async Task An_ended_creator_whose_worker_was_lost_is_not_said_to_have_been_tried()
    {
        var caller = await _engine.NewTeamAsync(500);
        var job = await _engine.SubmitAsync(caller, "nasa");
        await _engine.ClaimAsync();
        await ForceAsync<JobItem>(db => db.Set<JobItem>().Where(i => i.JobId == job.JobId), JobStatus.Completed);
        _engine.Time.Advance(TimeSpan.FromSeconds(61));

        Assert.Empty(await _engine.ClaimAsync());

        Assert.Empty(await InTheQueueAsync());
        Assert.Empty((await _engine.StatusAsync(caller, job.JobId)).Items[0].Attempts);
    }

    [Theory]
    [InlineData(JobStatus.Completed)]
    [InlineData(JobStatus.Failed)]
    [InlineData(JobStatus.Cancelled)]
    public async Task A_process_that_stops_hands_back_what_it_holds_but_the_creators_that_have_ended(JobStatus status)
    {
        await _engine.SubmitAsync(await _engine.NewTeamAsync(500), "nasa", "natgeo");
        await _engine.ClaimAsync();
        await ForceAsync<JobItem>(db => db.Set<JobItem>().Where(i => i.Username == "nasa"), status);

        Assert.Equal(1, await _engine.Get<ItemQueue>().HandBackAsync(Cancel));

        Assert.Equal(["natgeo"], await InTheQueueAsync());
        Assert.Single(await _engine.ClaimAsync());
    }

    [Theory]
    [InlineData(JobStatus.Completed)]
    [InlineData(JobStatus.Failed)]
    [InlineData(JobStatus.Cancelled)]
    public async Task A_job_that_has_ended_is_not_ended_again(JobStatus status)
    {
        var caller = await _engine.NewTeamAsync(500);
        var job = await _engine.SubmitAsync(caller, "nasa");
        var claim = Assert.Single(await _engine.ClaimAsync());
        await ForceAsync<Job>(db => db.Set<Job>().Where(j => j.Id == job.JobId), status);
        var before = await StoredAsync(caller, job);

        var failed = new ItemOutcome.Failed(ItemErrors.PrivateAccount);
        await Assert.ThrowsAsync<InvalidOperationException>(() => _engine.TrySettleAsync(claim, failed));

        Assert.Equal(before, await StoredAsync(caller, job));
    }

    [Theory]
    [InlineData(JobStatus.Processing)]
    [InlineData(JobStatus.Completed)]
    [InlineData(JobStatus.Failed)]
    [InlineData(JobStatus.Cancelled)]
    public async Task A_job_that_does_not_wait_is_not_started(JobStatus status)
    {
        var caller = await _engine.NewTeamAsync(500);
        await _engine.SubmitAsync(caller, "other");
        var holder = Assert.Single(await _engine.ClaimAsync());
        var job = await _engine.SubmitAsync(caller, "nasa");
        await ForceAsync<Job>(db => db.Set<Job>().Where(j => j.Id == job.JobId), status);

        await _engine.TrySettleAsync(holder, new ItemOutcome.Failed(ItemErrors.PrivateAccount));

        var after = await _engine.StatusAsync(caller, job.JobId);
        Assert.Equal((status, null), (after.Status, after.StartedAt));
        Assert.Empty(await _engine.ClaimAsync());
    }

    private static JobStatus[] Leaves(Move move) => move switch
    {
        Move.Claim or Move.EndAsCancelled or Move.Cancel => [JobStatus.Pending, JobStatus.Processing],
        _ => [JobStatus.Processing],
    };

    private Task MoveAsync(Move move, Caller caller, JobStatusView job, ItemClaim claim, ItemOutcome delivery)
    {
        var writes = _engine.Get<ItemWrites>();
        var some = Guid.CreateVersion7();
        return move switch
        {
            Move.Claim => _engine.ClaimAsync(),
            Move.StartScrape => writes.ScrapeStartedAsync(claim, Cancel),
            Move.FinishApify => writes.ApifyCompletedAsync(claim, some, Cancel),
            Move.FinishDatabase => writes.DatabasePopulatedAsync(claim, [], (_, _) => Task.FromResult(some), Cancel),
            Move.FinishCdn => writes.CdnProcessedAsync(claim, [], Cancel),
            Move.Deliver => _engine.TrySettleAsync(claim, delivery),
            Move.Fail => _engine.TrySettleAsync(claim, new ItemOutcome.Failed(ItemErrors.PrivateAccount)),
            Move.EndAsCancelled => _engine.TrySettleAsync(claim, new ItemOutcome.Cancelled()),
            Move.TryAgain => _engine.TrySettleAsync(claim, new ItemOutcome.TryAgain(ItemErrors.InternalError, Alone: false)),
            Move.HandBack => _engine.Get<ItemQueue>().HandBackAsync(Cancel),
            Move.Cancel => _engine.Manager.CancelItemAsync(caller, job.JobId, claim.ItemId, Cancel),
        };
    }

    private Task<List<string>> InTheQueueAsync() => _engine.Database.ReadAsync(
        db => db.Set<QueueEntry>()
            .Where(e => e.ProcessedAt == null)
            .Join(db.Set<JobItem>(), e => e.ItemId, i => i.Id, (_, item) => item.Username)
            .ToListAsync(Cancel),
        Cancel);

    private Task ForceAsync<T>(Func<AppDbContext, IQueryable<T>> which, JobStatus status)
        where T : class
    {
        DateTimeOffset? completedAt = status.IsEnded() ? _engine.Time.GetUtcNow() : null;
        return _engine.Database.WriteAsync(
            (db, token) => which(db).ExecuteUpdateAsync(
                set => set
                    .SetProperty(row => EF.Property<JobStatus>(row, nameof(Job.Status)), status)
                    .SetProperty(row => EF.Property<DateTimeOffset?>(row, nameof(Job.CompletedAt)), completedAt),
                token),
            Cancel);
    }

    /// <summary>What a move changes, as text: the job with its items, their places in the queue, the credits.</summary>
    private async Task<string> StoredAsync(Caller caller, JobStatusView job)
    {
        var entries = await _engine.Database.ReadAsync(
            db => db.Set<QueueEntry>()
                .Where(e => e.JobId == job.JobId)
                .OrderBy(e => e.Id)
                .Select(e => new { e.ClaimNumber, e.LeaseUntil, e.RetryCount, e.ServedAt, e.ProcessedAt })
                .ToListAsync(Cancel),
            Cancel);
        var status = await _engine.StatusAsync(caller, job.JobId);
        return $"{status} {string.Join(' ', status.Items)} {string.Join(' ', entries)} {await _engine.BalanceAsync(caller)}";
    }
}

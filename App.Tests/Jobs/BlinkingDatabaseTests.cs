using CreatorAnalytics.Accounts;
using CreatorAnalytics.Credits;
using CreatorAnalytics.Jobs;
using CreatorAnalytics.Tests.Support;
using Microsoft.Data.Sqlite;

namespace CreatorAnalytics.Tests.Jobs;

/// <summary>A database that cannot be written to for a while delays what is finished, and loses none of it.</summary>
[Trait("Category", TestDatabase.Category)]
public sealed class BlinkingDatabaseTests : IDisposable
{
    private const int SqliteBusy = 5;

    private readonly EngineFixture _engine = new();
    private int _refused;

    public void Dispose() => _engine.Dispose();

    [Fact]
    public async Task Creators_that_settle_while_the_database_is_locked_are_delivered_once_it_is_free()
    {
        var (caller, job) = await SettleLockedAsync(refusals: 6);

        var ended = await _engine.StatusAsync(caller, job.JobId);
        Assert.Equal(3 * 6, _refused);
        Assert.Equal((JobStatus.Completed, 3, 75L), (ended.Status, ended.CompletedCreators, ended.CreditsCharged));
        Assert.All(ended.Items, item => Assert.Equal(0, item.RetryCount));
        Assert.Equal(3, _engine.Scraper.Requests.Count);
        Assert.Equal(new CreditBalance(425, 0), await _engine.BalanceAsync(caller));
        await _engine.AuditAsync();
    }

    [Fact]
    public async Task What_cannot_be_settled_is_taken_over_after_its_lease_not_scraped_again_and_charged_once()
    {
        var (caller, job) = await SettleLockedAsync(refusals: int.MaxValue);
        var given = await _engine.StatusAsync(caller, job.JobId);
        Assert.Equal((JobStatus.Processing, 0L, 75L), (given.Status, given.CreditsCharged, (await _engine.BalanceAsync(caller)).Reserved));

        // What the process goes on holding is renewed, but for these.
        await _engine.Get<ItemQueue>().RenewAsync(_engine.Get<RunningItems>().Dropped, TestContext.Current.CancellationToken);
        _engine.Time.Advance(TimeSpan.FromSeconds(59));
        await _engine.WorkAllAsync();

        var ended = await _engine.StatusAsync(caller, job.JobId);
        Assert.Equal((JobStatus.Completed, 75L), (ended.Status, ended.CreditsCharged));
        Assert.All(ended.Items, item => Assert.Equal(ItemErrors.WorkerLost, Assert.Single(item.Attempts).Code));
        Assert.Equal(3, _engine.Scraper.Requests.Count);
        await _engine.AuditAsync();
    }

    /// <summary>Works on three creators; each time nothing is left but to settle, so many transactions in a row cannot begin.</summary>
    private async Task<(Caller Caller, JobStatusView Job)> SettleLockedAsync(int refusals)
    {
        var caller = await _engine.NewTeamAsync(500);
        var job = await _engine.SubmitAsync(caller, "ada", "bea", "carl");
        var left = 0;
        using var listening = _engine.Get<JobFeed>().Subscribe(caller.UserId, change =>
        {
            if (change.Item is { Stage: Stage.Ai, Status: JobStatus.Processing })
                Volatile.Write(ref left, refusals);
        });
        _engine.BeforeTransaction = () =>
        {
            if (Volatile.Read(ref left) == 0)
                return;
            Interlocked.Decrement(ref left);
            Interlocked.Increment(ref _refused);
            throw new SqliteException("database is locked", SqliteBusy);
        };
        foreach (var claim in await _engine.ClaimAsync())
        {
            var working = _engine.WorkAsync(claim);
            while (!working.IsCompleted)
            {
                _engine.Time.Advance(TimeSpan.FromMilliseconds(100));
                await Task.Yield();
            }

            await working;
            Volatile.Write(ref left, 0);
        }

        return (caller, job);
    }
}

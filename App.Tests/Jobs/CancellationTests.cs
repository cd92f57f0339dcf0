using System.Collections.Concurrent;
using CreatorAnalytics.Apify;
using CreatorAnalytics.Jobs;
using CreatorAnalytics.Storage;
using CreatorAnalytics.Tests.Support;
using Microsoft.Extensions.Hosting;

namespace CreatorAnalytics.Tests.Jobs;

public sealed class CancellationTests : IDisposable
{
    private readonly EngineFixture _engine = new();

    public void Dispose() => _engine.Dispose();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Cancelling_keeps_and_charges_what_is_finished_stops_what_runs_and_releases_the_rest()
    {
        var caller = await _engine.NewTeamAsync(100);
        var job = await _engine.SubmitAsync(caller, "finished", "running", "waiting");
        var reached = new TaskCompletionSource();
        _engine.Scraper.Before = async (request, token) =>
        {
            if (request.Username == "running")
            {
                reached.SetResult();
                await Task.Delay(Timeout.InfiniteTimeSpan, _engine.Time, token);
            }
        };
        var claims = await _engine.ClaimAsync(2);
        await _engine.WorkAsync(claims[0]);
        var running = _engine.WorkAsync(claims[1]);
        await reached.Task.WaitAsync(TimeSpan.FromSeconds(10), Cancel);

        await _engine.Manager.CancelAsync(caller, job.JobId, Cancel);
        await running.WaitAsync(TimeSpan.FromSeconds(10), Cancel);

        var ended = await _engine.StatusAsync(caller, job.JobId);
        Assert.Equal(JobStatus.Cancelled, ended.Status);
        Assert.Equal([JobStatus.Completed, JobStatus.Cancelled, JobStatus.Cancelled], ended.Items.Select(item => item.Status));
        Assert.Equal((25L, 0L), (ended.CreditsCharged, ended.CreditsReserved));
        Assert.Equal(75, (await _engine.BalanceAsync(caller)).Available);
        await _engine.AuditAsync();
    }

    [Fact]
    public async Task What_was_cancelled_ends_as_something_that_somebody_waits_for()
    {
        var caller = await _engine.NewTeamAsync(100);
        var job = await _engine.SubmitAsync(caller, "running");
        var reached = new TaskCompletionSource();
        _engine.Scraper.Before = async (_, token) =>
        {
            reached.SetResult();
            await Task.Delay(Timeout.InfiniteTimeSpan, _engine.Time, token);
        };
        var running = _engine.WorkAsync((await _engine.ClaimAsync(1))[0]);
        await reached.Task.WaitAsync(TimeSpan.FromSeconds(10), Cancel);

        var inBackground = new ConcurrentQueue<bool>();
        _engine.BeforeTransaction = () => inBackground.Enqueue(BackgroundWork.IsCurrent);
        await _engine.Manager.CancelAsync(caller, job.JobId, Cancel);
        await running.WaitAsync(TimeSpan.FromSeconds(10), Cancel);

        Assert.Equal([false, false], inBackground);
    }

    [Fact]
    public async Task A_creator_whose_worker_does_not_stop_is_taken_away_from_it_and_holds_no_credits_until_its_lease_ends()
    {
        var caller = await _engine.NewTeamAsync(100);
        var job = await _engine.SubmitAsync(caller, "held");
        var claim = Assert.Single(await _engine.ClaimAsync());
        await _engine.Manager.CancelAsync(caller, job.JobId, Cancel);
        _engine.Get<Readiness>().SetReady();
        var watch = _engine.Get<IEnumerable<IHostedService>>().OfType<CancellationWatch>().Single();
        await watch.StartAsync(Cancel);
        var asked = _engine.Time.GetUtcNow();
        while ((await _engine.StatusAsync(caller, job.JobId)).Status is JobStatus.Processing)
        {
            _engine.Time.Advance(TimeSpan.FromMilliseconds(100));
            await Task.Delay(TimeSpan.FromMilliseconds(1), TimeProvider.System, Cancel);
            Assert.InRange(_engine.Time.GetUtcNow() - asked, TimeSpan.Zero, TimeSpan.FromSeconds(50));
        }

        await watch.StopAsync(Cancel);
        Assert.True(_engine.Time.GetUtcNow() - asked >= JobCancellation.Patience);
        var ended = await _engine.StatusAsync(caller, job.JobId);
        Assert.Equal((JobStatus.Cancelled, 0L), (ended.Status, ended.CreditsReserved));
        Assert.False(await _engine.TrySettleAsync(claim, new ItemOutcome.Cancelled()));
        await _engine.AuditAsync();
    }

    [Fact]
    public async Task Cancelling_one_creator_leaves_the_others()
    {
        var caller = await _engine.NewTeamAsync(100);
        var job = await _engine.SubmitAsync(caller, "a", "b");

        await _engine.Manager.CancelItemAsync(caller, job.JobId, job.Items[0].ItemId, Cancel);
        await _engine.WorkAllAsync();

        var ended = await _engine.StatusAsync(caller, job.JobId);
        Assert.Equal((JobStatus.Completed, 1, 1), (ended.Status, ended.CompletedCreators, ended.CancelledCreators));
        await _engine.AuditAsync();
    }

    [Fact]
    public async Task A_waiting_job_can_be_cancelled_and_frees_no_place_it_never_had()
    {
        var caller = await _engine.NewTeamAsync(500);
        for (var n = 0; n < 5; n++)
            await _engine.SubmitAsync(caller, $"c{n}");
        var sixth = await _engine.SubmitAsync(caller, "sixth");

        var cancelled = await _engine.Manager.CancelAsync(caller, sixth.JobId, Cancel);

        Assert.Equal(JobStatus.Cancelled, cancelled!.Status);
        await _engine.AuditAsync();
    }

    [Fact]
    public async Task A_creator_that_waits_for_a_retry_is_cancelled_at_once()
    {
        var caller = await _engine.NewTeamAsync(100);
        _engine.Scraper.Answer = _ => new ScrapeResult.Failed("provider_error", "", RetryAlone: false);
        var job = await _engine.SubmitAsync(caller, "flaky");
        await _engine.WorkAsync(Assert.Single(await _engine.ClaimAsync()));

        var cancelled = await _engine.Manager.CancelAsync(caller, job.JobId, Cancel);

        Assert.Equal((JobStatus.Cancelled, 0L), (cancelled!.Status, cancelled.CreditsReserved));
    }

    [Fact]
    public async Task Nobody_can_cancel_another_teams_job()
    {
        var (owner, stranger) = (await _engine.NewTeamAsync(100), await _engine.NewTeamAsync(100));
        var job = await _engine.SubmitAsync(owner, "nasa");

        Assert.Null(await _engine.Manager.CancelAsync(stranger, job.JobId, Cancel));
        Assert.Null(await _engine.Manager.CancelItemAsync(stranger, job.JobId, job.Items[0].ItemId, Cancel));
        Assert.Equal(JobStatus.Processing, (await _engine.StatusAsync(owner, job.JobId)).Status);
    }
}

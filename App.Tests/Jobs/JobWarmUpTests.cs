using CreatorAnalytics.Accounts;
using CreatorAnalytics.Creators;
using CreatorAnalytics.Credits;
using CreatorAnalytics.Jobs;
using CreatorAnalytics.Storage;
using CreatorAnalytics.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace CreatorAnalytics.Tests.Jobs;

public sealed class JobWarmUpTests : IDisposable
{
    private readonly LowCredits _low = new();
    private readonly EngineFixture _engine;

    public JobWarmUpTests() => _engine = new EngineFixture(rooms: app => app.Services.AddSingleton<ILowBalanceOutbox>(_low));

    public void Dispose() => _engine.Dispose();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Warming_up_leaves_nothing_behind()
    {
        await WarmUpAsync();

        await _engine.Database.ReadAsync(
            async db =>
            {
                Assert.Equal(0, await db.Set<Job>().CountAsync(Cancel));
                Assert.Equal(0, await db.Set<JobItem>().CountAsync(Cancel));
                Assert.Equal(0, await db.Set<QueueEntry>().CountAsync(Cancel));
                Assert.Equal(0, await db.Set<JobUser>().CountAsync(Cancel));
                Assert.Equal(0, await db.Set<LedgerEntry>().CountAsync(Cancel));
                Assert.Equal(0, await db.Set<Creator>().CountAsync(Cancel));
                Assert.Equal(0, await db.Set<Team>().CountAsync(Cancel));
                return true;
            },
            Cancel);
        Assert.Equal(0, _low.Told);
    }

    [Fact]
    public async Task Warming_up_takes_nobodys_turn()
    {
        var caller = await _engine.NewTeamAsync(500);
        var job = await _engine.SubmitAsync(caller, "first", "second");

        await WarmUpAsync();

        Assert.All((await _engine.StatusAsync(caller, job.JobId)).Items, item => Assert.Equal(JobStatus.Pending, item.Status));
        var claims = await _engine.ClaimAsync();
        Assert.Equal(2, claims.Count);
        Assert.All(claims, claim => Assert.Equal(1, claim.ClaimNumber));
        await _engine.WorkAllAsync();
        await _engine.AuditAsync();
    }

    private Task WarmUpAsync() =>
        _engine.Get<IEnumerable<IWarmUp>>().OfType<JobWarmUp>().Single().RunAsync(Cancel);

    private sealed class LowCredits : ILowBalanceOutbox
    {
        public int Told { get; private set; }

        public Task WriteAsync(AppDbContext db, LowBalanceNotice notice, CancellationToken cancellationToken)
        {
            Told++;
            return Task.CompletedTask;
        }
    }
}

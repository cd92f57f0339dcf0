using CreatorAnalytics.Jobs;
using CreatorAnalytics.Tests.Support;

namespace CreatorAnalytics.Tests.Jobs;

public sealed class FairnessTests : IDisposable
{
    private readonly EngineFixture _engine = new();

    public void Dispose() => _engine.Dispose();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_newcomers_creator_is_next_however_many_another_user_has_waiting()
    {
        var heavy = await _engine.NewTeamAsync(5000);
        for (var job = 0; job < 5; job++)
            await _engine.SubmitAsync(heavy, [.. Enumerable.Range(0, 15).Select(n => $"heavy{job}_{n}")]);
        foreach (var claim in await _engine.ClaimAsync(10))
            await _engine.Get<ItemWrites>().ScrapeStartedAsync(claim, Cancel);
        var newcomer = await _engine.NewTeamAsync(100);
        var job1 = await _engine.SubmitAsync(newcomer, "nasa");

        var next = Assert.Single(await _engine.ClaimAsync(1));

        Assert.Equal(job1.JobId, next.JobId);
    }

    [Fact]
    public async Task Newcomers_are_served_as_they_came_and_each_once_before_who_was_there()
    {
        var heavy = await _engine.SubmitAsync(await _engine.NewTeamAsync(1000), "heavy1", "heavy2", "heavy3");
        await ServeNextAsync();
        var (one, other) = (await _engine.NewTeamAsync(1000), await _engine.NewTeamAsync(1000));
        var first = await _engine.SubmitAsync(one, "first1", "first2");
        var second = await _engine.SubmitAsync(other, "second1", "second2");

        Guid[] served = [await ServeNextAsync(), await ServeNextAsync(), await ServeNextAsync()];

        Assert.Equal([first.JobId, second.JobId, heavy.JobId], served);
    }

    private async Task<Guid> ServeNextAsync()
    {
        var claim = Assert.Single(await _engine.ClaimAsync(1));
        await _engine.Get<ItemWrites>().ScrapeStartedAsync(claim, Cancel);
        return claim.JobId;
    }

    [Fact]
    public async Task A_higher_priority_goes_first_among_the_users_own_and_takes_nothing_from_others()
    {
        var (caller, other) = (await _engine.NewTeamAsync(1000), await _engine.NewTeamAsync(1000));
        await _engine.SubmitAsync(caller, "usual1", "usual2");
        var others = await _engine.SubmitAsync(other, "other1", "other2");
        var urgent = await _engine.Manager.SubmitAsync(
            caller, new JobSubmission(JobType.Single, ["urgent"]) { Priority = JobSubmission.HighestPriority }, Cancel);
        var urgentId = Assert.IsType<SubmissionResult.Accepted>(urgent).Job.JobId;

        var claims = await _engine.ClaimAsync(5);

        // Both have the first turn; the user's other creators come after it.
        Assert.Equivalent(new[] { others.JobId, urgentId }, claims.Take(2).Select(claim => claim.JobId), strict: true);
    }
}

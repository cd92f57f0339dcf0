using CreatorAnalytics.Jobs;
using CreatorAnalytics.Tests.Support;

namespace CreatorAnalytics.Tests.Jobs;

public sealed class SubmissionTests : IDisposable
{
    private readonly EngineFixture _engine = new();

    public void Dispose() => _engine.Dispose();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_refused_submission_reserves_nothing_and_says_why()
    {
        var caller = await _engine.NewTeamAsync(40);
        Task<SubmissionResult> Submit(JobSubmission submission) => _engine.Manager.SubmitAsync(caller, submission, Cancel);

        Assert.IsType<SubmissionResult.NoCreators>(await Submit(new JobSubmission(JobType.Bulk, [" , "])));
        Assert.Equal(
            new SubmissionResult.TooManyCreators(16, 15),
            await Submit(new JobSubmission(JobType.Bulk, [string.Join(',', Enumerable.Range(0, 16).Select(n => $"c{n}"))])));
        Assert.Equal(
            new SubmissionResult.TooManyCreators(2, 1), await Submit(new JobSubmission(JobType.Single, ["a, b"])));
        var invalid = Assert.IsType<SubmissionResult.InvalidUsernames>(await Submit(new JobSubmission(JobType.Bulk, ["a", "b..c"])));
        Assert.Equal("b..c", Assert.Single(invalid.Invalid).Input);
        Assert.Equal(
            new SubmissionResult.InsufficientCredits(50, 40), await Submit(new JobSubmission(JobType.Bulk, ["a", "b"])));
        Assert.Equal(
            new SubmissionResult.PriceChanged(25, 5), await Submit(new JobSubmission(JobType.Bulk, ["a"]) { MaxCredits = 5 }));
        Assert.Equal(new SubmissionResult.InvalidPriority(11), await Submit(new JobSubmission(JobType.Bulk, ["a"]) { Priority = 11 }));

        Assert.Equal(40, (await _engine.BalanceAsync(caller)).Available);
        Assert.Empty(await _engine.Get<JobQueries>().TrayAsync(caller, 10, Cancel));
    }

    [Fact]
    public async Task Sixteen_names_of_which_two_are_the_same_are_fifteen()
    {
        var caller = await _engine.NewTeamAsync(500);
        var names = Enumerable.Range(0, 15).Select(n => $"c{n}").Append("@C0");

        var job = await _engine.SubmitAsync(caller, [.. names]);

        Assert.Equal(15, job.TotalCreators);
    }

    [Fact]
    public async Task A_users_sixth_search_waits_for_one_of_the_five_and_holds_up_nobody_else()
    {
        var (caller, other) = (await _engine.NewTeamAsync(500), await _engine.NewTeamAsync(500));
        var jobs = new List<JobStatusView>();
        for (var n = 0; n < 6; n++)
            jobs.Add(await _engine.SubmitAsync(caller, $"creator{n}"));
        Assert.Equal(
            [JobStatus.Processing, JobStatus.Processing, JobStatus.Processing, JobStatus.Processing, JobStatus.Processing, JobStatus.Pending],
            jobs.Select(job => job.Status));
        Assert.Equal(JobStatus.Processing, (await _engine.SubmitAsync(other, "another")).Status);

        var claims = await _engine.ClaimAsync();
        Assert.Equal(6, claims.Count);
        await _engine.WorkAsync(claims[0]);

        Assert.Equal(JobStatus.Processing, (await _engine.StatusAsync(caller, jobs[5].JobId)).Status);
        await _engine.WorkAsync(Assert.Single(await _engine.ClaimAsync()));
        Assert.Equal(JobStatus.Completed, (await _engine.StatusAsync(caller, jobs[5].JobId)).Status);
        await _engine.AuditAsync();
    }

    [Fact]
    public async Task Fifty_simultaneous_submissions_cannot_spend_more_than_there_is()
    {
        var caller = await _engine.NewTeamAsync(250);

        var results = await Task.WhenAll(Enumerable.Range(0, 50).Select(n => Task.Run(
            () => _engine.Manager.SubmitAsync(caller, new JobSubmission(JobType.Single, [$"c{n}"]), Cancel), Cancel)));

        Assert.Equal(10, results.OfType<SubmissionResult.Accepted>().Count());
        Assert.Equal(40, results.OfType<SubmissionResult.InsufficientCredits>().Count());
        Assert.Equal(0, (await _engine.BalanceAsync(caller)).Available);
        await _engine.AuditAsync();
    }

    [Fact]
    public async Task A_heavy_users_bulk_does_not_stand_before_a_newcomers_single_search()
    {
        var (heavy, newcomer) = (await _engine.NewTeamAsync(5000), await _engine.NewTeamAsync(500));
        for (var job = 0; job < 5; job++)
            await _engine.SubmitAsync(heavy, [.. Enumerable.Range(0, 15).Select(n => $"heavy{job}_{n}")]);
        var single = await _engine.SubmitAsync(newcomer, "newcomer");

        var firstTwo = await _engine.ClaimAsync(2);

        Assert.Contains(single.Items[0].ItemId, firstTwo.Select(claim => claim.ItemId));
    }

    [Fact]
    public async Task Priority_reorders_a_users_own_waiting_work_only()
    {
        var (caller, other) = (await _engine.NewTeamAsync(500), await _engine.NewTeamAsync(500));
        await _engine.SubmitAsync(caller, "low");
        await _engine.SubmitAsync(other, "foreign");
        var high = new JobSubmission(JobType.Single, ["high"]) { Priority = 10 };
        Assert.IsType<SubmissionResult.Accepted>(await _engine.Manager.SubmitAsync(caller, high, Cancel));

        foreach (var claim in await _engine.ClaimAsync())
            await _engine.WorkAsync(claim);

        Assert.Equal(["foreign", "high", "low"], _engine.Scraper.Requests.Select(request => request.Username));
    }
}

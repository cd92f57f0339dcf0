using CreatorAnalytics.Accounts;
using CreatorAnalytics.Analysis;
using CreatorAnalytics.Apify;
using CreatorAnalytics.Creators;
using CreatorAnalytics.Jobs;
using CreatorAnalytics.Storage;
using CreatorAnalytics.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace CreatorAnalytics.Tests.Jobs;

public sealed class JobLifeTests : IDisposable
{
    private readonly EngineFixture _engine = new();

    public void Dispose() => _engine.Dispose();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Every_creator_is_delivered_and_charged_once()
    {
        var caller = await _engine.NewTeamAsync(500);
        var job = await _engine.SubmitAsync(caller, [.. Enumerable.Range(1, 15).Select(n => $"creator{n}")]);
        Assert.Equal(375, job.EstimatedCredits);
        Assert.Equal(JobStatus.Processing, job.Status);

        await _engine.WorkAllAsync();

        var ended = await _engine.StatusAsync(caller, job.JobId);
        Assert.Equal(JobStatus.Completed, ended.Status);
        Assert.Equal((15, 100, 375L, 0L), (ended.CompletedCreators, ended.ProgressPercentage, ended.CreditsCharged, ended.CreditsReserved));
        Assert.All(ended.Items, item => Assert.True(item.ApifyCompleted && item.DatabasePopulated && item.CdnProcessed && item.AiAnalyzed));
        Assert.Equal(125, (await _engine.BalanceAsync(caller)).Balance);
        await _engine.AuditAsync();
    }

    [Fact]
    public async Task What_the_analysis_could_not_do_stands_at_the_creator_as_in_its_report()
    {
        using var engine = new EngineFixture(rooms: builder => builder.Services.Configure<AnalysisOptions>(options =>
        {
            options.Chat.Endpoint = "http://127.0.0.1:1/v1";
            options.Chat.Model = "nobody-listens";
        }));
        engine.Scraper.Profile = username => new ProfileRow
        {
            Id = "1",
            Username = username,
            FollowersCount = 1000,
            LatestPosts = [new PostRow { Id = "11", ShortCode = "a", Caption = "Good morning", Timestamp = engine.Time.GetUtcNow().AddDays(-2) }],
        };
        var caller = await engine.NewTeamAsync(100);
        var job = await engine.SubmitAsync(caller, "nasa");

        await engine.WorkAllAsync();

        var item = Assert.Single((await engine.StatusAsync(caller, job.JobId)).Items);
        Assert.Equal(JobStatus.Completed, item.Status);
        Assert.Equal(("ai", "assessment_unavailable"), (Assert.Single(item.Warnings).Stage, item.Warnings[0].Code));

        var again = await engine.SubmitAsync(caller, "nasa");
        await engine.WorkAllAsync();
        Assert.Single(engine.Scraper.Requests);
        Assert.Equal(item.Warnings, (await engine.StatusAsync(caller, again.JobId)).Items[0].Warnings);
    }

    [Fact]
    public async Task A_known_and_fresh_creator_costs_less_and_is_not_scraped_again()
    {
        var caller = await _engine.NewTeamAsync(100);
        await _engine.SubmitAsync(caller, "nasa");
        await _engine.WorkAllAsync();

        var again = await _engine.SubmitAsync(caller, "nasa");
        await _engine.WorkAllAsync();

        Assert.Equal(5, (await _engine.StatusAsync(caller, again.JobId)).CreditsCharged);
        Assert.Single(_engine.Scraper.Requests);
    }

    [Fact]
    public async Task Of_two_searches_for_the_same_new_creator_only_one_pays_for_a_new_one()
    {
        var (first, second) = (await _engine.NewTeamAsync(100), await _engine.NewTeamAsync(100));
        var jobs = new[] { (first, await _engine.SubmitAsync(first, "nasa")), (second, await _engine.SubmitAsync(second, "nasa")) };
        Assert.All(jobs, job => Assert.Equal(25, job.Item2.EstimatedCredits));

        await _engine.WorkAllAsync();

        var charged = new List<long>();
        foreach (var (caller, job) in jobs)
            charged.Add((await _engine.StatusAsync(caller, job.JobId)).CreditsCharged);
        Assert.Equal([5, 25], charged.Order());
        await _engine.AuditAsync();
    }

    [Theory]
    [InlineData(ScrapeCodes.HandleNotFound)]
    [InlineData(ScrapeCodes.RestrictedAccount)]
    public async Task What_instagram_refuses_fails_at_once_alone_and_for_nothing(string code)
    {
        var caller = await _engine.NewTeamAsync(100);
        _engine.Scraper.Answer = request => request.Username == "gone" ? new ScrapeResult.Refused(code, "") : null;
        var job = await _engine.SubmitAsync(caller, "gone", "nasa");

        await _engine.WorkAllAsync();

        var ended = await _engine.StatusAsync(caller, job.JobId);
        Assert.Equal(JobStatus.Completed, ended.Status);
        Assert.Equal((1, 1, 25L, 0L), (ended.CompletedCreators, ended.FailedCreators, ended.CreditsCharged, ended.CreditsReserved));
        Assert.Equal(code, ended.Items[0].Error?.Code);
        Assert.Equal(0, ended.Items[0].RetryCount);
        await _engine.AuditAsync();
    }

    [Fact]
    public async Task A_private_account_is_kept_but_fails_and_is_not_charged()
    {
        var caller = await _engine.NewTeamAsync(100);
        _engine.Scraper.Profile = username => new ProfileRow { Id = "1", Username = username, Private = true, FollowersCount = 7 };
        var job = await _engine.SubmitAsync(caller, "shy");

        await _engine.WorkAllAsync();

        var ended = await _engine.StatusAsync(caller, job.JobId);
        Assert.Equal(JobStatus.Failed, ended.Status);
        Assert.Equal(ItemErrors.PrivateAccount, ended.Items[0].Error?.Code);
        Assert.Equal(100, (await _engine.BalanceAsync(caller)).Available);
        var library = _engine.Get<TeamLibrary>();
        var cancel = TestContext.Current.CancellationToken;
        var kept = await library.FindForTeamAsync(caller, "shy", cancel);
        Assert.Equal((true, 7L), (kept!.Private, kept.Followers));
        Assert.Null(await library.FindForTeamAsync(await _engine.NewTeamAsync(0), "shy", cancel));
        await _engine.AuditAsync();
    }

    [Fact]
    public async Task A_passing_failure_is_tried_again_later_and_alone_if_it_must_be()
    {
        var caller = await _engine.NewTeamAsync(100);
        var failures = 2;
        _engine.Scraper.Answer = _ =>
            failures-- > 0 ? new ScrapeResult.Failed(ScrapeCodes.ProviderError, "run failed", RetryAlone: true) : null;
        var job = await _engine.SubmitAsync(caller, "flaky");

        await _engine.WorkAsync(Assert.Single(await _engine.ClaimAsync()));
        var waiting = (await _engine.StatusAsync(caller, job.JobId)).Items[0];
        Assert.Equal((JobStatus.Pending, 1, ScrapeCodes.ProviderError), (waiting.Status, waiting.RetryCount, waiting.Error?.Code));
        Assert.InRange(waiting.NextAttemptAt!.Value - _engine.Time.GetUtcNow(), TimeSpan.FromSeconds(3.2), TimeSpan.FromSeconds(4.8));
        Assert.Empty(await _engine.ClaimAsync());

        await _engine.WorkAllAsync();

        var ended = await _engine.StatusAsync(caller, job.JobId);
        Assert.Equal((JobStatus.Completed, 2), (ended.Status, ended.Items[0].RetryCount));
        Assert.Null(ended.Items[0].Error);
        Assert.Equal([false, true, true], _engine.Scraper.Requests.Select(request => request.Alone));
        await _engine.AuditAsync();
    }

    [Fact]
    public async Task After_the_last_retry_it_fails_and_the_credits_come_back()
    {
        var caller = await _engine.NewTeamAsync(100);
        _engine.Scraper.Answer = _ => new ScrapeResult.Failed(ScrapeCodes.NotReturned, "", RetryAlone: true);
        var job = await _engine.SubmitAsync(caller, "absent");

        await _engine.WorkAllAsync();

        var ended = await _engine.StatusAsync(caller, job.JobId);
        Assert.Equal((JobStatus.Failed, ScrapeCodes.NotReturned, 3), (ended.Status, ended.Items[0].Error?.Code, ended.Items[0].RetryCount));
        Assert.Equal([false, false, false, true], _engine.Scraper.Requests.Select(request => request.IsLastTry));
        Assert.Equal(100, (await _engine.BalanceAsync(caller)).Available);
    }

    [Fact]
    public async Task A_bug_in_a_stage_is_retried_and_costs_nothing_when_it_stays()
    {
        var caller = await _engine.NewTeamAsync(100);
        _engine.Scraper.Before = (_, _) => throw new InvalidOperationException("a bug");
        var job = await _engine.SubmitAsync(caller, "nasa");

        await _engine.WorkAllAsync();

        var ended = await _engine.StatusAsync(caller, job.JobId);
        Assert.Equal((JobStatus.Failed, ItemErrors.InternalError), (ended.Status, ended.Items[0].Error?.Code));
        await _engine.AuditAsync();
    }

    [Fact]
    public async Task Retrying_what_failed_makes_a_new_job_of_what_may_succeed()
    {
        var caller = await _engine.NewTeamAsync(200);
        _engine.Scraper.Answer = request => request.Username switch
        {
            "gone" => new ScrapeResult.Refused(ScrapeCodes.HandleNotFound, ""),
            "adults_only" => new ScrapeResult.Refused(ScrapeCodes.RestrictedAccount, ""),
            "unlucky" => new ScrapeResult.Refused(ScrapeCodes.AccountUnavailable, ""),
            _ => null,
        };
        var submission = new JobSubmission(JobType.Bulk, ["gone", "adults_only", "unlucky", "nasa"]) { Priority = 7, Refresh = true };
        var job = Assert.IsType<SubmissionResult.Accepted>(await _engine.Manager.SubmitAsync(caller, submission, Cancel)).Job;
        await _engine.WorkAllAsync();

        var retried = await _engine.Manager.RetryFailedAsync(caller, job.JobId, maxCredits: null, Cancel);

        var accepted = Assert.IsType<SubmissionResult.Accepted>(retried);
        Assert.Equal(["unlucky"], accepted.Job.Items.Select(item => item.Username));
        var stored = await _engine.Database.ReadAsync(db => db.Set<Job>().SingleAsync(j => j.Id == accepted.Job.JobId, Cancel), Cancel);
        Assert.Equal((job.JobId, 7, true), (stored.ParentJobId, stored.Priority, stored.Refresh));
    }

    [Fact]
    public async Task Of_many_retries_of_one_job_at_once_one_is_made_and_the_others_name_it()
    {
        var caller = await _engine.NewTeamAsync(500);
        var job = await FailedAsync(caller, "unlucky");

        var results = await Task.WhenAll(Enumerable.Range(0, 12).Select(
            _ => Task.Run(() => _engine.Manager.RetryFailedAsync(caller, job.JobId, maxCredits: null, Cancel), Cancel)));

        var accepted = Assert.Single(results.OfType<SubmissionResult.Accepted>());
        Assert.All(
            results.Except([accepted]), result => Assert.Equal(new SubmissionResult.AlreadyRetrying(accepted.Job.JobId), result));
        Assert.Equal(
            $"What failed is being searched for again already, by job {accepted.Job.JobId}. Ask again when that has ended. Nothing was reserved.",
            JobWords.Refusal(new SubmissionResult.AlreadyRetrying(accepted.Job.JobId)));
        Assert.Equal(25, (await _engine.BalanceAsync(caller)).Reserved);
        await _engine.AuditAsync();
    }

    [Fact]
    public async Task A_retry_is_refused_to_every_member_until_the_one_before_has_ended()
    {
        var caller = await _engine.NewTeamAsync(500);
        var (job, other) = (await FailedAsync(caller, "unlucky"), await FailedAsync(caller, "luckless"));
        for (var n = 0; n < new JobsOptions().MaxConcurrentPerUser; n++)
            await _engine.SubmitAsync(caller, $"creator{n}");
        var waiting = Assert.IsType<SubmissionResult.Accepted>(await RetryAsync(caller)).Job;
        Assert.Equal(JobStatus.Pending, waiting.Status);

        var colleague = caller with { UserId = Guid.CreateVersion7() };
        Assert.Equal(new SubmissionResult.AlreadyRetrying(waiting.JobId), await RetryAsync(colleague));
        Assert.IsType<SubmissionResult.Accepted>(await _engine.Manager.RetryFailedAsync(caller, other.JobId, maxCredits: null, Cancel));
        await _engine.Manager.CancelAsync(caller, waiting.JobId, Cancel);

        Assert.IsType<SubmissionResult.Accepted>(await RetryAsync(caller));

        Task<SubmissionResult?> RetryAsync(Caller by) => _engine.Manager.RetryFailedAsync(by, job.JobId, maxCredits: null, Cancel);
    }

    [Fact]
    public async Task Jobs_of_one_instant_are_each_on_one_page()
    {
        var caller = await _engine.NewTeamAsync(500);
        for (var n = 0; n < 5; n++)
            await _engine.SubmitAsync(caller, $"creator{n}");

        var queries = _engine.Get<JobQueries>();
        var listed = new List<JobView>();
        do
        {
            var before = listed.Count == 0 ? null : new PageCursor<Guid>(listed[^1].CreatedAt, listed[^1].JobId);
            var page = await queries.ListAsync(caller, new JobFilter([], Before: before, Limit: 2), Cancel);
            if (page.Count == 0)
                break;
            listed.AddRange(page);
        }
        while (listed.Count <= 5);

        Assert.Single(listed.Select(job => job.CreatedAt).Distinct());
        Assert.Equal(5, listed.Select(job => job.JobId).Distinct().Count());
        Assert.Equal(5, listed.Count);
    }

    /// <summary>A job whose creator failed for a reason that another search could change.</summary>
    private async Task<JobStatusView> FailedAsync(Caller caller, string username)
    {
        var job = await _engine.SubmitAsync(caller, username);
        await _engine.TrySettleAsync(Assert.Single(await _engine.ClaimAsync()), new ItemOutcome.Failed(ItemErrors.InternalError));
        return job;
    }
}

using CreatorAnalytics.Accounts;
using CreatorAnalytics.Apify;
using CreatorAnalytics.Jobs;
using CreatorAnalytics.Tests.Support;
using CsCheck;

namespace CreatorAnalytics.Tests.Jobs;

/// <summary>Whatever happens in whatever order, the books are right.</summary>
public sealed class BooksTests
{
    [Fact]
    public async Task Any_interleaving_of_submit_complete_fail_retry_cancel_crash_and_hand_back_keeps_the_books_right() =>
        await Gen.Int[0, 999].Array[5, 25].SampleAsync(RunAsync, iter: 25, threads: 2);

    private static async Task RunAsync(int[] acts)
    {
        var cancel = TestContext.Current.CancellationToken;
        using var engine = new EngineFixture(options => options.MaxConcurrentPerUser = 2);
        engine.Scraper.Answer = request => (request.Username[^1] % 5) switch
        {
            0 => new ScrapeResult.Refused(ScrapeCodes.HandleNotFound, ""),
            1 when request.Rank % 2 == 0 => new ScrapeResult.Failed(ScrapeCodes.ProviderError, "", RetryAlone: true),
            _ => null,
        };
        var callers = new[] { await engine.NewTeamAsync(200), await engine.NewTeamAsync(90) };
        var jobs = new List<(Caller Caller, JobStatusView Job)>();
        var claims = new List<ItemClaim>();
        foreach (var act in acts)
        {
            var caller = callers[act % callers.Length];
            switch (act / 100)
            {
                case 0 or 1 or 2:
                    var names = Enumerable.Range(0, 1 + (act % 4)).Select(n => $"c{(char)('a' + ((act + n) % 13))}").ToList();
                    var submission = new JobSubmission(JobType.Bulk, names) { Priority = act % 11 };
                    if (await engine.Manager.SubmitAsync(caller, submission, cancel) is SubmissionResult.Accepted accepted)
                        jobs.Add((caller, accepted.Job));
                    break;
                case 3 or 4:
                    claims.AddRange(await engine.ClaimAsync(1 + (act % 5)));
                    break;
                case 5 or 6 when claims.Count > 0:
                    // A stale claim is worked on too, now and then: its writes must change nothing.
                    await engine.WorkAsync(claims[act % claims.Count]);
                    break;
                case 7 when jobs.Count > 0:
                    var (owner, job) = jobs[act % jobs.Count];
                    if (act % 2 == 0)
                        await engine.Manager.CancelAsync(owner, job.JobId, cancel);
                    else
                        await engine.Manager.CancelItemAsync(owner, job.JobId, job.Items[act % job.Items.Count].ItemId, cancel);
                    break;
                case 8:
                    engine.Time.Advance(TimeSpan.FromSeconds(act % 90));
                    break;
                case 9:
                    await engine.Get<ItemQueue>().HandBackAsync(cancel);
                    break;
            }

            await engine.AuditAsync();
        }

        engine.Time.Advance(TimeSpan.FromMinutes(2));
        await engine.WorkAllAsync();
        await engine.AuditAsync();
        foreach (var caller in callers)
            Assert.Equal(0, (await engine.BalanceAsync(caller)).Reserved);
        foreach (var (caller, job) in jobs)
            Assert.NotNull((await engine.StatusAsync(caller, job.JobId)).CompletedAt);
    }
}

using System.Text.RegularExpressions;
using CreatorAnalytics.Accounts;
using CreatorAnalytics.Apify;
using CreatorAnalytics.Jobs;
using CreatorAnalytics.Tests.Support;

namespace CreatorAnalytics.Tests.Jobs;

/// <summary>The table of outcomes in docs/jobs.md, walked row by row.</summary>
public sealed partial class OutcomeTableTests : IDisposable
{
    private readonly EngineFixture _engine = new();

    /// <summary>The table's code, kind, whether it is tried again by itself, and whether by hand.</summary>
    public static IEnumerable<TheoryDataRow<string, string, bool, bool>> Rows =>
        Repository.Read("docs/jobs.md").Split("\n## ").Single(part => part.StartsWith("Outcomes", StringComparison.Ordinal)).Split('\n')
            .Select(line => Row().Match(line))
            .Where(row => row.Success)
            .Select(row => new TheoryDataRow<string, string, bool, bool>(
                row.Groups["code"].Value, row.Groups["kind"].Value, row.Groups["again"].Value == "yes", row.Groups["hand"].Value == "yes"));

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose() => _engine.Dispose();

    [Fact]
    public void The_table_has_every_code_once() => Assert.Equal(
        typeof(ScrapeCodes).GetFields().Concat(typeof(ItemErrors).GetFields()).Select(field => (string)field.GetRawConstantValue()!).Order(),
        Rows.Select(row => row.Data.Item1).Where(code => code.Length > 0).Order());

    [Theory]
    [MemberData(nameof(Rows))]
    public async Task An_outcome_is_followed_by_what_the_table_says(string code, string kind, bool isTriedAgain, bool byHand)
    {
        var caller = await _engine.NewTeamAsync(100);
        var tries = 0;
        _engine.Scraper.Before = (_, _) =>
        {
            tries++;
            return code == ItemErrors.InternalError ? throw new InvalidOperationException("a bug") : Task.CompletedTask;
        };
        Arrange(code, kind);
        var job = await _engine.SubmitAsync(caller, "nasa");

        await EndAsync(caller, job, code);

        var item = Assert.Single((await _engine.StatusAsync(caller, job.JobId)).Items);
        var status = code switch { "" => JobStatus.Completed, ItemErrors.Cancelled => JobStatus.Cancelled, _ => JobStatus.Failed };
        Assert.Equal((status, code.Length == 0 ? null : code), (item.Status, item.Error?.Code));
        Assert.Equal(byHand, item.MayBeRetried);
        Assert.Equal(code.Length == 0 ? 25 : 0, item.CreditsCharged);
        if (code == ItemErrors.WorkerLost)
            Assert.Equal((true, RetrySchedule.MostLeasesLost + 1), (isTriedAgain, item.Attempts.Count));
        else if (code != ItemErrors.Cancelled)
            Assert.Equal(isTriedAgain ? 4 : 1, tries);
        await _engine.AuditAsync();
    }

    private void Arrange(string code, string kind)
    {
        if (code == ItemErrors.PrivateAccount)
            _engine.Scraper.Profile = username => new ProfileRow { Id = "1", Username = username, Private = true };
        else if (kind is not "ours" and not "–")
            _engine.Scraper.Answer = _ => kind == "permanent" ? new ScrapeResult.Refused(code, "") : new ScrapeResult.Failed(code, "", RetryAlone: true);
    }

    private async Task EndAsync(Caller caller, JobStatusView job, string code)
    {
        if (code == ItemErrors.Cancelled)
            await _engine.Manager.CancelAsync(caller, job.JobId, Cancel);
        for (var lost = 0; code == ItemErrors.WorkerLost && lost <= RetrySchedule.MostLeasesLost; lost++)
        {
            await _engine.ClaimAsync();
            _engine.Time.Advance(TimeSpan.FromSeconds(61));
        }

        await _engine.WorkAllAsync();
    }

    [GeneratedRegex(@"^\| [^|]+ \| (?:–|`(?<code>[a-z_]+)`) \| (?<kind>permanent|transient|ours|–) \| (?<again>yes|no)[^|]* \| (?<hand>yes|no) \|$")]
    private static partial Regex Row();
}

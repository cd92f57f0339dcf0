using CreatorAnalytics.Accounts;
using CreatorAnalytics.Analysis;
using CreatorAnalytics.Analysis.Tables;
using CreatorAnalytics.Creators;
using CreatorAnalytics.Tests.Analysis.Chat;
using CreatorAnalytics.Tests.Creators;
using CreatorAnalytics.Tests.Support;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace CreatorAnalytics.Tests.Analysis;

public sealed class ReportStoreTests : IDisposable
{
    private readonly TestDatabase _test = new();
    private readonly TestTextModels _models = new();
    private readonly TestAssessor _assessor = new(endpoint: null, chat => chat.Model = chat.ApiKey = null);
    private readonly FakeTimeProvider _time = new(Scrapes.Day2);
    private readonly ReportStore _store;
    private readonly ReportWriter _writer;

    public ReportStoreTests()
    {
        _store = new ReportStore(_test.Database, new TeamLibrary(_test.Database));
        _writer = new ReportWriter(
            _test.Database, _models.Pool, new TablesInForce(_test.Database, NullLogger<TablesInForce>.Instance), _models.Models,
            _assessor.Assessor, _time, NullLogger<ReportWriter>.Instance);
    }

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        _assessor.Dispose();
        _models.Dispose();
        _test.Dispose();
    }

    [Fact]
    public async Task A_report_is_written_from_what_is_stored()
    {
        var creatorId = await _test.ImportAsync(
            Scrapes.Profile("1", "ada") with { Followers = 900 }, Scrapes.Day1.AddDays(-10), [Scrapes.Post("0", daysAgo: 20)]);
        await _test.ImportAsync(
            Scrapes.Profile("1", "ada"), Scrapes.Day1, [Scrapes.Post("a", 2), Scrapes.Post("b", 5), Scrapes.Post("c", 30) with { IsPinned = true }]);

        var report = await _writer.WriteAsync(creatorId, [new ReportWarning("cdn", "images_missing", "Some pictures.")], Cancel);

        Assert.Equal("ada", report.Username);
        Assert.Equal("1", report.ExternalId);
        Assert.Equal("sandbox", report.Source);
        Assert.Equal([new ReportLink("Shop", "https://example.com/shop")], report.ExternalUrls);
        Assert.Equal(CreatorTier.Nano, report.Tier);
        Assert.Equal(["Sa", "Sb", "S0", "Sc"], report.Posts.Select(post => post.ShortCode));
        Assert.Equal("images_missing", Assert.Single(report.Warnings).Code);
        Assert.Equal(_time.GetUtcNow(), report.AnalysedAt);
        Assert.Equal(1.2, report.Metrics.EngagementRate.Value!.Value, 10);
        Assert.Equal(100 / 9.0, report.Metrics.Growth7d.Value!.Value, 10);

        // Three posts are said to exist, the newest scrape returned three: all are known.
        Assert.Equal(3 / 4.0, report.Metrics.PostsPerWeek.Value);
    }

    [Fact]
    public async Task Each_report_of_a_creator_is_its_next_version()
    {
        var creatorId = await _test.ImportAsync(Scrapes.Profile("1", "ada"), Scrapes.Day1);
        var first = await SaveAsync(creatorId);
        var second = await SaveAsync(creatorId);

        var documents = await _store.FindManyAsync([first, second], Cancel);
        var latest = await _test.Database.ReadAsync(db => _store.LatestAsync(db, creatorId, Cancel), Cancel);

        Assert.Equal(1, ReportJson.Read(documents[first]).Version);
        Assert.Equal(2, ReportJson.Read(documents[second]).Version);
        Assert.Equal(new StoredReport(second, 2, Scrapes.Day2), latest);
    }

    [Fact]
    public async Task Reports_saved_at_the_same_time_get_versions_of_their_own()
    {
        var creatorId = await _test.ImportAsync(Scrapes.Profile("1", "ada"), Scrapes.Day1);

        var ids = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(() => SaveAsync(creatorId))));

        var versions = (await _store.FindManyAsync(ids, Cancel)).Values.Select(document => ReportJson.Read(document).Version);
        Assert.Equal(Enumerable.Range(1, 8), versions.Order());
    }

    [Fact]
    public async Task A_team_sees_the_versions_it_paid_for_and_no_others()
    {
        var creatorId = await _test.ImportAsync(Scrapes.Profile("1", "ada"), Scrapes.Day1);
        var (ours, theirs) = (await TeamAsync(), await TeamAsync());
        await GrantAsync(ours, creatorId, await SaveAsync(creatorId));
        await GrantAsync(theirs, creatorId, await SaveAsync(creatorId));
        await GrantAsync(ours, creatorId, await SaveAsync(creatorId));

        Assert.Equal([3, 1], (await _store.VersionsForTeamAsync(ours, "ada", Cancel)).Select(stored => stored.Version));
        Assert.Equal(3, (await _store.FindForTeamAsync(ours, "ada", null, Cancel))!.Version);
        Assert.Equal(1, (await _store.FindForTeamAsync(ours, "ada", 1, Cancel))!.Version);
        Assert.Null(await _store.FindForTeamAsync(ours, "ada", 2, Cancel));
        Assert.Equal(2, (await _store.FindForTeamAsync(theirs, "ada", null, Cancel))!.Version);
    }

    [Fact]
    public async Task A_team_that_paid_for_nothing_learns_nothing()
    {
        var creatorId = await _test.ImportAsync(Scrapes.Profile("1", "ada"), Scrapes.Day1);
        await GrantAsync(await TeamAsync(), creatorId, await SaveAsync(creatorId));
        var stranger = await TeamAsync();

        Assert.Null(await _store.FindForTeamAsync(stranger, "ada", null, Cancel));
        Assert.Empty(await _store.VersionsForTeamAsync(stranger, "ada", Cancel));
    }

    [Fact]
    public async Task A_report_is_found_by_a_former_username()
    {
        var creatorId = await _test.ImportAsync(Scrapes.Profile("1", "ada"), Scrapes.Day1);
        await _test.ImportAsync(Scrapes.Profile("1", "ada.new"), Scrapes.Day2);
        var team = await TeamAsync();
        await GrantAsync(team, creatorId, await SaveAsync(creatorId));

        Assert.Equal("ada.new", (await _store.FindForTeamAsync(team, "ada", null, Cancel))!.Username);
        Assert.Equal("ada.new", (await _store.FindForTeamAsync(team, "Ada.New", null, Cancel))!.Username);
    }

    [Fact]
    public async Task Granting_twice_changes_nothing()
    {
        var creatorId = await _test.ImportAsync(Scrapes.Profile("1", "ada"), Scrapes.Day1);
        var team = await TeamAsync();
        var reportId = await SaveAsync(creatorId);
        await GrantAsync(team, creatorId, reportId);
        await GrantAsync(team, creatorId, reportId);

        Assert.Single(await _store.VersionsForTeamAsync(team, "ada", Cancel));
    }

    private async Task<Guid> SaveAsync(Guid creatorId)
    {
        var report = await _writer.WriteAsync(creatorId, [], Cancel);
        return await _test.Database.WriteAsync((db, token) => _store.SaveAsync(db, creatorId, report, token), Cancel);
    }

    private Task GrantAsync(Caller caller, Guid creatorId, Guid reportId) => _test.Database.WriteAsync(
        async (db, token) =>
        {
            await CreatorDirectory.ShowToTeamAsync(db, caller.TeamId, creatorId, Scrapes.Day2, token);
            await _store.GrantToTeamAsync(db, caller.TeamId, creatorId, reportId, Guid.CreateVersion7(), Scrapes.Day2, token);
        },
        Cancel);

    private async Task<Caller> TeamAsync()
    {
        var team = new Team { Id = Guid.CreateVersion7(), Name = "Team", CreatedAt = Scrapes.Day1 };
        await _test.Database.WriteAsync(
            (db, _) =>
            {
                db.Add(team);
                return Task.CompletedTask;
            },
            Cancel);
        return new Caller(Guid.CreateVersion7(), team.Id, TeamRole.Member);
    }
}

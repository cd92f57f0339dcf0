using System.Collections.Concurrent;
using System.Net;
using System.Text.Json.Nodes;
using CreatorAnalytics.Apify;
using CreatorAnalytics.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Time.Testing;

namespace CreatorAnalytics.Tests.Apify;

/// <summary>What runs have cost, read late and shared among creators.</summary>
[Trait("Category", TestDatabase.Category)]
public sealed class RunBillsTests : IAsyncDisposable
{
    private readonly TestDatabase _database = new();
    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 6, 1, 12, 0, 0, TimeSpan.Zero));
    private readonly Platform _platform = new();
    private readonly Guid _batch = Guid.CreateVersion7();
    private readonly TestScraper _test;

    public RunBillsTests() => _test = new TestScraper(_database, new Uri("http://apify.test"), _platform, _time);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask DisposeAsync()
    {
        await _test.DisposeAsync();
        _platform.Dispose();
        _database.Dispose();
    }

    [Fact]
    public async Task A_bill_is_read_when_it_is_settled_and_shared_by_the_rows_that_are_charged()
    {
        await EndedAsync("ann", 30, "bea", 10, "carl", 0);
        _platform.Bills["profile"] = (HttpStatusCode.OK, Bill(0.006, rows: 3));
        _platform.Bills["posts"] = (HttpStatusCode.OK, Bill(0.04, rows: 40));

        await _test.Bills.ReadDueAsync(Cancel);
        Assert.Empty(_platform.Asked);
        Assert.Equal([null, null, null], await CostsAsync());

        _time.Advance(TimeSpan.FromSeconds(15));
        await _test.Bills.ReadDueAsync(Cancel);
        await _test.Bills.ReadDueAsync(Cancel);

        Assert.Equal(2, _platform.Asked.Count);
        Assert.Equal([0.032, 0.012, 0.002], (await CostsAsync()).Select(usd => Math.Round(usd!.Value, 9)));
        var runs = await RunsAsync();
        Assert.All(runs, run => Assert.Equal(_time.GetUtcNow(), run.UsageReadAt));
        Assert.Contains("\"apify-default-dataset-item\":40", runs.Single(run => run.Kind is RunKind.Posts).ChargedEvents!.Replace(" ", "", StringComparison.Ordinal), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Creators_have_no_price_until_both_bills_are_known_and_a_bill_that_is_not_told_is_asked_for_again()
    {
        await EndedAsync("ann", 1);
        _platform.Bills["profile"] = (HttpStatusCode.OK, Bill(0.002, rows: 1));
        _platform.Bills["posts"] = (HttpStatusCode.Unauthorized, "{}");
        _time.Advance(TimeSpan.FromSeconds(15));

        await _test.Bills.ReadDueAsync(Cancel);
        Assert.Equal([null], await CostsAsync());

        _platform.Bills["posts"] = (HttpStatusCode.OK, Bill(0.001, rows: 1));
        await _test.Bills.ReadDueAsync(Cancel);
        Assert.Equal(0.003, Assert.Single(await CostsAsync())!.Value, 9);
    }

    [Fact]
    public async Task A_run_that_the_platform_has_forgotten_costs_what_was_told_at_its_end()
    {
        await EndedAsync("ann", 1, toldAtEnd: 0.5);
        _time.Advance(TimeSpan.FromSeconds(15));

        await _test.Bills.ReadDueAsync(Cancel);

        Assert.Equal(1.0, Assert.Single(await CostsAsync())!.Value, 9);
        Assert.All(await RunsAsync(), run => Assert.NotNull(run.UsageReadAt));
    }

    [Fact]
    public async Task A_run_counts_with_what_it_is_expected_to_cost_until_its_bill_is_settled()
    {
        await EndedAsync("ann", 1, toldAtEnd: 0.00005);
        _platform.Bills["profile"] = _platform.Bills["posts"] = (HttpStatusCode.OK, Bill(0.01, rows: 1));
        var month = _time.GetUtcNow().AddDays(-1);

        Assert.Equal(2.0, await _test.Records.SpentSinceAsync(month, asking: null, _ => 1, Cancel), 9);
        _time.Advance(TimeSpan.FromSeconds(15));
        await _test.Bills.ReadDueAsync(Cancel);
        Assert.Equal(0.02, await _test.Records.SpentSinceAsync(month, asking: null, _ => 1, Cancel), 9);
    }

    [Fact]
    public async Task An_intent_counts_until_it_is_known_that_it_becomes_no_run()
    {
        var runs = await _test.Records.IntendAsync(_batch, [(RunKind.Profile, ["ann"]), (RunKind.Posts, ["ann"])], Cancel);
        Assert.Equal(2.0, await SpentAsync(), 9);

        await _test.Records.BindAsync(runs[0], new ActorRun { Id = "r", DefaultDatasetId = "d" }, Cancel);
        await _test.Records.EndAsync(runs[1], new RunEnd(RunEnd.NotStarted, "No."), Cancel);
        Assert.Equal(1.0, await SpentAsync(), 9);

        await _test.Records.IntendAsync(Guid.CreateVersion7(), [(RunKind.Profile, ["bea"]), (RunKind.Posts, ["bea"])], Cancel);
        Assert.Equal(3.0, await SpentAsync(), 9);

        Task<double> SpentAsync() => _test.Records.SpentSinceAsync(_time.GetUtcNow().AddDays(-1), asking: null, _ => 1, Cancel);
    }

    [Fact]
    public async Task Of_a_large_batch_as_many_runs_pass_as_there_is_money_for()
    {
        var runs = await _test.Records.IntendAsync(_batch, Enumerable.Range(0, 4).Select(n => (RunKind.Profile, (IEnumerable<string>)[$"ann{n}"])), Cancel);
        var spent = new List<double>();
        foreach (var asking in runs.OrderBy(run => run.Id))
            spent.Add(await _test.Records.SpentSinceAsync(_time.GetUtcNow().AddDays(-1), asking, _ => 1, Cancel));
        Assert.Equal([1.0, 2.0, 3.0, 4.0], spent);
    }

    private Task EndedAsync(string name, int posts, double? toldAtEnd = null) => EndedAsync([(name, posts)], toldAtEnd);

    private Task EndedAsync(string first, int a, string second, int b, string third, int c) => EndedAsync([(first, a), (second, b), (third, c)], null);

    private Task EndedAsync((string Name, int Posts)[] creators, double? toldAtEnd) => _database.Database.WriteAsync(
        (db, _) =>
        {
            var now = _time.GetUtcNow();
            var names = string.Join(',', creators.Select(creator => creator.Name));
            foreach (var (kind, id) in new[] { (RunKind.Profile, "profile"), (RunKind.Posts, "posts") })
            {
                var run = TestRuns.New(now, id, kind, names, _batch);
                (run.DatasetId, run.Status, run.FinishedAt, run.UsageUsd, run.ClosedAt) = ("d", "SUCCEEDED", now, toldAtEnd, now);
                db.Add(run);
            }

            db.AddRange(creators.Select(creator => new Scrape
            {
                Id = Guid.CreateVersion7(),
                BatchId = _batch,
                Username = creator.Name,
                ExternalId = creator.Name,
                ScrapedAt = now,
                PostsPartial = false,
                PostRows = creator.Posts,
                Rows = [],
            }));
            return Task.CompletedTask;
        },
        Cancel);

    private Task<List<double?>> CostsAsync() => _database.Database.ReadAsync(
        db => db.Set<Scrape>().OrderBy(scrape => scrape.Username).Select(scrape => scrape.CostUsd).ToListAsync(Cancel), Cancel);

    private Task<List<ApifyRun>> RunsAsync() => _database.Database.ReadAsync(
        db => db.Set<ApifyRun>().AsNoTracking().ToListAsync(Cancel), Cancel);

    private static string Bill(double usd, int rows) => new JsonObject
    {
        ["data"] = new JsonObject
        {
            ["id"] = "x",
            ["status"] = "SUCCEEDED",
            ["usageTotalUsd"] = usd,
            ["chargedEventCounts"] = new JsonObject { ["apify-default-dataset-item"] = rows },
        },
    }.ToJsonString();

    private sealed class Platform : HttpMessageHandler
    {
        public Dictionary<string, (HttpStatusCode Status, string Body)> Bills { get; } = [];

        public ConcurrentQueue<string> Asked { get; } = [];

        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            var run = request.RequestUri!.AbsolutePath.Split('/')[^1];
            Asked.Enqueue(run);
            var (status, body) = Bills.GetValueOrDefault(run, (HttpStatusCode.NotFound, "{}"));
            return Task.FromResult(new HttpResponseMessage(status) { Content = new StringContent(body) });
        }
    }
}

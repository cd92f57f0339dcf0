using System.Net;
using System.Text.Json;
using CreatorAnalytics.Apify;
using CreatorAnalytics.Apify.Sandbox;
using CreatorAnalytics.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Time.Testing;

namespace CreatorAnalytics.Tests.Apify;

/// <summary>Copying every row into one dataset, against the real sandbox server.</summary>
public sealed class MergedDatasetTests : IAsyncLifetime
{
    private readonly TestDatabase _database = new();
    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 6, 1, 12, 0, 0, TimeSpan.Zero));
    private readonly SandboxServer _sandbox = new(new SandboxOptions { TimeScale = 0 }, TimeProvider.System);
    private readonly FailingPushes _wire = new();
    private TestScraper _test = null!;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        await _sandbox.StartAsync(Cancel);
        _test = new TestScraper(_database, _sandbox.BaseAddress, _wire, _time, new ApifyOptions { MergeDataset = "all-rows" });
    }

    public async ValueTask DisposeAsync()
    {
        await _test.DisposeAsync();
        await _sandbox.DisposeAsync();
        _wire.Dispose();
        _database.Dispose();
    }

    [Fact]
    public async Task Every_row_of_every_ended_run_is_copied_once()
    {
        await EndedAsync(rows: 450);
        await EndedAsync(rows: 3);

        await _test.Merged.CopyAsync(Cancel);
        Assert.Empty(await MergedAsync());

        _time.Advance(TimeSpan.FromSeconds(15));
        await _test.Merged.CopyAsync(Cancel);
        await _test.Merged.CopyAsync(Cancel);

        Assert.Equal(453, (await MergedAsync()).Length);
        Assert.Equal(450, (await MergedAsync()).Select(row => row.GetProperty("n").GetInt32()).Distinct().Count());
    }

    [Fact]
    public async Task What_could_not_be_copied_is_copied_later_from_where_it_stopped()
    {
        await EndedAsync(rows: 450);
        _time.Advance(TimeSpan.FromSeconds(15));
        _wire.FailsAfter = 1;

        await _test.Merged.CopyAsync(Cancel);
        Assert.Equal(200, (await MergedAsync()).Length);

        _wire.FailsAfter = int.MaxValue;
        await _test.Merged.CopyAsync(Cancel);
        Assert.Equal(200, (await MergedAsync()).Length);
        _time.Advance(TimeSpan.FromMinutes(2));
        await _test.Merged.CopyAsync(Cancel);

        Assert.Equal(Enumerable.Range(0, 450), (await MergedAsync()).Select(row => row.GetProperty("n").GetInt32()));
    }

    [Fact]
    public async Task A_run_whose_rows_are_gone_holds_up_no_other()
    {
        await EndedAsync(rows: 1, datasetId: "gone");
        await EndedAsync(rows: 2);
        _time.Advance(TimeSpan.FromSeconds(15));

        await _test.Merged.CopyAsync(Cancel);

        Assert.Equal(2, (await MergedAsync()).Length);
        Assert.All(
            await _database.Database.ReadAsync(db => db.Set<ApifyRun>().AsNoTracking().ToListAsync(Cancel), Cancel),
            run => Assert.NotNull(run.MergedAt));
    }

    private async Task EndedAsync(int rows, string? datasetId = null)
    {
        var source = datasetId ?? await _test.Client.Datasets.GetOrCreateAsync($"source-{rows}", Cancel);
        if (datasetId is null)
            await _test.Client.Datasets.PushAsync(
                source, JsonSerializer.SerializeToUtf8Bytes(Enumerable.Range(0, rows).Select(n => new { n }).ToArray()), Cancel);
        var now = _time.GetUtcNow();
        await _database.Database.WriteAsync(
            (db, _) =>
            {
                var run = TestRuns.New(now, $"run-{rows}");
                (run.DatasetId, run.ClosedAt) = (source, now);
                db.Add(run);
                return Task.CompletedTask;
            },
            Cancel);
    }

    private async Task<JsonElement[]> MergedAsync() =>
        await _test.Client.Datasets.ItemsAsync(await _test.Client.Datasets.GetOrCreateAsync("all-rows", Cancel), 0, 1000, Cancel);

    /// <summary>The way to the sandbox, on which rows are refused after so many pushes.</summary>
    private sealed class FailingPushes() : DelegatingHandler(new SocketsHttpHandler { AutomaticDecompression = DecompressionMethods.All })
    {
        private int _pushes = -1;

        public int FailsAfter { get; set; } = int.MaxValue;

        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            var isPush = request.Method == HttpMethod.Post && request.RequestUri!.AbsolutePath.EndsWith("/items", StringComparison.Ordinal);
            return isPush && Interlocked.Increment(ref _pushes) > FailsAfter
                ? Task.FromResult(FakeApify.Error(HttpStatusCode.BadRequest, "invalid-request"))
                : base.SendAsync(request, cancellationToken);
        }
    }
}

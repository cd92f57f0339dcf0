using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Web;
using CreatorAnalytics.Apify;
using CreatorAnalytics.Tests.Support;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace CreatorAnalytics.Tests.Apify;

/// <summary>Memory is measured, so that no other test may run beside it.</summary>
[CollectionDefinition(nameof(LargeDatasetTests), DisableParallelization = true)]
[Collection(nameof(LargeDatasetTests))]
public sealed class LargeDatasetTests
{
    private const int Rows = 100_000;
    private const long MostBytes = 25 * 1024 * 1024;

    [Fact]
    public async Task Memory_stays_flat_while_a_hundred_thousand_rows_are_read()
    {
        using var platform = new Platform();
        var address = new ApifyPlatform("apify", "secret", TimeScale: 1, () => new Uri("http://apify.test/"));
        var time = TimeProvider.System;
        var client = new ApifyClient(new ApifyTransport(new OneClient(platform), address, new ApifyRetry(time, new Random(1)), new RequestPacer(time), time));
        var watcher = new RunWatcher(
            client, address, new RunSignals(), Options.Create(new ApifyOptions()), time, NullLogger<RunWatcher>.Instance);
        var run = TestRuns.New(time.GetUtcNow(), "run", RunKind.Posts);
        run.DatasetId = "rows";
        var sink = new Counter();

        await watcher.WatchAsync(run, sink, TestContext.Current.CancellationToken);

        Assert.Equal(Rows, sink.Count);

        // The heap is the process's: what earlier tests left may be freed in the middle, and that is no growth.
        var growth = platform.Heap.Select((bytes, n) => bytes - platform.Heap.Take(n + 1).Min()).Max();
        Assert.True(growth < MostBytes, $"It grew by {growth:N0} bytes while {platform.Sent:N0} came in.");
        Assert.True(platform.Sent > 4 * MostBytes);
    }

    private sealed class Counter : IRowSink
    {
        public int Count { get; private set; }

        public bool WantsMore => false;

        public void Take(IReadOnlyList<JsonElement> rows) => Count += rows.Count;
    }

    /// <summary>An ended run with many rows of about a kilobyte; it notes the heap at every tenth page.</summary>
    private sealed class Platform : HttpMessageHandler
    {
        private static readonly string Filling = new('x', 1200);

        public List<long> Heap { get; } = [];

        public long Sent { get; private set; }

        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            var body = request.RequestUri!.AbsolutePath.EndsWith("/items", StringComparison.Ordinal)
                ? Page(HttpUtility.ParseQueryString(request.RequestUri.Query))
                : """{"data":{"id":"run","status":"SUCCEEDED"}}""";
            return Task.FromResult(new HttpResponseMessage { Content = new StringContent(body) });
        }

        private string Page(System.Collections.Specialized.NameValueCollection query)
        {
            var offset = int.Parse(query["offset"]!, CultureInfo.InvariantCulture);
            var limit = int.Parse(query["limit"]!, CultureInfo.InvariantCulture);
            if (offset / limit % 10 == 0)
                Heap.Add(GC.GetTotalMemory(forceFullCollection: true));
            var page = new StringBuilder("[");
            for (var n = offset; n < Math.Min(offset + limit, Rows); n++)
                page.Append(n > offset ? "," : "").Append(CultureInfo.InvariantCulture, $$"""{"id":"{{n}}","caption":"{{Filling}}"}""");
            Sent += page.Length;
            return page.Append(']').ToString();
        }
    }
}

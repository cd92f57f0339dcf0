using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Text.Json.Nodes;
using System.Web;
using CreatorAnalytics.Apify;
using CreatorAnalytics.Tests.Support;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace CreatorAnalytics.Tests.Apify;

public sealed class TaskLibraryTests : IAsyncDisposable
{
    private readonly TestDatabase _database = new();
    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 6, 1, 12, 0, 0, TimeSpan.Zero));
    private readonly Account _account = new();
    private readonly TestScraper _test;
    private readonly TaskLibrary _library;

    public TaskLibraryTests()
    {
        _test = new TestScraper(_database, new Uri("http://apify.test"), _account, _time);
        _library = new TaskLibrary(_test.Client, _time, NullLogger<TaskLibrary>.Instance);
    }

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask DisposeAsync()
    {
        await _test.DisposeAsync();
        _account.Dispose();
        _database.Dispose();
    }

    [Fact]
    public async Task Only_our_own_tasks_are_removed_and_only_when_they_were_not_changed_for_a_day()
    {
        Add("creator-analytics-profile-old", hours: 25);
        Add("creator-analytics-posts-old", hours: 25);
        Add("creator-analytics-profile-new", hours: 23);
        Add("weekly-report", hours: 1000);
        _account.Tasks.Add(new JsonObject { ["id"] = "t-odd", ["name"] = null });

        await _library.RemoveStaleAsync(Cancel);

        Assert.Equal(["creator-analytics-posts-old", "creator-analytics-profile-old"], _account.Removed.Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Removal_reaches_behind_the_first_page_and_goes_on_after_a_task_that_is_gone()
    {
        for (var n = 0; n < 1000; n++)
            Add($"other-{n}", hours: 25);
        Add("creator-analytics-profile-gone", hours: 25);
        Add("creator-analytics-profile-old", hours: 25);
        _account.Gone.Add("creator-analytics-profile-gone");

        await _library.RemoveStaleAsync(Cancel);

        Assert.Equal(["creator-analytics-profile-old"], _account.Removed);
    }

    [Fact]
    public async Task Age_is_counted_by_the_platforms_clock()
    {
        _account.Now = _time.GetUtcNow() - TimeSpan.FromHours(3);
        Add("creator-analytics-profile-x", hours: 25);
        await _library.RemoveStaleAsync(Cancel);
        Assert.Empty(_account.Removed);

        _account.Now = _time.GetUtcNow() + TimeSpan.FromHours(3);
        await _library.RemoveStaleAsync(Cancel);
        Assert.Single(_account.Removed);
    }

    private void Add(string name, double hours) => _account.Tasks.Add(new JsonObject
    {
        ["id"] = name,
        ["name"] = name,
        ["modifiedAt"] = _time.GetUtcNow().AddHours(-hours).ToString("O", CultureInfo.InvariantCulture),
    });

    /// <summary>The account's tasks, page by page.</summary>
    private sealed class Account : HttpMessageHandler
    {
        public List<JsonObject> Tasks { get; } = [];

        /// <summary>Listed, but no longer there when they are removed.</summary>
        public HashSet<string> Gone { get; } = [];

        public ConcurrentQueue<string> Removed { get; } = [];

        public DateTimeOffset? Now { get; set; }

        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            var answer = request.Method == HttpMethod.Get ? List(request.RequestUri!) : Remove(request.RequestUri!.AbsolutePath.Split('/')[^1]);
            answer.Headers.Date = Now;
            return Task.FromResult(answer);
        }

        private HttpResponseMessage List(Uri address)
        {
            var query = HttpUtility.ParseQueryString(address.Query);
            var page = Tasks.Skip(int.Parse(query["offset"]!, CultureInfo.InvariantCulture)).Take(int.Parse(query["limit"]!, CultureInfo.InvariantCulture));
            var items = new JsonArray([.. page.Select(task => task.DeepClone())]);
            return new HttpResponseMessage(HttpStatusCode.OK) { Content = new StringContent(new JsonObject { ["data"] = new JsonObject { ["items"] = items } }.ToJsonString()) };
        }

        private HttpResponseMessage Remove(string id)
        {
            if (Gone.Contains(id))
                return FakeApify.Error(HttpStatusCode.NotFound, "record-not-found");
            Removed.Enqueue(id);
            return new HttpResponseMessage(HttpStatusCode.NoContent);
        }
    }
}

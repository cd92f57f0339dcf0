using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using CreatorAnalytics.Apify;
using CreatorAnalytics.Tests.Api;

namespace CreatorAnalytics.Tests.Analysis.Chat;

/// <summary>Searches of the whole application with a chat model.</summary>
public sealed class AssessedReportTests : IAsyncLifetime
{
    private readonly TaskCompletionSource _released = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private ChatEndpoint _model = null!;
    private ApiFixture _api = null!;

    public async ValueTask InitializeAsync()
    {
        _model = await ChatEndpoint.StartAsync();
        _api = new ApiFixture(
            ("Analysis:PoolSize", "1"), ("Analysis:Chat:Endpoint", _model.Address), ("Analysis:Chat:Model", "small-1"),
            ("Analysis:Chat:MaxConcurrent", "30"), ("Analysis:Chat:TimeoutSeconds", "300"));
        _api.Scraper.Profile = username => new ProfileRow
        {
            Id = $"{Math.Abs(username.GetHashCode(StringComparison.Ordinal))}",
            Username = username,
            FollowersCount = 1000,
            PostsCount = 0,
            Biography = "Bread, and nothing else",
        };
        await _api.InitializeAsync();
    }

    public async ValueTask DisposeAsync()
    {
        _released.TrySetResult();
        await _api.DisposeAsync();
        await _model.DisposeAsync();
    }

    [Fact]
    public async Task A_model_that_thinks_about_one_creator_holds_up_no_other()
    {
        // More of them than may be in the analysis at once: each waits for the model outside it.
        string[] slow = ApiFixture.Names(8, "slow");
        string[] quick = ApiFixture.Names(7, "quick");
        var answer = ChatEndpoint.Says("""{"summary": "Writes about bread.", "category": "Baking", "brandSafety": []}""");
        var waiting = new ConcurrentBag<string>();
        _model.Answer = async (context, body) =>
        {
            if (body.ToJsonString().Contains("slow", StringComparison.Ordinal))
            {
                waiting.Add("");
                await _released.Task;
            }

            await answer(context, body);
        };
        var jobId = (string)(await _api.SubmitAsync([.. slow, .. quick]))["jobId"]!;

        var during = await _api.UntilAsync(jobId, status => (int)status["completedCreators"]! == quick.Length);
        Assert.Equal("processing", (string?)during["status"]);
        _released.SetResult();
        Assert.Equal("completed", (string?)(await _api.EndOfAsync(jobId))["status"]);

        var results = await _api.GetAsync($"/api/v1/jobs/{jobId}/results");
        Assert.All(results["results"]!.AsArray(), result => Assert.True(JsonNode.DeepEquals(
            JsonNode.Parse("""{"summary": "Writes about bread.", "category": "Baking", "brandSafety": [], "model": "small-1", "posts": 0}"""),
            result!["report"]!["assessment"])));
    }

    [Fact]
    public async Task A_model_that_fails_costs_no_creator_its_report()
    {
        _model.Answer = ChatEndpoint.Sends(500, "oops");

        var job = await _api.RunAsync("anna");

        Assert.Equal("completed", (string?)job["status"]);
        var report = (await _api.GetAsync("/api/v1/creators/anna"))["report"] ?? await _api.GetAsync("/api/v1/creators/anna");
        Assert.Contains("assessment_unavailable", report.ToJsonString(), StringComparison.Ordinal);
    }
}

using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json.Nodes;
using CreatorAnalytics.Accounts;
using CreatorAnalytics.Apify;
using CreatorAnalytics.Jobs;
using CreatorAnalytics.Tests.Support;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace CreatorAnalytics.Tests.Api;

/// <summary>The application with a scraper that answers as told, and clients with keys of two teams.</summary>
public sealed class ApiFixture : IAsyncLifetime
{
    public const string Key = "a-key-of-thirty-two-characters-xx";
    public const string OtherKey = "the-key-of-another-team-entirely-x";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private readonly AppFixture _app;

    public ApiFixture()
        : this([])
    {
    }

    /// <summary>With settings of the test's own.</summary>
    internal ApiFixture(params (string Key, string Value)[] settings) => _app = new AppFixture(
        "Production",
        [
            ("Bootstrap:AdminEmail", "owner@example.com"),
            ("Bootstrap:AdminPassword", "correct horse"),
            ("Bootstrap:ApiKey", Key),
            ("Bootstrap:Credits", "1000"),
            .. settings,
        ])
    {
        Configure = services => services.AddSingleton<ICreatorScraper>(Scraper),
    };

    public FakeScraper Scraper { get; } = new();

    /// <summary>The first team's owner, who starts with 1000 credits.</summary>
    public HttpClient Client { get; private set; } = null!;

    /// <summary>The owner of another team, who starts with 100 credits.</summary>
    public HttpClient Other { get; private set; } = null!;

    public IServiceProvider Services => _app.Services;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        Client = WithKey(await _app.StartAsync(), Key);
        await using var scope = _app.Services.CreateAsyncScope();
        var created = await scope.ServiceProvider.GetRequiredService<TeamRegistration>().CreateAsync(
            new NewTeam("Other", "other@example.com", "another horse", OpeningCredits: 100, ApiKey: OtherKey), Cancel);
        Assert.IsType<TeamCreation.Created>(created);
        Other = WithKey(_app.NewClient(), OtherKey);
    }

    public async ValueTask DisposeAsync() => await _app.DisposeAsync();

    public HttpClient Anonymous() => _app.NewClient();

    /// <summary>Opens a WebSocket with the owner's key, or with none when the address holds a ticket.</summary>
    public Task<System.Net.WebSockets.WebSocket> OpenSocketAsync(string url, bool withKey = true)
    {
        var client = _app.Server.CreateWebSocketClient();
        if (withKey)
            client.ConfigureRequest = request => request.Headers.Authorization = $"Bearer {Key}";
        return client.ConnectAsync(new Uri(_app.Server.BaseAddress, url), Cancel);
    }

    /// <summary>What the application answers to under /api, such as <c>GET /api/v1/credits</c>.</summary>
    public IEnumerable<string> Endpoints() =>
        from endpoint in _app.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()
        let path = $"/{endpoint.RoutePattern.RawText!.Trim('/').Replace(":guid", "", StringComparison.Ordinal)}"
        where path.StartsWith("/api/", StringComparison.Ordinal)
        from method in endpoint.Metadata.GetMetadata<HttpMethodMetadata>()?.HttpMethods ?? []
        select $"{method} {path}";

    public static string[] Names(int count, string prefix = "creator") => [.. Enumerable.Range(1, count).Select(n => $"{prefix}{n}")];

    public async Task<JsonNode> GetAsync(string url)
    {
        var answer = await Client.GetAsync(new Uri(url, UriKind.Relative), Cancel);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        return await BodyAsync(answer);
    }

    public Task<HttpResponseMessage> PostAsync(string url, object? body = null) =>
        Client.PostAsJsonAsync(new Uri(url, UriKind.Relative), body ?? new { }, Cancel);

    public Task<HttpResponseMessage> BulkAsync(params string[] usernames) => PostAsync("/api/v1/instagram/bulk-search", new { usernames });

    /// <summary>Submits, expects 202 and returns the answer.</summary>
    public async Task<JsonNode> SubmitAsync(params string[] usernames)
    {
        var answer = await BulkAsync(usernames);
        Assert.Equal(HttpStatusCode.Accepted, answer.StatusCode);
        return await BodyAsync(answer);
    }

    /// <summary>Submits, and returns the status when the job has ended.</summary>
    public async Task<JsonNode> RunAsync(params string[] usernames) => await EndOfAsync((string)(await SubmitAsync(usernames))["jobId"]!);

    public Task<JsonNode> EndOfAsync(string jobId) => UntilAsync(jobId, status => status["completedAt"] is not null);

    /// <summary>The job's status once it is as wanted; the feed says when to look.</summary>
    public async Task<JsonNode> UntilAsync(string jobId, Func<JsonNode, bool> wanted)
    {
        var owner = await OwnerAsync();
        using var changed = new SemaphoreSlim(0);
        using var feed = _app.Services.GetRequiredService<JobFeed>().Subscribe(owner, _ => changed.Release());
        while (true)
        {
            var status = await GetAsync($"/api/v1/jobs/{jobId}/status");
            if (wanted(status))
                return status;
            Assert.True(await changed.WaitAsync(Patience, Cancel), "Nothing happened to the job.");
        }
    }

    public async Task<(long Balance, long Reserved, long Available)> CreditsAsync()
    {
        var credits = await GetAsync("/api/v1/credits");
        return ((long)credits["balance"]!, (long)credits["reserved"]!, (long)credits["available"]!);
    }

    public static async Task<JsonNode> BodyAsync(HttpResponseMessage answer) =>
        JsonNode.Parse(await answer.Content.ReadAsStringAsync(Cancel)) ?? throw new InvalidOperationException("The body is null.");

    /// <summary>Expects a problem that is complete, and returns it.</summary>
    public static async Task<JsonNode> ProblemAsync(HttpResponseMessage answer, HttpStatusCode status, string code)
    {
        Assert.Equal((status, "application/problem+json"), (answer.StatusCode, answer.Content.Headers.ContentType?.MediaType));
        var problem = await BodyAsync(answer);
        Assert.Equal(code, (string?)problem["code"]);
        Assert.Equal((int)status, (int?)problem["status"]);
        Assert.NotEmpty((string)problem["title"]!);
        Assert.NotEmpty((string)problem["detail"]!);
        Assert.NotEmpty((string)problem["requestId"]!);
        return problem;
    }

    public static HttpContent Json(string text) => new StringContent(text, Encoding.UTF8, "application/json");

    private static HttpClient WithKey(HttpClient client, string key)
    {
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", key);
        return client;
    }

    private async Task<Guid> OwnerAsync()
    {
        await using var scope = _app.Services.CreateAsyncScope();
        var users = scope.ServiceProvider.GetRequiredService<Microsoft.AspNetCore.Identity.UserManager<AppUser>>();
        return (await users.FindByEmailAsync("owner@example.com"))!.Id;
    }
}

using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using CreatorAnalytics.Apify.Sandbox;
using Microsoft.Extensions.Time.Testing;

namespace CreatorAnalytics.Tests.Apify.Sandbox;

/// <summary>A started sandbox and a client that talks to it as any other program would.</summary>
internal sealed class SandboxClient : IAsyncDisposable
{
    public const string Profiles = "apify~instagram-profile-scraper";
    public const string Posts = "apify~instagram-post-scraper";

    private readonly SandboxServer _server;

    private SandboxClient(SandboxServer server)
    {
        _server = server;
        Http = new HttpClient { BaseAddress = server.BaseAddress };
    }

    public HttpClient Http { get; }

    /// <summary>With <paramref name="time"/> nothing happens until it is advanced; without, nothing takes any time.</summary>
    public static async Task<SandboxClient> StartAsync(TimeProvider? time = null, Action<SandboxOptions>? configure = null)
    {
        var options = new SandboxOptions { TimeScale = time is null ? 0 : 1 };
        configure?.Invoke(options);
        var server = new SandboxServer(options, time ?? TimeProvider.System);
        await server.StartAsync(TestContext.Current.CancellationToken);
        return new SandboxClient(server);
    }

    public static FakeTimeProvider Noon() => new(new DateTimeOffset(2026, 6, 15, 12, 0, 0, TimeSpan.Zero));

    public static JsonObject Names(params string[] names) => new() { ["usernames"] = List(names) };

    public static JsonObject PostsOf(params string[] names) => new() { ["username"] = List(names), ["resultsLimit"] = 20 };

    public async Task<JsonNode> GetAsync(string path) => await ReadAsync(await Http.GetAsync(path, TestContext.Current.CancellationToken), 200);

    public async Task<JsonNode> PostAsync(string path, JsonNode? body = null, int status = 201) =>
        await ReadAsync(await Http.PostAsJsonAsync(path, body, TestContext.Current.CancellationToken), status);

    /// <summary>The type of the error that the request is answered with.</summary>
    public async Task<string> FaultAsync(HttpMethod method, string path, int status, HttpContent? content = null)
    {
        using var request = new HttpRequestMessage(method, path) { Content = content };
        var body = await ReadAsync(await Http.SendAsync(request, TestContext.Current.CancellationToken), status);
        Assert.NotEmpty(body["error"]!["message"]!.ToString());
        return body["error"]!["type"]!.ToString();
    }

    public async Task<JsonNode> StartRunAsync(string actor, JsonObject input, string query = "") =>
        (await PostAsync($"/v2/actors/{actor}/runs?{query}", input))["data"]!;

    /// <summary>Starts a run and waits for its end.</summary>
    public async Task<JsonNode> CallAsync(string actor, JsonObject input, string query = "") =>
        await StartRunAsync(actor, input, $"waitForFinish=60&{query}");

    public async Task<JsonArray> RowsAsync(JsonNode run) =>
        (await GetAsync($"/v2/datasets/{run["defaultDatasetId"]}/items")).AsArray();

    /// <summary>The rows that one name brings.</summary>
    public async Task<JsonArray> ScrapeAsync(string actor, string username) =>
        await RowsAsync(await CallAsync(actor, actor == Profiles ? Names(username) : PostsOf(username)));

    /// <summary>Lets half seconds pass until the run is as wanted.</summary>
    public async Task<JsonNode> AdvanceUntilAsync(FakeTimeProvider time, JsonNode run, Func<JsonNode, JsonArray, bool> isThere)
    {
        while (true)
        {
            var now = (await GetAsync($"/v2/actor-runs/{run["id"]}"))["data"]!;
            if (isThere(now, await RowsAsync(run)))
                return now;
            TestContext.Current.CancellationToken.ThrowIfCancellationRequested();
            time.Advance(TimeSpan.FromSeconds(0.5));
        }
    }

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        await _server.StopAsync();
        await _server.DisposeAsync();
    }

    public static ByteArrayContent Json(byte[] body, string? encoding = null)
    {
        var content = new ByteArrayContent(body);
        content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        if (encoding is not null)
            content.Headers.ContentEncoding.Add(encoding);
        return content;
    }

    private static async Task<JsonNode> ReadAsync(HttpResponseMessage response, int status)
    {
        using (response)
        {
            var text = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
            Assert.True((int)response.StatusCode == status, $"{(int)response.StatusCode} instead of {status}: {text}");
            return JsonNode.Parse(text)!;
        }
    }

    private static JsonArray List(string[] names) => new([.. names.Select(name => JsonValue.Create(name))]);
}

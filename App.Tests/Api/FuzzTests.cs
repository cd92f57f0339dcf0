using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using CreatorAnalytics.Apify;
using CreatorAnalytics.Storage;
using CreatorAnalytics.Tests.Support;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace CreatorAnalytics.Tests.Api;

/// <summary>Requests that nobody in their right mind sends: always a problem, never a failure of ours.</summary>
public sealed class FuzzTests : IAsyncLifetime
{
    private const int Requests = 1500;
    private const string Key = "a-key-of-thirty-two-characters-xx";

    // What the web server itself refuses, since it is not HTTP, comes to no program behind it.
    private static readonly int[] ServersOwn = [400, 404, 405, 414, 431];

    private static readonly string[] Segments =
    [
        "x", "", ".", "..", "%2e%2e", "%00", "%ff", "%c0%af", "%F0%9F%92%A9", "a%2Fb", "00000000-0000-0000-0000-000000000000", "'; DROP TABLE jobs--",
        "-1", "9999999999999999999999", new('a', 3000), "@", "{jobId}", "%25", "nul%09", "status", "~",
    ];

    private static readonly string[] Queries =
    [
        "", "?", "?limit=-1", "?limit=1e9", "?limit=2&limit=3", "?cursor=%00", "?cursor=638000000000000000-", "?status=completed%00", "?fields=,,,", "?fields=__proto__",
        "?version=99999999999", "?scope[]=team", "?search=%25%5f%5b", "?ticket=x", "?lastEventId=-1", "?kind=7", "?jobId=x", "?" + new string('q', 4000),
    ];

    private static readonly string[] Bodies =
    [
        "", "null", "[]", "{}", "0", "\"\"", "{", "{\"usernames\":", "{\"usernames\": [[[[]]]]}", "{\"username\": {\"a\": []}}", "{\"name\": 5}", "{\"events\": 1, \"url\": []}",
        "{\"events\": [null], \"url\": \"https://example.com\"}", "{\"url\": \"https://\\u0000\", \"events\": [\"job.completed\"]}", "{\"scopes\": [null], \"name\": \"x\"}",
        "{\"usernames\": \"\\ud800\"}", "{\"priority\": 1e400}", "{\"status\": 3}", "{\"maxCredits\": -9223372036854775809}", "{\"expiresAt\": \"yesterday\"}",
        "{\"name\": \"\\u0000\", \"note\": \"\\u202e\", \"usernames\": \"\\u0000\", \"username\": \"\\u0000\"}", new string('[', 20000), "\uFEFF{}",
    ];

    private static readonly (string Name, string Value)[] Headers =
    [
        ("Idempotency-Key", new string('k', 256)), ("Idempotency-Key", "\u00e4"), ("If-None-Match", "nonsense"), ("If-None-Match", "\"a\", W/\"b\", *"),
        ("Last-Event-ID", "99999999999999999999"), ("Accept", "text/html;q=x"), ("X-Request-Id", "../../etc"), ("Content-Type", "application/json; charset=x"),
        ("Content-Encoding", "gzip"), ("Range", "bytes=0-"), ("Expect", ""), ("Authorization", "Bearer"), ("Authorization", "Basic eDp5"), ("X-HTTP-Method-Override", "DELETE"),
        ("Upgrade", "websocket"), ("Accept-Language", new string('x', 2000)),
    ];

    private readonly RequestLines _lines = new();
    private readonly AppFixture _app;
    private HttpClient _client = null!;

    public FuzzTests() => _app = new AppFixture(
        "Production",
        ("Serilog:MinimumLevel:Default", "Information"),
        ("Bootstrap:AdminEmail", "owner@example.com"),
        ("Bootstrap:AdminPassword", "correct horse"),
        ("Bootstrap:ApiKey", Key),
        ("Bootstrap:Credits", "1000"))
    {
        Configure = services => services
            .AddSingleton<ICreatorScraper>(new FakeScraper())
            .AddSingleton<IStartupFilter>(_lines)
            .AddLogging(logging => logging.AddProvider(_lines)),
    };

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    /// <summary>On the real web server, since the one for tests lets nothing strange pass.</summary>
    public async ValueTask InitializeAsync()
    {
        _app.UseKestrel(0);
        _app.StartServer();
        await _app.Services.GetRequiredService<Readiness>().WaitAsync(Cancel);
        _client = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false, RequestHeaderEncodingSelector = (_, _) => Encoding.Latin1 }) { BaseAddress = _app.ClientOptions.BaseAddress };
        _client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", Key);
    }

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        await _app.DisposeAsync();
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task Whatever_is_sent_is_answered_with_success_or_a_problem_that_names_its_request(int seed)
    {
        var random = new Random(seed);
        var document = await _client.GetStringAsync(new Uri("/openapi/v1.json", UriKind.Relative), Cancel);
        var templates = JsonNode.Parse(document)!["paths"]!.AsObject()
            .SelectMany(path => path.Value!.AsObject().Select(operation => (Method: operation.Key.ToUpperInvariant(), Path: path.Key)))
            .Where(operation => operation.Path != "/api/v1/jobs/events")
            .ToArray();

        for (var n = 0; n < Requests; n++)
        {
            using var request = Make(random, templates[random.Next(templates.Length)]);
            request.Headers.Add(RequestLines.Header, $"{n}");
            var answer = await _client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, Cancel);

            var what = $"{request.Method} {request.RequestUri} {request.Headers} → {answer.StatusCode}";
            Assert.True((int)answer.StatusCode < 500, what);
            if (!answer.Headers.Contains("X-Request-Id"))
            {
                Assert.True(ServersOwn.Contains((int)answer.StatusCode) && answer.Content.Headers.ContentLength == 0, what);
                continue;
            }

            var id = answer.Headers.GetValues("X-Request-Id").Single();
            Assert.All(_lines.Of($"{n}"), line => Assert.True(line.RequestId == id, $"{what}: '{line.Text}' has the request id {line.RequestId ?? "none"}"));
            if ((int)answer.StatusCode < 400 || request.Method == HttpMethod.Head)
                continue;
            Assert.True(answer.Content.Headers.ContentType?.MediaType == "application/problem+json", what);
            var problem = JsonNode.Parse(await answer.Content.ReadAsStringAsync(Cancel))!;
            Assert.NotEmpty((string)problem["code"]!);
            Assert.Equal(id, (string?)problem["requestId"]);
        }

        Assert.True(_lines.Count > Requests / 2, $"Only {_lines.Count} lines were logged.");
    }

    private HttpRequestMessage Make(Random random, (string Method, string Path) template)
    {
        var path = string.Join('/', template.Path.Split('/').Select(part => part.StartsWith('{') ? Pick(random, Segments) : part));
        var method = random.Next(10) == 0 ? Pick(random, ["GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS", "BREW"]) : template.Method;
        var request = new HttpRequestMessage(
            new HttpMethod(method), new Uri(
                $"{_client.BaseAddress!.ToString().TrimEnd('/')}{path}{Pick(random, Queries)}", new UriCreationOptions { DangerousDisablePathAndQueryCanonicalization = true }));
        if (method is not "GET" and not "HEAD")
        {
            var bytes = Encoding.UTF8.GetBytes(Pick(random, Bodies));
            if (bytes.Length > 0 && random.Next(5) == 0)
                bytes[random.Next(bytes.Length)] = (byte)random.Next(256);
            request.Content = new ByteArrayContent(bytes);
            request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        }

        for (var n = random.Next(3); n > 0; n--)
        {
            var (name, value) = Headers[random.Next(Headers.Length)];
            if (!request.Headers.TryAddWithoutValidation(name, value))
                request.Content?.Headers.TryAddWithoutValidation(name, value);
        }

        return request;
    }

    private static string Pick(Random random, string[] of) => of[random.Next(of.Length)];
}

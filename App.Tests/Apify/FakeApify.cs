using System.Collections.Concurrent;
using System.Globalization;
using System.IO.Compression;
using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using System.Web;

namespace CreatorAnalytics.Tests.Apify;

/// <summary>A platform in memory whose runs do only what the test says.</summary>
internal sealed partial class FakeApify : HttpMessageHandler
{
    private readonly ConcurrentDictionary<string, FakeRun> _runs = new();
    private readonly ConcurrentQueue<(bool Begins, HttpStatusCode Status, string Type)> _badStarts = new();

    private int _startRequests;

    /// <summary>Called for each new run: the place to give it rows or end it.</summary>
    public Action<FakeRun> OnRun { get; set; } = _ => { };

    /// <summary>Which runs it refuses to abort.</summary>
    public Predicate<FakeRun> Refuses { get; set; } = _ => false;

    public IReadOnlyList<FakeRun> Runs => [.. _runs.Values.OrderBy(run => run.Number)];

    /// <summary>Start requests that arrived.</summary>
    public int StartRequests => _startRequests;

    public List<string> Requests { get; } = [];

    /// <summary>Knows no run any more.</summary>
    public void Forget() => _runs.Clear();

    /// <summary>The next start is answered with an error, and nothing begins.</summary>
    public void FailNextStart(HttpStatusCode status, string type) => _badStarts.Enqueue((false, status, type));

    /// <summary>The next start begins a run, but its answer is lost.</summary>
    public void LoseNextStartAnswer() => _badStarts.Enqueue((true, HttpStatusCode.BadGateway, "internal-server-error"));

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        await Task.Yield();
        var path = request.RequestUri!.AbsolutePath;
        lock (Requests)
            Requests.Add($"{request.Method} {path}");
        if (RunsPath().Match(path) is { Success: true } actor)
            return request.Method == HttpMethod.Post ? await StartAsync(actor.Groups[1].Value, request) : List(actor.Groups[1].Value);
        if (RunPath().Match(path) is { Success: true } one && _runs.TryGetValue(one.Groups[1].Value, out var run))
        {
            if (one.Groups[2].Success && Refuses(run))
                return Error(HttpStatusCode.Forbidden, "insufficient-permissions");
            if (one.Groups[2].Success)
                run.End("ABORTED");
            else if (request.RequestUri.Query.Contains("waitForFinish=60", StringComparison.Ordinal))
                await run.Ended.WaitAsync(cancellationToken);
            return Json(new JsonObject { ["data"] = run.ToJson() });
        }

        if (ItemsPath().Match(path) is { Success: true } items && _runs.TryGetValue(items.Groups[1].Value, out run))
            return Json(run.RowsFrom(Offset(request)));
        if (RecordPath().Match(path) is { Success: true } record && _runs.TryGetValue(record.Groups[1].Value, out run))
            return Json(run.Input.DeepClone());
        return Error(HttpStatusCode.NotFound, "record-not-found");
    }

    public static HttpResponseMessage Error(HttpStatusCode status, string type) => new(status)
    {
        Content = new StringContent($$$"""{"error":{"type":"{{{type}}}","message":"No."}}"""),
    };

    private HttpResponseMessage List(string actor)
    {
        var items = new JsonArray([.. Runs.Where(run => run.Actor == actor).Select(run => run.ToJson())]);
        return Json(new JsonObject { ["data"] = new JsonObject { ["items"] = items } });
    }

    private async Task<HttpResponseMessage> StartAsync(string actor, HttpRequestMessage request)
    {
        var number = Interlocked.Increment(ref _startRequests);
        var isBad = _badStarts.TryDequeue(out var bad);
        if (isBad && !bad.Begins)
            return Error(bad.Status, bad.Type);
        var body = await request.Content!.ReadAsStreamAsync();
        if (request.Content.Headers.ContentEncoding.Contains("gzip"))
            body = new GZipStream(body, CompressionMode.Decompress);
        var run = new FakeRun(number, Uri.UnescapeDataString(actor), JsonNode.Parse(body)!);
        _runs[run.Id] = run;
        OnRun(run);
        return isBad ? Error(bad.Status, bad.Type) : Json(new JsonObject { ["data"] = run.ToJson() }, HttpStatusCode.Created);
    }

    private static int Offset(HttpRequestMessage request) =>
        int.Parse(HttpUtility.ParseQueryString(request.RequestUri!.Query)["offset"]!, CultureInfo.InvariantCulture);

    private static HttpResponseMessage Json(JsonNode json, HttpStatusCode status = HttpStatusCode.OK) => new(status)
    {
        Content = new StringContent(json.ToJsonString(), Encoding.UTF8, "application/json"),
    };

    [GeneratedRegex("^/v2/actors/([^/]+)/runs$")]
    private static partial Regex RunsPath();

    [GeneratedRegex("^/v2/actor-runs/([^/]+)(/abort)?$")]
    private static partial Regex RunPath();

    [GeneratedRegex("^/v2/datasets/d-([^/]+)/items$")]
    private static partial Regex ItemsPath();

    [GeneratedRegex("^/v2/key-value-stores/k-([^/]+)/records/INPUT$")]
    private static partial Regex RecordPath();
}

/// <summary>A run of <see cref="FakeApify"/>.</summary>
internal sealed class FakeRun(int number, string actor, JsonNode input)
{
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly List<string> _rows = [];

    public int Number { get; } = number;

    public string Id { get; } = $"run{number}";

    public string Actor { get; } = actor;

    public JsonNode Input { get; } = input;

    public string Status { get; private set; } = "RUNNING";

    public Task Ended => _ended.Task;

    public bool IsProfile => Input["usernames"] is not null;

    public string[] Names => [.. (Input["usernames"] ?? Input["username"])!.AsArray().Select(name => name!.GetValue<string>())];

    public FakeRun Push(params string[] rows)
    {
        lock (_rows)
            _rows.AddRange(rows);
        return this;
    }

    public void End(string status)
    {
        if (_ended.Task.IsCompleted)
            return;
        Status = status;
        _ended.TrySetResult();
    }

    public JsonArray RowsFrom(int offset)
    {
        lock (_rows)
            return new JsonArray([.. _rows.Skip(offset).Select(row => JsonNode.Parse(row))]);
    }

    public JsonObject ToJson() => new()
    {
        ["id"] = Id,
        ["status"] = Status,
        ["defaultDatasetId"] = $"d-{Id}",
        ["defaultKeyValueStoreId"] = $"k-{Id}",
        ["usageTotalUsd"] = 0.01,
    };

    /// <summary>Finds every creator and ends well.</summary>
    public static void Succeed(FakeRun run)
    {
        if (run.IsProfile)
            run.Push([.. run.Names.Select(name => Profile(name))]);
        run.End("SUCCEEDED");
    }

    /// <summary>Finds every creator and its one post, so that neither run is done without, and ends well.</summary>
    public static void SucceedWithPosts(FakeRun run)
    {
        run.Push([.. run.Names.Select(name => run.IsProfile ? Profile(name, posts: 1) : Post(name, $"post-{name}"))]);
        run.End("SUCCEEDED");
    }

    public static string Profile(string name, int posts = 0) =>
        $$"""{"inputUrl":"https://www.instagram.com/{{name}}/","id":"id-{{name}}","username":"{{name}}","postsCount":{{posts}}}""";

    public static string Post(string name, string code) =>
        $$"""{"inputUrl":"https://www.instagram.com/{{name}}","id":"{{code}}","shortCode":"{{code}}","ownerUsername":"{{name}}"}""";
}

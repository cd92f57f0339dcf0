using System.IO.Compression;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;

namespace CreatorAnalytics.Tests.Apify.Sandbox;

public sealed class SandboxApiTests
{
    private const string Start = $"/v2/actors/{SandboxClient.Profiles}/runs";

    [Fact]
    public async Task A_set_token_is_the_only_one_that_gets_in()
    {
        await using var sandbox = await SandboxClient.StartAsync(configure: options => options.Token = "right");

        Assert.Equal("token-not-provided", await sandbox.FaultAsync(HttpMethod.Get, "/v2/users/me", 401));
        Assert.Equal("user-or-token-not-found", await sandbox.FaultAsync(HttpMethod.Get, "/v2/users/me?token=wrong", 401));
        Assert.Equal("sandbox", (await sandbox.GetAsync("/v2/users/me?token=right"))["data"]!["username"]!.ToString());
        sandbox.Http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", "right");
        Assert.Equal("sandbox", (await sandbox.GetAsync("/v2/users/me"))["data"]!["username"]!.ToString());
    }

    [Theory]
    [InlineData("GET", "/v2/actors/apify/instagram-profile-scraper", 404, "page-not-found")]
    [InlineData("GET", "/nothing", 404, "page-not-found")]
    [InlineData("DELETE", "/v2/users/me", 405, "method-not-allowed")]
    [InlineData("GET", "/v2/actors/apify~nothing", 404, "record-not-found")]
    [InlineData("GET", "/v2/actor-runs/nothing", 404, "record-not-found")]
    [InlineData("GET", "/v2/datasets/nothing/items", 404, "record-not-found")]
    [InlineData("GET", "/v2/actor-runs?offset=-1", 400, "invalid-value")]
    public async Task What_is_not_there_is_answered_in_the_platforms_words(string method, string path, int status, string type)
    {
        await using var sandbox = await SandboxClient.StartAsync();

        Assert.Equal(type, await sandbox.FaultAsync(new HttpMethod(method), path, status));
    }

    [Theory]
    [InlineData("{}", "", "invalid-input")]
    [InlineData("""{"usernames":"mila"}""", "", "invalid-input")]
    [InlineData("""{"usernames":[]}""", "", "invalid-input")]
    [InlineData("[]", "", "input-json-not-object")]
    [InlineData("{", "", "run-input-body-not-valid-json")]
    [InlineData("""{"usernames":["a"]}""", "memory=1000", "invalid-value")]
    [InlineData("""{"usernames":["a"]}""", "maxItems=0", "max-items-must-be-greater-than-zero")]
    [InlineData("""{"usernames":["a"]}""", "webhooks=???", "invalid-value")]
    public async Task A_start_that_cannot_work_is_refused(string input, string query, string type)
    {
        await using var sandbox = await SandboxClient.StartAsync();

        Assert.Equal(type, await sandbox.FaultAsync(HttpMethod.Post, $"{Start}?{query}", 400, SandboxClient.Json(Encoding.UTF8.GetBytes(input))));
        Assert.Equal(0, (await sandbox.GetAsync("/v2/actor-runs"))["data"]!["total"]!.GetValue<int>());
    }

    [Theory]
    [InlineData("gzip")]
    [InlineData("br")]
    [InlineData("deflate")]
    public async Task Compressed_bodies_are_read(string encoding)
    {
        await using var sandbox = await SandboxClient.StartAsync();
        using var packed = new MemoryStream();
        using (Stream pack = encoding switch
        {
            "gzip" => new GZipStream(packed, CompressionMode.Compress, leaveOpen: true),
            "br" => new BrotliStream(packed, CompressionMode.Compress, leaveOpen: true),
            _ => new ZLibStream(packed, CompressionMode.Compress, leaveOpen: true),
        })
        {
            pack.Write("""{"usernames":["mila"]}"""u8);
        }

        using var answer = await sandbox.Http.PostAsync($"{Start}?waitForFinish=60", SandboxClient.Json(packed.ToArray(), encoding), TestContext.Current.CancellationToken);
        var run = JsonNode.Parse(await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken))!["data"]!;

        Assert.Equal("mila", Assert.Single(await sandbox.RowsAsync(run))!["username"]!.ToString());
    }

    [Fact]
    public async Task A_body_in_an_unknown_encoding_or_too_large_is_refused()
    {
        await using var sandbox = await SandboxClient.StartAsync();

        Assert.Equal("unsupported-content-encoding", await sandbox.FaultAsync(HttpMethod.Post, Start, 415, SandboxClient.Json([1], "zstd")));
        Assert.Equal("request-too-large", await sandbox.FaultAsync(HttpMethod.Post, Start, 413, SandboxClient.Json(new byte[9_437_185])));
    }

    [Fact]
    public async Task Names_are_read_from_addresses_and_at_signs_and_folded()
    {
        await using var sandbox = await SandboxClient.StartAsync();

        var run = await sandbox.CallAsync(SandboxClient.Profiles, SandboxClient.Names("@Mila", "https://www.instagram.com/mila/?hl=en", "jonas"));

        Assert.Equal(["jonas", "mila"], (await sandbox.RowsAsync(run)).Select(row => row!["username"]!.ToString()).Order());
    }

    [Fact]
    public async Task A_named_dataset_is_made_once_and_gives_its_items_in_pages_and_formats()
    {
        await using var sandbox = await SandboxClient.StartAsync();
        var id = (await sandbox.PostAsync("/v2/datasets?name=merged"))["data"]!["id"]!.ToString();
        var rows = new JsonArray([.. Enumerable.Range(0, 5).Select(i => new JsonObject { ["n"] = i, ["#debug"] = "x", ["of"] = new JsonObject { ["kind"] = "a,b" } })]);
        await sandbox.PostAsync($"/v2/datasets/{id}/items", rows);
        await sandbox.PostAsync("/v2/datasets/sandbox~merged/items", new JsonObject { ["#only"] = 1 });

        Assert.Equal(id, (await sandbox.PostAsync("/v2/datasets?name=merged", status: 200))["data"]!["id"]!.ToString());
        Assert.Equal(6, (await sandbox.GetAsync($"/v2/datasets/~MERGED"))["data"]!["itemCount"]!.GetValue<int>());
        Assert.Equal([3, 4], (await sandbox.GetAsync($"/v2/datasets/{id}/items?offset=3&limit=2")).AsArray().Select(row => row!["n"]!.GetValue<int>()));
        Assert.Equal([4, 3], (await sandbox.GetAsync($"/v2/datasets/{id}/items?desc=1&offset=1&limit=2")).AsArray().Select(row => row!["n"]!.GetValue<int>()));
        Assert.Equal("""{"n":0,"of":{"kind":"a,b"}}""", (await sandbox.GetAsync($"/v2/datasets/{id}/items?clean=1"))[0]!.ToJsonString());
        Assert.Equal(5, (await sandbox.GetAsync($"/v2/datasets/{id}/items?clean=true")).AsArray().Count);
        Assert.Equal("""[{"of":{"kind":"a,b"},"n":0}]""", (await sandbox.GetAsync($"/v2/datasets/{id}/items?fields=of,n&limit=1")).ToJsonString());
        Assert.Equal(["#debug", "n"], (await sandbox.GetAsync($"/v2/datasets/{id}/items?omit=of&limit=1"))[0]!.AsObject().Select(field => field.Key).Order());

        var csv = await sandbox.Http.GetStringAsync($"/v2/datasets/{id}/items?format=csv&limit=1&fields=n,of&bom=0", TestContext.Current.CancellationToken);
        Assert.Equal("\"n\",\"of/kind\"\n\"0\",\"a,b\"\n", csv);
        var lines = await sandbox.Http.GetStringAsync($"/v2/datasets/{id}/items?format=jsonl&fields=n&limit=2", TestContext.Current.CancellationToken);
        Assert.Equal("{\"n\":0}\n{\"n\":1}\n", lines);
    }

    [Fact]
    public async Task Head_of_items_gives_the_pagination_headers_alone()
    {
        await using var sandbox = await SandboxClient.StartAsync();
        var run = await sandbox.CallAsync(SandboxClient.Posts, SandboxClient.PostsOf("mila"));
        using var request = new HttpRequestMessage(HttpMethod.Head, $"/v2/actor-runs/{run["id"]}/dataset/items?offset=15");

        using var answer = await sandbox.Http.SendAsync(request, TestContext.Current.CancellationToken);

        Assert.Equal(("15", "999999999999", "5", "20"), (Header("Offset"), Header("Limit"), Header("Count"), Header("Total")));
        Assert.Empty(await answer.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken));

        string Header(string name) => answer.Headers.GetValues($"X-Apify-Pagination-{name}").Single();
    }

    [Fact]
    public async Task A_task_keeps_its_input_and_a_run_replaces_single_fields_of_it()
    {
        await using var sandbox = await SandboxClient.StartAsync();
        var definition = new JsonObject
        {
            ["actId"] = SandboxClient.Posts,
            ["name"] = "batch-1",
            ["options"] = new JsonObject { ["memoryMbytes"] = 256 },
            ["input"] = new JsonObject { ["username"] = new JsonArray("mila"), ["resultsLimit"] = 3 },
        };
        var id = (await sandbox.PostAsync("/v2/actor-tasks", definition))["data"]!["id"]!.ToString();

        var run = (await sandbox.PostAsync("/v2/actor-tasks/sandbox~batch-1/runs?waitForFinish=60", new JsonObject { ["resultsLimit"] = 2 }))["data"]!;
        using var body = SandboxClient.Json(Encoding.UTF8.GetBytes(definition.ToJsonString()));

        Assert.Equal("actor-task-name-not-unique", await sandbox.FaultAsync(HttpMethod.Post, "/v2/actor-tasks", 409, body));
        Assert.Equal((id, 256), (run["actorTaskId"]!.ToString(), run["options"]!["memoryMbytes"]!.GetValue<int>()));
        Assert.Equal(2, (await sandbox.RowsAsync(run)).Count);
        Assert.Equal(3, (await sandbox.GetAsync($"/v2/actor-tasks/{id}/input"))["resultsLimit"]!.GetValue<int>());
        Assert.Equal(run["id"]!.ToString(), (await sandbox.GetAsync($"/v2/actor-tasks/{id}/runs"))["data"]!["items"]![0]!["id"]!.ToString());
        using var gone = await sandbox.Http.DeleteAsync($"/v2/actor-tasks/{id}", TestContext.Current.CancellationToken);
        Assert.Equal(204, (int)gone.StatusCode);
        Assert.Equal("record-not-found", await sandbox.FaultAsync(HttpMethod.Get, $"/v2/actor-tasks/{id}", 404));
    }

    [Fact]
    public async Task Run_sync_answers_with_the_items_and_a_failed_run_with_400()
    {
        await using var sandbox = await SandboxClient.StartAsync();
        var path = $"/v2/acts/{SandboxClient.Profiles}/run-sync-get-dataset-items";

        var rows = (await sandbox.PostAsync($"{path}?fields=username", SandboxClient.Names("mila"))).ToJsonString();

        Assert.Equal("""[{"username":"mila"}]""", rows);
        Assert.Equal("run-failed", await sandbox.FaultAsync(HttpMethod.Post, path, 400, SandboxClient.Json("""{"usernames":["failing_x"]}"""u8.ToArray())));
    }

    [Fact]
    public async Task Records_are_kept_with_their_content_type_and_their_keys_are_listed()
    {
        await using var sandbox = await SandboxClient.StartAsync();
        var id = (await sandbox.PostAsync("/v2/key-value-stores"))["data"]!["id"]!.ToString();
        foreach (var key in new[] { "a", "b", "c" })
            using (await sandbox.Http.PutAsync($"/v2/key-value-stores/{id}/records/{key}", new StringContent(key, Encoding.UTF8, "text/plain"), TestContext.Current.CancellationToken))
            {
            }

        using var record = await sandbox.Http.GetAsync($"/v2/key-value-stores/{id}/records/b", TestContext.Current.CancellationToken);
        var keys = (await sandbox.GetAsync($"/v2/key-value-stores/{id}/keys?limit=1&exclusiveStartKey=a"))["data"]!;

        Assert.Equal(("b", "text/plain"), (await record.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), record.Content.Headers.ContentType!.MediaType));
        Assert.Equal(("b", true), (keys["nextExclusiveStartKey"]!.ToString(), keys["isTruncated"]!.GetValue<bool>()));
    }
}

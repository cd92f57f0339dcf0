using System.IO.Compression;
using System.Net;
using System.Text.Json.Nodes;
using System.Xml.Linq;

namespace CreatorAnalytics.Tests.Apify.Sandbox;

/// <summary>What the official clients ask for beside starting runs and reading rows.</summary>
public sealed class SandboxSurfaceTests
{
    [Fact]
    public async Task Lists_in_rows_are_unwound_and_objects_flattened_before_fields_are_picked()
    {
        await using var sandbox = await SandboxClient.StartAsync();
        var items = await DatasetAsync(sandbox, """[{"id":1,"list":[{"k":1},{"k":2}],"geo":{"city":"Oslo","pos":{"lat":1}}},{"id":2,"list":[]}]""");

        Assert.Equal("""[{"id":1,"k":1},{"id":1,"k":2},{"id":2}]""", await Rows("unwind=list&fields=id,k"));
        Assert.Equal("""[{"id":1,"geo.city":"Oslo","geo.pos.lat":1}]""", await Rows("flatten=geo&omit=list&limit=1"));
        Assert.Equal("""[{"number":1},{"number":2}]""", await Rows("fields=id&outputFields=number"));
        Assert.Equal("invalid-value", await sandbox.FaultAsync(HttpMethod.Get, $"{items}?fields=id&outputFields=a,b", 400));

        async Task<string> Rows(string query) => (await sandbox.GetAsync($"{items}?{query}")).ToJsonString();
    }

    [Theory]
    [InlineData("xml", "application/xml")]
    [InlineData("rss", "application/rss+xml")]
    [InlineData("html", "text/html")]
    [InlineData("xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet")]
    public async Task Rows_come_in_every_format_and_hold_what_would_break_it(string format, string contentType)
    {
        const string Text = "<b> & \"quoted\" \u0001é";
        await using var sandbox = await SandboxClient.StartAsync();
        var items = await DatasetAsync(sandbox, new JsonArray(new JsonObject { ["name"] = Text, ["tags"] = new JsonArray("a", "b"), ["with space"] = true }).ToJsonString());

        using var answer = await sandbox.Http.GetAsync($"{items}?format={format}", TestContext.Current.CancellationToken);
        var body = await answer.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken);

        Assert.Equal(contentType, answer.Content.Headers.ContentType!.MediaType);
        if (format is "html")
        {
            Assert.Contains(WebUtility.HtmlEncode(Text), System.Text.Encoding.UTF8.GetString(body), StringComparison.Ordinal);
            return;
        }

        var xml = format is "xlsx" ? Sheet(body) : XDocument.Load(new MemoryStream(body));
        Assert.Contains(xml.Descendants(), element => element.Value == "<b> & \"quoted\" é");
        Assert.Equal(2, xml.Descendants().Count(element => !element.HasElements && element.Value is "a" or "b"));
    }

    [Fact]
    public async Task A_dataset_is_renamed_by_its_owner_and_tells_statistics_of_its_fields()
    {
        await using var sandbox = await SandboxClient.StartAsync();
        var id = (await sandbox.PostAsync("/v2/datasets?name=first"))["data"]!["id"]!.ToString();
        await sandbox.PostAsync("/v2/datasets?name=taken");
        await sandbox.PostAsync($"/v2/datasets/{id}/items", JsonNode.Parse("""[{"n":3,"s":""},{"n":7,"s":null}]"""));

        using var renamed = await sandbox.Http.PutAsync($"/v2/datasets/{id}", SandboxClient.Json("""{"name":"second","title":"T"}"""u8.ToArray()), TestContext.Current.CancellationToken);
        var fields = (await sandbox.GetAsync($"/v2/datasets/~second/statistics"))["data"]!["fieldStatistics"]!;

        Assert.Equal(200, (int)renamed.StatusCode);
        Assert.Equal((3, 7), (fields["n"]!["min"]!.GetValue<int>(), fields["n"]!["max"]!.GetValue<int>()));
        Assert.Equal((1, 1), (fields["s"]!["nullCount"]!.GetValue<int>(), fields["s"]!["emptyCount"]!.GetValue<int>()));
        Assert.Equal("storage-name-not-unique", await sandbox.FaultAsync(HttpMethod.Put, $"/v2/datasets/{id}", 409, SandboxClient.Json("""{"name":"taken"}"""u8.ToArray())));
    }

    [Fact]
    public async Task A_rebooted_run_goes_on_with_the_names_that_have_no_row_and_ends_once()
    {
        var time = SandboxClient.Noon();
        await using var sandbox = await SandboxClient.StartAsync(time);
        var run = await sandbox.StartRunAsync(SandboxClient.Profiles, SandboxClient.Names("mila", "slow_x"));
        await sandbox.AdvanceUntilAsync(time, run, (_, rows) => rows.Count == 1);

        var rebooted = (await sandbox.PostAsync($"/v2/actor-runs/{run["id"]}/reboot", status: 200))["data"]!;
        var ended = await sandbox.AdvanceUntilAsync(time, run, (now, _) => now["finishedAt"] is not null);

        Assert.Equal(("RUNNING", 1), (rebooted["status"]!.ToString(), rebooted["stats"]!["rebootCount"]!.GetValue<int>()));
        Assert.Equal("SUCCEEDED", ended["status"]!.ToString());
        Assert.Equal(["mila", "slow_x"], (await sandbox.RowsAsync(run)).Select(row => row!["username"]!.ToString()));
        Assert.Equal("job-finished", await sandbox.FaultAsync(HttpMethod.Post, $"/v2/actor-runs/{run["id"]}/reboot", 403));
    }

    [Fact]
    public async Task A_run_becomes_another_actors_and_keeps_its_storages()
    {
        var time = SandboxClient.Noon();
        await using var sandbox = await SandboxClient.StartAsync(time);
        var run = await sandbox.StartRunAsync(SandboxClient.Profiles, SandboxClient.Names("mila"));

        var other = (await sandbox.PostAsync(
            $"/v2/actor-runs/{run["id"]}/metamorph?targetActorId={SandboxClient.Posts}", SandboxClient.PostsOf("jonas"), status: 200))["data"]!;
        await sandbox.AdvanceUntilAsync(time, run, (now, _) => now["status"]!.ToString() == "SUCCEEDED");

        Assert.Equal(("nH2AHrwxeTRJoN5hX", run["defaultDatasetId"]!.ToString()), (other["actId"]!.ToString(), other["defaultDatasetId"]!.ToString()));
        Assert.All(await sandbox.RowsAsync(run), row => Assert.Equal("jonas", row!["ownerUsername"]!.ToString()));
        Assert.Equal("jonas", (await sandbox.GetAsync($"/v2/actor-runs/{run["id"]}/key-value-store/records/INPUT-METAMORPH-1"))["username"]![0]!.ToString());
    }

    [Fact]
    public async Task A_bill_is_told_some_seconds_late_also_after_the_end()
    {
        var time = SandboxClient.Noon();
        await using var sandbox = await SandboxClient.StartAsync(time);
        var run = await sandbox.StartRunAsync(SandboxClient.Profiles, SandboxClient.Names("mila"));

        var ended = await sandbox.AdvanceUntilAsync(time, run, (now, _) => now["status"]!.ToString() == "SUCCEEDED");
        time.Advance(TimeSpan.FromSeconds(10));
        var settled = (await sandbox.GetAsync($"/v2/actor-runs/{run["id"]}"))["data"]!;

        Assert.True(ended["usageTotalUsd"]!.GetValue<double>() < 0.001);
        Assert.Null(ended["chargedEventCounts"]!["apify-default-dataset-item"]);
        Assert.Equal(0.00235, settled["usageTotalUsd"]!.GetValue<double>(), 8);
        Assert.Equal(1, settled["chargedEventCounts"]!["apify-default-dataset-item"]!.GetValue<int>());
    }

    [Fact]
    public async Task A_charge_with_a_key_counts_once_and_an_unknown_event_is_refused()
    {
        var time = SandboxClient.Noon();
        await using var sandbox = await SandboxClient.StartAsync(time);
        var run = await sandbox.StartRunAsync(SandboxClient.Profiles, SandboxClient.Names("slow_x"));
        sandbox.Http.DefaultRequestHeaders.Add("idempotency-key", "once");

        await Charge();
        await Charge();
        time.Advance(TimeSpan.FromSeconds(10));
        var told = (await sandbox.GetAsync($"/v2/actor-runs/{run["id"]}"))["data"]!;

        Assert.Equal(3, told["chargedEventCounts"]!["apify-default-dataset-item"]!.GetValue<int>());
        Assert.Equal("invalid-value", await sandbox.FaultAsync(HttpMethod.Post, $"/v2/actor-runs/{run["id"]}/charge", 400, SandboxClient.Json("""{"eventName":"x"}"""u8.ToArray())));

        Task Charge() => sandbox.PostAsync($"/v2/actor-runs/{run["id"]}/charge", new JsonObject { ["eventName"] = "apify-default-dataset-item", ["count"] = 3 });
    }

    [Fact]
    public async Task What_a_run_says_last_of_itself_stays()
    {
        var time = SandboxClient.Noon();
        await using var sandbox = await SandboxClient.StartAsync(time);
        var run = await sandbox.StartRunAsync(SandboxClient.Profiles, SandboxClient.Names("mila"));

        using var said = await sandbox.Http.PutAsync(
            $"/v2/actor-runs/{run["id"]}", SandboxClient.Json("""{"statusMessage":"Hello","isStatusMessageTerminal":true}"""u8.ToArray()), TestContext.Current.CancellationToken);
        var ended = await sandbox.AdvanceUntilAsync(time, run, (now, _) => now["status"]!.ToString() == "SUCCEEDED");

        Assert.Equal("Hello", ended["statusMessage"]!.ToString());
    }

    [Fact]
    public async Task The_sixty_first_request_to_a_resource_within_a_second_is_refused_and_other_resources_are_not()
    {
        var time = SandboxClient.Noon();
        await using var sandbox = await SandboxClient.StartAsync(time);
        for (var i = 0; i < 60; i++)
            await sandbox.GetAsync("/v2/users/me");

        Assert.Equal("rate-limit-exceeded", await sandbox.FaultAsync(HttpMethod.Get, "/v2/users/me", 429));
        await sandbox.GetAsync("/v2/actor-runs");
        time.Advance(TimeSpan.FromSeconds(1));
        await sandbox.GetAsync("/v2/users/me");
    }

    [Fact]
    public async Task The_owners_monthly_limit_is_changed_and_stops_starts()
    {
        await using var sandbox = await SandboxClient.StartAsync();
        using var changed = await sandbox.Http.PutAsync("/v2/users/me/limits", SandboxClient.Json("""{"maxMonthlyUsageUsd":0.001}"""u8.ToArray()), TestContext.Current.CancellationToken);

        await sandbox.CallAsync(SandboxClient.Profiles, SandboxClient.Names("mila"));

        Assert.Equal(201, (int)changed.StatusCode);
        Assert.Equal(0.001, (await sandbox.GetAsync("/v2/users/me/limits"))["data"]!["limits"]!["maxMonthlyUsageUsd"]!.GetValue<double>());
        Assert.Equal("platform-feature-disabled", await sandbox.FaultAsync(
            HttpMethod.Post, $"/v2/actors/{SandboxClient.Profiles}/runs", 403, SandboxClient.Json("""{"usernames":["jonas"]}"""u8.ToArray())));
    }

    [Theory]
    [InlineData("2 months", 61)]
    [InlineData("2026-05-15", 32)]
    [InlineData("2026-06-01T00:00:00.000Z", 15)]
    public async Task Posts_can_be_asked_for_by_age_and_without_the_pinned_ones(string newerThan, int days)
    {
        var time = SandboxClient.Noon();
        await using var sandbox = await SandboxClient.StartAsync(time, options => options.TimeScale = 0);
        var names = Enumerable.Range(1, 12).Select(i => $"creator{i}").ToArray();
        var input = SandboxClient.PostsOf(names);
        input["resultsLimit"] = 40;
        var all = await sandbox.RowsAsync(await sandbox.CallAsync(SandboxClient.Posts, (JsonObject)input.DeepClone()));
        input["onlyPostsNewerThan"] = newerThan;
        input["skipPinnedPosts"] = true;

        var some = (await sandbox.RowsAsync(await sandbox.CallAsync(SandboxClient.Posts, input))).Where(row => row!["id"] is not null).ToList();

        Assert.Contains(all, row => row!["isPinned"]?.GetValue<bool>() is true);
        Assert.True(some.Count > 0 && some.Count < all.Count);
        Assert.All(some, row =>
        {
            Assert.True(row!["timestamp"]!.GetValue<DateTimeOffset>() >= time.GetUtcNow().AddDays(-days - 1));
            Assert.Null(row["isPinned"]);
        });
        input["onlyPostsNewerThan"] = "soon";
        Assert.Equal("invalid-input", await sandbox.FaultAsync(
            HttpMethod.Post, $"/v2/actors/{SandboxClient.Posts}/runs", 400, SandboxClient.Json(System.Text.Encoding.UTF8.GetBytes(input.ToJsonString()))));
    }

    private static async Task<string> DatasetAsync(SandboxClient sandbox, string rows)
    {
        var id = (await sandbox.PostAsync("/v2/datasets"))["data"]!["id"]!.ToString();
        await sandbox.PostAsync($"/v2/datasets/{id}/items", JsonNode.Parse(rows));
        return $"/v2/datasets/{id}/items";
    }

    private static XDocument Sheet(byte[] workbook)
    {
        using var zip = new ZipArchive(new MemoryStream(workbook));
        using var sheet = zip.GetEntry("xl/worksheets/sheet1.xml")!.Open();
        return XDocument.Load(sheet);
    }
}

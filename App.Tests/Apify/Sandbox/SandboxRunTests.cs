using System.Text.Json.Nodes;

namespace CreatorAnalytics.Tests.Apify.Sandbox;

public sealed class SandboxRunTests
{
    [Fact]
    public async Task A_start_answers_201_with_a_run_that_is_ready_and_where_it_is()
    {
        var time = SandboxClient.Noon();
        await using var sandbox = await SandboxClient.StartAsync(time);

        using var answer = await sandbox.Http.PostAsync(
            "/v2/acts/Apify~Instagram-Profile-Scraper/runs?memory=256&timeout=300&maxTotalChargeUsd=2",
            SandboxClient.Json("""{"usernames":["mila"]}"""u8.ToArray()),
            TestContext.Current.CancellationToken);
        var run = JsonNode.Parse(await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken))!["data"]!;

        Assert.Equal(201, (int)answer.StatusCode);
        Assert.EndsWith($"/v2/actors/dSCLg0C3YEZ83HzYX/runs/{run["id"]}", answer.Headers.Location!.ToString(), StringComparison.Ordinal);
        Assert.Equal("READY", run["status"]!.ToString());
        Assert.Equal("2026-06-15T12:00:00.000Z", run["startedAt"]!.ToString());
        Assert.Equal((256, 300, 2.0), (run["options"]!["memoryMbytes"]!.GetValue<int>(), run["options"]!["timeoutSecs"]!.GetValue<int>(), run["options"]!["maxTotalChargeUsd"]!.GetValue<double>()));
        Assert.Equal("400", answer.Headers.GetValues("X-RateLimit-Limit").Single());
    }

    [Fact]
    public async Task Rows_can_be_read_while_the_run_still_works_and_a_slow_name_holds_up_nobody()
    {
        var time = SandboxClient.Noon();
        await using var sandbox = await SandboxClient.StartAsync(time);
        var others = Enumerable.Range(1, 17).Select(i => $"creator{i}").ToArray();
        var run = await sandbox.StartRunAsync(SandboxClient.Profiles, SandboxClient.Names(["slow_x", .. others]));

        // Fourteen places for seventeen: two rounds of at most twelve seconds, which a slow name's thirty outlast.
        var working = await sandbox.AdvanceUntilAsync(time, run, (_, rows) => rows.Count == others.Length);
        var names = (await sandbox.RowsAsync(run)).Select(row => row!["username"]!.ToString()).ToList();
        var ended = await sandbox.AdvanceUntilAsync(time, run, (now, _) => now["status"]!.ToString() != "RUNNING");

        Assert.Equal("RUNNING", working["status"]!.ToString());
        Assert.Equivalent(others, names);
        Assert.Equal("SUCCEEDED", ended["status"]!.ToString());
        Assert.Equal("slow_x", (await sandbox.RowsAsync(run))[^1]!["username"]!.ToString());
    }

    [Fact]
    public async Task The_sixteenth_name_is_taken_up_only_when_one_of_the_first_fifteen_is_done()
    {
        var time = SandboxClient.Noon();
        await using var sandbox = await SandboxClient.StartAsync(time);
        var slow = Enumerable.Range(1, 15).Select(i => $"slow_{i}").ToArray();
        var run = await sandbox.StartRunAsync(SandboxClient.Profiles, SandboxClient.Names([.. slow, "quick"]));

        await sandbox.AdvanceUntilAsync(time, run, (now, _) => now["status"]!.ToString() == "SUCCEEDED");
        var names = (await sandbox.RowsAsync(run)).Select(row => row!["username"]!.ToString()).ToList();

        Assert.Equal(16, names.Count);
        Assert.True(names.IndexOf("quick") >= 1, "The sixteenth name was done before any of the fifteen that take three times as long.");
    }

    [Fact]
    public async Task An_abort_keeps_the_rows_there_are()
    {
        var time = SandboxClient.Noon();
        await using var sandbox = await SandboxClient.StartAsync(time);
        var run = await sandbox.StartRunAsync(SandboxClient.Profiles, SandboxClient.Names("mila", "slow_x"));
        await sandbox.AdvanceUntilAsync(time, run, (_, rows) => rows.Count == 1);

        var aborting = (await sandbox.PostAsync($"/v2/actor-runs/{run["id"]}/abort", status: 200))["data"]!;
        var aborted = await sandbox.AdvanceUntilAsync(time, run, (now, _) => now["status"]!.ToString() == "ABORTED");

        Assert.Contains(aborting["status"]!.ToString(), new[] { "ABORTING", "ABORTED" });
        Assert.NotNull(aborted["finishedAt"]);
        Assert.Equal("mila", Assert.Single(await sandbox.RowsAsync(run))!["username"]!.ToString());
        Assert.Equal("ABORTED", (await sandbox.PostAsync($"/v2/actor-runs/{run["id"]}/abort", status: 200))["data"]!["status"]!.ToString());
    }

    [Fact]
    public async Task A_graceful_abort_lets_the_names_begun_end()
    {
        var time = SandboxClient.Noon();
        await using var sandbox = await SandboxClient.StartAsync(time);
        var run = await sandbox.StartRunAsync(SandboxClient.Profiles, SandboxClient.Names("mila", "jonas", "slow_x"));
        await sandbox.AdvanceUntilAsync(time, run, (_, rows) => rows.Count >= 1);

        await sandbox.PostAsync($"/v2/actor-runs/{run["id"]}/abort?gracefully=1", status: 200);
        await sandbox.AdvanceUntilAsync(time, run, (now, _) => now["status"]!.ToString() == "ABORTED");

        var names = (await sandbox.RowsAsync(run)).Select(row => row!["username"]!.ToString());
        Assert.Contains("mila", names);
        Assert.Contains("jonas", names);
    }

    [Fact]
    public async Task A_run_over_its_time_is_timed_out_and_can_be_resurrected()
    {
        var time = SandboxClient.Noon();
        await using var sandbox = await SandboxClient.StartAsync(time);
        var run = await sandbox.StartRunAsync(SandboxClient.Profiles, SandboxClient.Names("mila", "slow_x"), "timeout=25");

        await sandbox.AdvanceUntilAsync(time, run, (now, _) => now["status"]!.ToString() == "TIMED-OUT");
        var before = (await sandbox.RowsAsync(run)).Count;
        var again = (await sandbox.PostAsync($"/v2/actor-runs/{run["id"]}/resurrect", status: 200))["data"]!;

        Assert.Equal(1, before);
        Assert.Equal(("RUNNING", 1), (again["status"]!.ToString(), again["stats"]!["resurrectCount"]!.GetValue<int>()));
        Assert.Null(again["finishedAt"]);
    }

    [Fact]
    public async Task The_cost_limit_ends_a_run_with_the_rows_it_pays_for()
    {
        await using var sandbox = await SandboxClient.StartAsync();

        var run = await sandbox.CallAsync(SandboxClient.Posts, SandboxClient.PostsOf("mila", "jonas"), "maxTotalChargeUsd=0.0151");

        Assert.Equal("ABORTED", run["status"]!.ToString());
        Assert.Equal(10, (await sandbox.RowsAsync(run)).Count);
        Assert.Equal(10, run["chargedEventCounts"]!["apify-default-dataset-item"]!.GetValue<int>());
        Assert.Equal(0.01505, run["usageTotalUsd"]!.GetValue<double>(), 6);
    }

    [Fact]
    public async Task A_waiting_reader_is_let_go_when_the_run_ends()
    {
        await using var sandbox = await SandboxClient.StartAsync(configure: options => options.TimeScale = 0.01);
        var run = await sandbox.StartRunAsync(SandboxClient.Profiles, SandboxClient.Names("mila"));

        var ended = (await sandbox.GetAsync($"/v2/actor-runs/{run["id"]}?waitForFinish=60"))["data"]!;

        Assert.Equal("SUCCEEDED", ended["status"]!.ToString());
    }

    [Fact]
    public async Task The_plans_limits_refuse_a_start_with_402_and_have_room_again_when_a_run_ends()
    {
        var time = SandboxClient.Noon();
        await using var sandbox = await SandboxClient.StartAsync(time, options => (options.MaxConcurrentRuns, options.MaxMemoryGbytes) = (2, 3));
        var input = SandboxClient.Names("mila");
        var first = await sandbox.StartRunAsync(SandboxClient.Profiles, input);

        var start = $"/v2/actors/{SandboxClient.Profiles}/runs";
        var memory = await sandbox.FaultAsync(HttpMethod.Post, $"{start}?memory=4096", 402, SandboxClient.Json("""{"usernames":["a"]}"""u8.ToArray()));
        await sandbox.StartRunAsync(SandboxClient.Profiles, input);
        var runs = await sandbox.FaultAsync(HttpMethod.Post, start, 402, SandboxClient.Json("""{"usernames":["a"]}"""u8.ToArray()));
        var limits = (await sandbox.GetAsync("/v2/users/me/limits"))["data"]!;
        await sandbox.AdvanceUntilAsync(time, first, (now, _) => now["status"]!.ToString() == "SUCCEEDED");

        Assert.Equal(("actor-memory-limit-exceeded", "concurrent-runs-limit-exceeded"), (memory, runs));
        Assert.Equal((2, 2), (limits["limits"]!["maxConcurrentActorJobs"]!.GetValue<int>(), limits["current"]!["activeActorJobCount"]!.GetValue<int>()));
        await sandbox.StartRunAsync(SandboxClient.Profiles, input);
    }

    [Fact]
    public async Task Runs_are_listed_by_time_and_status_and_keep_their_input()
    {
        var time = SandboxClient.Noon();
        await using var sandbox = await SandboxClient.StartAsync(time, options => options.TimeScale = 0);
        var ids = new List<string>();
        foreach (var name in new[] { "mila", "failing_x", "nora" })
        {
            ids.Add((await sandbox.CallAsync(SandboxClient.Profiles, SandboxClient.Names(name)))["id"]!.ToString());
            time.Advance(TimeSpan.FromMinutes(1));
        }

        async Task<string[]> List(string query) =>
            [.. (await sandbox.GetAsync($"/v2/actors/{SandboxClient.Profiles}/runs?{query}"))["data"]!["items"]!.AsArray().Select(run => run!["id"]!.ToString())];

        Assert.Equal(ids, await List(""));
        Assert.Equal([ids[2]], await List("desc=1&limit=1"));
        Assert.Equal([ids[1]], await List("status=FAILED,ABORTED"));
        Assert.Equal([ids[1], ids[2]], await List("startedAfter=2026-06-15T12:00:30Z"));
        Assert.Equal([ids[0]], await List("startedBefore=2026-06-15T12:00:30Z"));
        Assert.Equal(ids[2], (await sandbox.GetAsync($"/v2/acts/{SandboxClient.Profiles}/runs/last?status=SUCCEEDED"))["data"]!["id"]!.ToString());
        Assert.Equal("failing_x", (await sandbox.GetAsync($"/v2/actor-runs/{ids[1]}/key-value-store/records/INPUT"))["usernames"]![0]!.ToString());
    }
}

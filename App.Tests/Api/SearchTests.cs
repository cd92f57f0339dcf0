using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using CreatorAnalytics.Api;
using CreatorAnalytics.Apify;
using CreatorAnalytics.Storage;
using Microsoft.Extensions.DependencyInjection;

namespace CreatorAnalytics.Tests.Api;

/// <summary>Searches from submission to results.</summary>
public sealed class SearchTests : IAsyncLifetime
{
    private readonly ApiFixture _api = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public ValueTask InitializeAsync() => _api.InitializeAsync();

    public ValueTask DisposeAsync() => _api.DisposeAsync();

    [Fact]
    public async Task Fifteen_creators_cost_375_and_the_same_again_75()
    {
        var names = ApiFixture.Names(15);

        var answer = await _api.BulkAsync(names);
        Assert.Equal(HttpStatusCode.Accepted, answer.StatusCode);
        var accepted = await ApiFixture.BodyAsync(answer);
        var jobId = (string)accepted["jobId"]!;
        Assert.Equal($"/api/v1/jobs/{jobId}/status", answer.Headers.Location?.ToString());
        Assert.Equal("625", answer.Headers.GetValues("X-Credits-Remaining").Single());
        Assert.Equal("0", answer.Headers.GetValues("X-Credits-Charged").Single());
        Assert.Equal(
            ["jobId", "jobType", "status", "usernames", "totalCreators", "newCreators", "existingCreators", "estimatedCredits", "estimatedCompletionAt", "links"],
            accepted.AsObject().Select(member => member.Key));
        Assert.Equal(("bulk", 15, 15, 0, 375L), (
            (string?)accepted["jobType"], (int)accepted["totalCreators"]!, (int)accepted["newCreators"]!, (int)accepted["existingCreators"]!,
            (long)accepted["estimatedCredits"]!));
        Assert.Equal(names, accepted["usernames"]!.AsArray().Select(name => (string?)name));

        var status = await _api.EndOfAsync(jobId);
        Assert.Equal(("completed", 15, 375L, 0L, 100, "done"), (
            (string?)status["status"], (int)status["completedCreators"]!, (long)status["creditsCharged"]!, (long)status["creditsReserved"]!,
            (int)status["progressPercentage"]!, (string?)status["currentStage"]));
        Assert.EndsWith("Z", (string)status["createdAt"]!, StringComparison.Ordinal);
        Assert.All(status["items"]!.AsArray(), item => Assert.True(
            (bool)item!["apifyCompleted"]! && (bool)item["databasePopulated"]! && (bool)item["cdnProcessed"]! && (bool)item["aiAnalyzed"]!));
        Assert.Equal((625L, 0L, 625L), await _api.CreditsAsync());

        var results = await _api.GetAsync((string)accepted["links"]!["results"]!);
        Assert.False((bool)results["isPartial"]!);
        Assert.Equal(names, results["results"]!.AsArray().Select(result => (string?)result!["username"]));
        Assert.All(results["results"]!.AsArray(), result => Assert.EndsWith("Z", (string)result!["report"]!["analysedAt"]!, StringComparison.Ordinal));
        Assert.All(results["results"]!.AsArray(), result => Assert.Equal((string?)result!["username"], (string?)result["report"]!["username"]));
        Assert.Empty(results["failures"]!.AsArray());

        var again = await _api.RunAsync(names);
        Assert.Equal(75, (long)again["creditsCharged"]!);
        Assert.Equal((550L, 0L, 550L), await _api.CreditsAsync());
    }

    [Fact]
    public async Task Warming_up_reaches_the_end_of_a_search_and_starts_none()
    {
        await _api.Services.GetServices<IWarmUp>().OfType<SearchWarmUp>().Single().RunAsync(Cancel);

        Assert.Empty((await _api.GetAsync("/api/v1/jobs"))["items"]!.AsArray());
        Assert.Equal((1000L, 0L, 1000L), await _api.CreditsAsync());
    }

    [Fact]
    public async Task A_missing_creator_fails_alone_and_costs_nothing()
    {
        _api.Scraper.Answer = request => request.Username == "missing_x" ? new ScrapeResult.Refused(ScrapeCodes.HandleNotFound, "") : null;

        var status = await _api.RunAsync([.. ApiFixture.Names(14), "missing_x"]);

        Assert.Equal(("completed", 14, 1, 350L, 0L), (
            (string?)status["status"], (int)status["completedCreators"]!, (int)status["failedCreators"]!, (long)status["creditsCharged"]!,
            (long)status["creditsReserved"]!));
        var failed = status["items"]!.AsArray().Single(item => (string?)item!["status"] == "failed")!;
        Assert.Equal(("missing_x", "handle_not_found"), ((string?)failed["username"], (string?)failed["error"]!["code"]));
        Assert.Equal((650L, 0L, 650L), await _api.CreditsAsync());
        var results = await _api.GetAsync($"/api/v1/jobs/{status["jobId"]}/results");
        Assert.Equal(14, results["results"]!.AsArray().Count);
        Assert.Equal(("missing_x", "handle_not_found"), (
            (string?)results["failures"]![0]!["username"], (string?)results["failures"]![0]!["code"]));

        await ApiFixture.ProblemAsync(
            await _api.PostAsync($"/api/v1/jobs/{status["jobId"]}/retry-failed"), HttpStatusCode.BadRequest, "no_creators");
    }

    [Fact]
    public async Task What_failed_can_be_searched_for_again()
    {
        _api.Scraper.Answer = request =>
            request.Username == "unlucky" ? new ScrapeResult.Refused(ScrapeCodes.AccountUnavailable, "") : null;
        var status = await _api.RunAsync("nasa", "unlucky");

        _api.Scraper.Answer = _ => null;
        var retry = await _api.PostAsync($"/api/v1/jobs/{status["jobId"]}/retry-failed");

        Assert.Equal(HttpStatusCode.Accepted, retry.StatusCode);
        var retried = await _api.EndOfAsync((string)(await ApiFixture.BodyAsync(retry))["jobId"]!);
        Assert.Equal($"/api/v1/jobs/{retried["jobId"]}/status", retry.Headers.Location?.ToString());
        Assert.Equal((null, (string?)status["jobId"]), ((string?)status["parentJobId"], (string?)retried["parentJobId"]));
        var attempt = Assert.Single(status["items"]![1]!["attempts"]!.AsArray())!;
        Assert.Equal(
            (1, 4, "account_unavailable", "Instagram did not show the account."),
            ((int)attempt["number"]!, (int)attempt["of"]!, (string?)attempt["code"], (string?)attempt["message"]));
        Assert.Equal(("completed", 1, 25L), (
            (string?)retried["status"], (int)retried["totalCreators"]!, (long)retried["creditsCharged"]!));
        Assert.DoesNotContain("ask again", await NothingToRetryAsync((string)retried["jobId"]!), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Names_are_read_as_people_write_them_and_duplicates_fold()
    {
        var answer = await _api.PostAsync(
            "/api/v1/instagram/bulk-search", new { usernames = "Alice, @bob\nhttps://www.instagram.com/carol/, alice" });

        Assert.Equal(HttpStatusCode.Accepted, answer.StatusCode);
        var accepted = await ApiFixture.BodyAsync(answer);
        Assert.Equal(["alice", "bob", "carol"], accepted["usernames"]!.AsArray().Select(name => (string?)name));
        Assert.Equal(75, (long)accepted["estimatedCredits"]!);
    }

    [Fact]
    public async Task One_creator_can_be_searched_for_alone_and_read_back_by_name()
    {
        var answer = await _api.PostAsync("/api/v1/instagram/search", new { username = "@Alice", priority = 9, refresh = true, maxCredits = 25 });
        Assert.Equal(HttpStatusCode.Accepted, answer.StatusCode);
        var accepted = await ApiFixture.BodyAsync(answer);
        Assert.Equal("single", (string?)accepted["jobType"]);
        await _api.EndOfAsync((string)accepted["jobId"]!);

        Assert.Equal("alice", (string?)(await _api.GetAsync("/api/v1/creators/alice"))["username"]);
        Assert.Equal(1, (int)(await _api.GetAsync("/api/v1/creators/alice?version=1"))["version"]!);
        Assert.Equal(1, (int)(await _api.GetAsync("/api/v1/creators/alice/history"))["items"]![0]!["version"]!);
        Assert.Equal("alice", (string?)(await _api.GetAsync("/api/v1/creators"))["items"]![0]!["username"]);
        foreach (var url in new[] { "/api/v1/creators/alice", "/api/v1/creators/alice/history", "/api/v1/creators/never" })
            await ApiFixture.ProblemAsync(await _api.Other.GetAsync(new Uri(url, UriKind.Relative), Cancel), HttpStatusCode.NotFound, "not_found");
        Assert.Empty((await ApiFixture.BodyAsync(await _api.Other.GetAsync(new Uri("/api/v1/creators", UriKind.Relative), Cancel)))["items"]!.AsArray());
    }

    [Fact]
    public async Task A_private_account_is_listed_with_its_profile_and_says_why_it_has_no_report()
    {
        _api.Scraper.Profile = username => new ProfileRow { Id = "77", Username = username, Private = true, FollowersCount = 7 };
        await _api.RunAsync("shy");

        var listed = (await _api.GetAsync("/api/v1/creators?search=shy"))["items"]![0]!;
        Assert.Equal((true, 7), ((bool)listed["private"]!, (int)listed["followers"]!));
        var problem = await ApiFixture.ProblemAsync(
            await _api.Client.GetAsync(new Uri("/api/v1/creators/shy", UriKind.Relative), Cancel), HttpStatusCode.NotFound, "not_found");
        Assert.Contains("private", (string)problem["detail"]!, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_quote_tells_the_price_and_what_cannot_be_read_and_reserves_nothing()
    {
        await _api.RunAsync("alice");

        var answer = await _api.PostAsync("/api/v1/instagram/bulk-search/quote", new { usernames = new[] { "alice", "bob", "BOB", "not!" } });

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        var quote = await ApiFixture.BodyAsync(answer);
        Assert.Equal((30L, 1, 1, 975L, true), (
            (long)quote["totalCredits"]!, (int)quote["newCreators"]!, (int)quote["existingCreators"]!, (long)quote["available"]!,
            (bool)quote["sufficient"]!));
        Assert.Equal([("alice", false, 5L), ("bob", true, 25L)], quote["items"]!.AsArray()
            .Select(item => ((string)item!["username"]!, (bool)item["isNew"]!, (long)item["credits"]!)));
        Assert.Equal("not!", (string?)quote["invalid"]![0]!["input"]);
        Assert.Equal("bob", (string?)quote["duplicates"]![0]);
        Assert.Equal((975L, 0L, 975L), await _api.CreditsAsync());
    }

    [Fact]
    public async Task Cancelling_keeps_what_is_done_and_releases_the_rest()
    {
        _api.Scraper.Before = (request, token) =>
            request.Username == "quick" ? Task.CompletedTask : Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, token);
        var jobId = (string)(await _api.SubmitAsync("quick", "held", "stuck"))["jobId"]!;
        var status = await _api.UntilAsync(jobId, job => (int)job["completedCreators"]! == 1);
        var partial = await _api.GetAsync($"/api/v1/jobs/{jobId}/results");
        Assert.True((bool)partial["isPartial"]!);
        Assert.Equal("quick", (string?)partial["results"]!.AsArray().Single()!["username"]);

        var held = status["items"]!.AsArray().Single(item => (string?)item!["username"] == "held")!;
        Assert.Equal(HttpStatusCode.Accepted, (await _api.PostAsync($"/api/v1/jobs/{jobId}/items/{held["itemId"]}/cancel")).StatusCode);
        var cancelled = await _api.UntilAsync(jobId, job => (int)job["cancelledCreators"]! == 1);
        Assert.Null(cancelled["completedAt"]);
        Assert.Contains("ask again when it has ended", await NothingToRetryAsync(jobId), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.Accepted, (await _api.PostAsync($"/api/v1/jobs/{jobId}/cancel")).StatusCode);

        var ended = await _api.EndOfAsync(jobId);
        Assert.Equal(("cancelled", 1, 2, 25L), (
            (string?)ended["status"], (int)ended["completedCreators"]!, (int)ended["cancelledCreators"]!, (long)ended["creditsCharged"]!));
        Assert.Equal((975L, 0L, 975L), await _api.CreditsAsync());
        Assert.DoesNotContain("ask again", await NothingToRetryAsync(jobId), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Jobs_are_listed_newest_first_page_by_page()
    {
        foreach (var name in new[] { "one", "two", "three" })
            await _api.RunAsync(name);

        var first = await _api.GetAsync("/api/v1/jobs?limit=2&status=completed,failed");
        Assert.Equal(2, first["items"]!.AsArray().Count);
        var second = await _api.GetAsync($"/api/v1/jobs?limit=2&scope=team&cursor={first["nextCursor"]}");
        var third = Assert.Single(second["items"]!.AsArray());
        Assert.Null(second["nextCursor"]);
        Assert.DoesNotContain((string?)third!["jobId"], first["items"]!.AsArray().Select(job => (string?)job!["jobId"]));
        Assert.Empty((await _api.GetAsync("/api/v1/jobs?status=active"))["items"]!.AsArray());
        var foreign = await _api.Other.GetFromJsonAsync<JsonNode>(new Uri("/api/v1/jobs?scope=team", UriKind.Relative), Cancel);
        Assert.Empty(foreign!["items"]!.AsArray());
    }

    /// <summary>What it says when somebody tries again what failed in a job where nothing did.</summary>
    private async Task<string> NothingToRetryAsync(string jobId) => (string)(await ApiFixture.ProblemAsync(
        await _api.PostAsync($"/api/v1/jobs/{jobId}/retry-failed"), HttpStatusCode.BadRequest, "no_creators"))["detail"]!;
}

using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.RegularExpressions;

namespace CreatorAnalytics.Tests.Api;

/// <summary>Whatever is wrong is said as a problem, and changes nothing.</summary>
public sealed partial class ProblemTests(ApiFixture api) : IClassFixture<ApiFixture>
{
    private const string BulkSearch = "/api/v1/instagram/bulk-search";

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Sixteen_creators_are_too_many_and_both_numbers_are_named()
    {
        var problem = await ApiFixture.ProblemAsync(
            await api.BulkAsync(ApiFixture.Names(16)), HttpStatusCode.BadRequest, "too_many_creators");

        Assert.Equal((15, 16), ((int)problem["limit"]!, (int)problem["given"]!));
        Assert.Contains("15", (string)problem["detail"]!, StringComparison.Ordinal);
        Assert.Contains("16", (string)problem["detail"]!, StringComparison.Ordinal);
        await NothingReservedAsync();
        await ApiFixture.ProblemAsync(
            await api.PostAsync($"{BulkSearch}/quote", new { usernames = ApiFixture.Names(16) }), HttpStatusCode.BadRequest, "too_many_creators");
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("")]
    [InlineData("""{"usernames": []}""")]
    [InlineData("""{"usernames": " , "}""")]
    [InlineData("""{"usernames": null}""")]
    public async Task No_creators_are_refused(string body)
    {
        await ApiFixture.ProblemAsync(await SendAsync(BulkSearch, ApiFixture.Json(body)), HttpStatusCode.BadRequest, "no_creators");
        await ApiFixture.ProblemAsync(await SendAsync($"{BulkSearch}/quote", ApiFixture.Json(body)), HttpStatusCode.BadRequest, "no_creators");
    }

    [Fact]
    public async Task Every_invalid_username_is_named_with_its_reason()
    {
        var problem = await ApiFixture.ProblemAsync(
            await api.BulkAsync("fine", "not!", "https://www.instagram.com/p/C0ffee/"), HttpStatusCode.BadRequest, "invalid_usernames");

        var invalid = problem["invalid"]!.AsArray();
        Assert.Equal(["not!", "https://www.instagram.com/p/C0ffee/"], invalid.Select(entry => (string?)entry!["input"]));
        Assert.Contains("post", (string)invalid[1]!["reason"]!, StringComparison.Ordinal);
        await NothingReservedAsync();
    }

    [Fact]
    public async Task Too_few_credits_are_402_with_both_numbers()
    {
        var answer = await api.Other.PostAsync(
            new Uri(BulkSearch, UriKind.Relative), ApiFixture.Json("""{"usernames": "poor1 poor2 poor3 poor4 poor5"}"""), Cancel);

        var problem = await ApiFixture.ProblemAsync(answer, HttpStatusCode.PaymentRequired, "insufficient_credits");
        Assert.Equal((125L, 100L), ((long)problem["required"]!, (long)problem["available"]!));
        var jobs = await ApiFixture.BodyAsync(await api.Other.GetAsync(new Uri("/api/v1/jobs", UriKind.Relative), Cancel));
        Assert.Empty(jobs["items"]!.AsArray());
    }

    [Fact]
    public async Task A_price_above_what_was_allowed_is_409_with_both_numbers()
    {
        var problem = await ApiFixture.ProblemAsync(
            await api.PostAsync(BulkSearch, new { usernames = "dear1, dear2", maxCredits = 49 }), HttpStatusCode.Conflict, "price_changed");

        Assert.Equal((50L, 49L), ((long)problem["required"]!, (long)problem["maxCredits"]!));
        await NothingReservedAsync();
    }

    [Theory]
    [InlineData("11")]
    [InlineData("-1")]
    [InlineData("5.5")]
    [InlineData("99999999999")]
    [InlineData("\"high\"")]
    public async Task A_priority_that_there_is_not_is_refused(string priority) => await ApiFixture.ProblemAsync(
        await SendAsync(BulkSearch, ApiFixture.Json($$"""{"usernames": "alice", "priority": {{priority}}}""")),
        HttpStatusCode.BadRequest,
        "invalid_priority");

    [Fact]
    public async Task What_belongs_to_another_team_answers_as_what_does_not_exist()
    {
        var job = await api.SubmitAsync("private_matter");
        var (jobId, absent) = ((string)job["jobId"]!, Guid.CreateVersion7());
        var status = await api.EndOfAsync(jobId);
        var itemId = (string)status["items"]![0]!["itemId"]!;

        foreach (var (method, path) in new[]
        {
            (HttpMethod.Get, "status"), (HttpMethod.Get, "results"), (HttpMethod.Post, "cancel"), (HttpMethod.Post, "retry-failed"),
            (HttpMethod.Post, $"items/{itemId}/cancel"),
        })
        {
            var foreign = await TextOfNotFoundAsync(method, $"/api/v1/jobs/{jobId}/{path}");
            Assert.Equal(await TextOfNotFoundAsync(method, $"/api/v1/jobs/{absent}/{path}"), foreign);
        }
    }

    [Theory]
    [InlineData("GET", "/api")]
    [InlineData("GET", "/api/v1/nothing")]
    [InlineData("GET", "/api/v1/jobs/not-a-guid/status")]
    [InlineData("POST", "/api/v1/jobs/1/cancel")]
    [InlineData("GET", "/api/v2/%2e%2e/x%20y")]
    public async Task What_is_not_there_is_a_problem_also_for_browsers(string method, string url)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), new Uri(url, UriKind.Relative));
        request.Headers.Accept.ParseAdd("text/html");

        await ApiFixture.ProblemAsync(await api.Client.SendAsync(request, Cancel), HttpStatusCode.NotFound, "not_found");
    }

    // DELETE, since unpublished the framework answers to GET everywhere, for static files added while it runs.
    [Fact]
    public async Task The_wrong_method_is_a_problem_that_names_the_right_ones()
    {
        var answer = await api.Client.DeleteAsync(new Uri(BulkSearch, UriKind.Relative), Cancel);

        await ApiFixture.ProblemAsync(answer, HttpStatusCode.MethodNotAllowed, "method_not_allowed");
        Assert.Contains("POST", answer.Content.Headers.Allow);
    }

    [Theory]
    [InlineData("limit=0")]
    [InlineData("limit=101")]
    [InlineData("limit=many")]
    [InlineData("limit=99999999999999")]
    [InlineData("status=done")]
    [InlineData("status=1")]
    [InlineData("scope=all")]
    [InlineData("cursor=x")]
    [InlineData("cursor=638000000000000000-x")]
    public async Task A_list_asked_for_wrongly_is_refused(string query) => await ApiFixture.ProblemAsync(
        await api.Client.GetAsync(new Uri($"/api/v1/jobs?{query}", UriKind.Relative), Cancel), HttpStatusCode.BadRequest, "invalid_request");

    [Theory]
    [InlineData("limit=0")]
    [InlineData("cursor=x")]
    [InlineData("cursor=99999999999999999999-1")]
    [InlineData("cursor=1-x")]
    public async Task The_library_asked_for_wrongly_is_refused(string query) => await ApiFixture.ProblemAsync(
        await api.Client.GetAsync(new Uri($"/api/v1/creators?{query}", UriKind.Relative), Cancel), HttpStatusCode.BadRequest, "invalid_request");

    [Theory]
    [InlineData(null)]
    [InlineData("wrong-key-of-thirty-two-characters")]
    public async Task Without_a_working_key_everything_is_401(string? key)
    {
        using var client = api.Anonymous();
        if (key is not null)
            client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", key);

        foreach (var url in new[] { "/api/v1/jobs", "/api/v1/credits", "/api/v1/creators", "/api/v1/creators/x", $"/api/v1/jobs/{Guid.Empty}/status" })
            await ApiFixture.ProblemAsync(await client.GetAsync(new Uri(url, UriKind.Relative), Cancel), HttpStatusCode.Unauthorized, "unauthenticated");
        foreach (var url in new[] { BulkSearch, "/api/v1/instagram/search", $"{BulkSearch}/quote", $"/api/v1/jobs/{Guid.Empty}/cancel" })
            await ApiFixture.ProblemAsync(await client.PostAsync(new Uri(url, UriKind.Relative), null, Cancel), HttpStatusCode.Unauthorized, "unauthenticated");
    }

    [Theory]
    [MemberData(nameof(MalformedBodies))]
    public async Task A_malformed_body_is_a_4xx_problem(string body)
    {
        foreach (var url in new[] { BulkSearch, $"{BulkSearch}/quote", "/api/v1/instagram/search" })
            await ApiFixture.ProblemAsync(await SendAsync(url, ApiFixture.Json(body)), HttpStatusCode.BadRequest, "invalid_request");
    }

    [Theory]
    [InlineData("[]", "The body must be a JSON object.")]
    [InlineData("{\"usernames\": [\"a\"", "The body is not readable JSON: look near line 1.")]
    [InlineData("{\"usernames\": 5}", "'usernames' cannot be read.")]
    public async Task What_is_said_of_a_malformed_body_names_its_mistake(string body, string detail)
    {
        var problem = await ApiFixture.ProblemAsync(await SendAsync(BulkSearch, ApiFixture.Json(body)), HttpStatusCode.BadRequest, "invalid_request");

        Assert.StartsWith(detail, (string?)problem["detail"], StringComparison.Ordinal);
    }

    public static TheoryData<string> MalformedBodies() =>
    [
        "null", "[]", "1", "\"alice\"", "true", " ", "{", "}", "{\"usernames\": [\"a\"", "{'usernames': 'a'}", "{\"usernames\": \"a\",}",
        "{\"usernames\": 5, \"username\": 5}",
        "{\"usernames\": {\"a\": 1}, \"username\": {}}",
        "{\"usernames\": [1], \"username\": [1]}",
        "{\"usernames\": [null], \"username\": true}",
        "{\"usernames\": [[\"a\"]], \"username\": [\"a\"]}",
        "{\"usernames\": \"a\", \"username\": \"a\", \"refresh\": \"yes\"}",
        "{\"usernames\": \"a\", \"username\": \"a\", \"maxCredits\": \"5\"}",
        "{\"usernames\": \"a\", \"username\": \"a\", \"maxCredits\": 1e99}",
        "{\"usernames\": \"\\ud800\", \"username\": \"\\ud800\"}",
        new string('[', 5000),
        $"{{\"x\": {new string('[', 100)}{new string(']', 100)}}}",
    ];

    [Fact]
    public async Task Broken_utf8_is_a_problem()
    {
        using var content = new ByteArrayContent([.. "{\"usernames\": \""u8, 0xC3, 0x28, 0xFF, .. "\"}"u8]);
        content.Headers.ContentType = new MediaTypeHeaderValue("application/json");

        await ApiFixture.ProblemAsync(await SendAsync(BulkSearch, content), HttpStatusCode.BadRequest, "invalid_request");
    }

    [Theory]
    [InlineData("text/plain")]
    [InlineData("application/x-www-form-urlencoded")]
    [InlineData("application/json; charset=utf-16")]
    [InlineData("nonsense")]
    [InlineData(null)]
    public async Task A_body_of_another_type_is_415(string? type)
    {
        using var content = new ByteArrayContent(Encoding.UTF8.GetBytes("""{"usernames": "alice"}"""));
        if (type is not null)
            content.Headers.TryAddWithoutValidation("Content-Type", type);

        await ApiFixture.ProblemAsync(await SendAsync(BulkSearch, content), HttpStatusCode.UnsupportedMediaType, "unsupported_media_type");
    }

    [Fact]
    public async Task A_huge_body_is_413_and_a_large_one_is_answered_in_time()
    {
        var huge = $$"""{"usernames": "{{new string('a', 300_000)}}"}""";
        await ApiFixture.ProblemAsync(await SendAsync(BulkSearch, ApiFixture.Json(huge)), HttpStatusCode.RequestEntityTooLarge, "payload_too_large");

        var many = string.Join(",", Enumerable.Range(0, 20_000).Select(n => $"u{n}"));
        var twice = $$"""{"usernames": "{{many}},{{many}}"}""";
        Assert.InRange(twice.Length, 200_000, 256 * 1024);
        await ApiFixture.ProblemAsync(
            await SendAsync($"{BulkSearch}/quote", ApiFixture.Json(twice)).WaitAsync(TimeSpan.FromSeconds(10), TimeProvider.System, Cancel),
            HttpStatusCode.BadRequest,
            "too_many_creators");
        var bad = $$"""{"usernames": "{{string.Concat(Enumerable.Repeat("!,", 100_000))}}"}""";
        var problem = await ApiFixture.ProblemAsync(await SendAsync(BulkSearch, ApiFixture.Json(bad)), HttpStatusCode.BadRequest, "invalid_usernames");
        Assert.Equal(100, problem["invalid"]!.AsArray().Count);
        Assert.Contains("100000", (string)problem["detail"]!, StringComparison.Ordinal);
    }

    private Task<HttpResponseMessage> SendAsync(string url, HttpContent content) =>
        api.Client.PostAsync(new Uri(url, UriKind.Relative), content, Cancel);

    private async Task NothingReservedAsync() => Assert.Equal(0, (await api.CreditsAsync()).Reserved);

    /// <summary>The other team's answer, without what differs from request to request.</summary>
    private async Task<string> TextOfNotFoundAsync(HttpMethod method, string url)
    {
        using var request = new HttpRequestMessage(method, new Uri(url, UriKind.Relative));
        var answer = await api.Other.SendAsync(request, Cancel);
        await ApiFixture.ProblemAsync(answer, HttpStatusCode.NotFound, "not_found");
        return RequestIds().Replace(await answer.Content.ReadAsStringAsync(Cancel), "");
    }

    [GeneratedRegex("\"(requestId|traceId)\":\"[^\"]*\"")]
    private static partial Regex RequestIds();
}

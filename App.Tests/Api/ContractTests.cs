using System.Net.Http.Json;
using System.Text.Json.Nodes;
using CreatorAnalytics.Apify;

namespace CreatorAnalytics.Tests.Api;

/// <summary>Every operation of the OpenAPI document is driven, and each answer compared with what the document says of it.</summary>
public sealed class ContractTests : IAsyncLifetime
{
    private readonly ApiFixture _api = new(("Webhooks:AllowPrivateAddresses", "true"));
    private readonly HashSet<string> _driven = [];
    private readonly List<string> _problems = [];
    private JsonNode _document = null!;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        await _api.InitializeAsync();
        _document = await _api.GetAsync("/openapi/v1.json");
    }

    public ValueTask DisposeAsync() => _api.DisposeAsync();

    [Fact]
    public async Task Every_operation_answers_as_the_document_says()
    {
        await DriveSearchesAsync();
        await DriveUpdatesAsync();
        await DriveCreatorsAndListsAsync();
        await DriveWebhooksAsync();
        await DriveKeysAndCreditsAsync();
        await DriveExportsAsync();

        Assert.Empty(_problems);
        var described = _document["paths"]!.AsObject().SelectMany(path => path.Value!.AsObject().Select(operation => (string)operation.Value!["operationId"]!));
        Assert.Equal(described.Order(), _driven.Order());
    }

    [Theory]
    [InlineData("""{"balance": "1", "reserved": 0, "available": 1}""", "$.balance is String")]
    [InlineData("""{"balance": 1, "available": 1}""", "$.reserved is missing")]
    [InlineData("""{"balance": 1, "reserved": 0, "available": 1, "more": 1}""", "$.more is not described")]
    public void An_answer_that_is_not_as_described_would_be_noticed(string answer, string problem)
    {
        var schema = _document["components"]!["schemas"]!["CreditBalance"]!;

        Assert.StartsWith(problem, Assert.Single(new SchemaCheck(_document).Problems(JsonNode.Parse(answer), schema)), StringComparison.Ordinal);
    }

    private async Task DriveSearchesAsync()
    {
        _api.Scraper.Answer = request => request.Username == "gone" ? new ScrapeResult.Refused(ScrapeCodes.AccountUnavailable, "") : null;
        await SendAsync("quoteSearch", "POST", "/api/v1/instagram/bulk-search/quote", new { usernames = "ada, bea, not!" });
        await SendAsync("quoteSearch", "POST", "/api/v1/instagram/bulk-search/quote", new { }, expected: 400);
        await SendAsync("searchCreator", "POST", "/api/v1/instagram/search", new { username = "ada" });
        await SendAsync("searchCreator", "POST", "/api/v1/instagram/search", new { username = "zoe", maxCredits = 1 }, expected: 409);
        await SendAsync("searchCreators", "POST", "/api/v1/instagram/bulk-search", new { usernames = "not!" }, expected: 400);
        var job = await SendAsync("searchCreators", "POST", "/api/v1/instagram/bulk-search", new { usernames = "ada, gone" });
        var jobId = (string)job!["jobId"]!;
        await _api.EndOfAsync(jobId);
        var status = await SendAsync("getJobStatus", "GET", $"/api/v1/jobs/{jobId}/status");
        await SendAsync("getJobStatus", "GET", $"/api/v1/jobs/{Guid.Empty}/status", expected: 404);
        await SendAsync("getJobResults", "GET", $"/api/v1/jobs/{jobId}/results");
        await SendAsync("listJobs", "GET", "/api/v1/jobs?limit=1");
        await SendAsync("listJobs", "GET", "/api/v1/jobs?limit=0", expected: 400);
        await SendAsync("cancelJob", "POST", $"/api/v1/jobs/{jobId}/cancel");
        await SendAsync("cancelJobItem", "POST", $"/api/v1/jobs/{jobId}/items/{status!["items"]![0]!["itemId"]}/cancel");
        await SendAsync("retryFailed", "POST", $"/api/v1/jobs/{jobId}/retry-failed", new { });
    }

    private async Task DriveUpdatesAsync()
    {
        var job = await _api.RunAsync("ada");
        await SendAsync("createStreamTicket", "POST", "/api/v1/stream-tickets");
        await SendAsync("streamJobEvents", "GET", $"/api/v1/jobs/{job["jobId"]}/events");
        using (var all = await SseReader.OpenAsync(_api.Client, "/api/v1/jobs/events"))
            Assert.Equal("snapshot", (await all.NextAsync())!.Name);
        _driven.Add("streamEvents");
        await SendAsync("openJobUpdates", "GET", "/api/v1/jobs/updates", expected: 400);
    }

    private async Task DriveCreatorsAndListsAsync()
    {
        await SendAsync("listCreators", "GET", "/api/v1/creators");
        await SendAsync("getCreator", "GET", "/api/v1/creators/ada");
        await SendAsync("getCreator", "GET", "/api/v1/creators/nobody", expected: 404);
        await SendAsync("getCreatorHistory", "GET", "/api/v1/creators/ada/history");
        var comparison = await SendAsync("compareCreators", "GET", "/api/v1/comparisons?usernames=ada,nobody");
        Assert.Equal(("ada", "nobody"), ((string?)comparison!["reports"]![0]!["username"], (string?)comparison["missing"]![0]));
        await SendAsync("compareCreators", "GET", "/api/v1/comparisons", expected: 400);
        await SendAsync("createList", "POST", "/api/v1/lists", new { name = "" }, expected: 400);
        var list = $"/api/v1/lists/{(await SendAsync("createList", "POST", "/api/v1/lists", new { name = "Spring", note = "Campaign" }))!["id"]}";
        await SendAsync("listLists", "GET", "/api/v1/lists");
        await SendAsync("getList", "GET", list);
        await SendAsync("changeList", "PATCH", list, new { name = "Summer" });
        var added = await SendAsync("addListCreators", "POST", $"{list}/creators", new { usernames = "ada, nobody" });
        Assert.Equal(("ada", "nobody"), ((string?)added!["added"]![0], (string?)added["unknown"]![0]));
        await SendAsync("setListCreator", "PUT", $"{list}/creators/ada", new { status = "contacted", note = "By mail" });
        await SendAsync("setListCreator", "PUT", $"{list}/creators/ada", new { status = "loved" }, expected: 400);
        var listed = await SendAsync("listListCreators", "GET", $"{list}/creators");
        Assert.Equal(("contacted", "By mail"), ((string?)listed!["items"]![0]!["status"], (string?)listed["items"]![0]!["note"]));
        await SendAsync("getListRefresh", "GET", $"{list}/refresh");
        await SendAsync("setListRefresh", "PUT", $"{list}/refresh", new { frequency = "weekly" }, expected: 400);
        await SendAsync("setListRefresh", "PUT", $"{list}/refresh", new { creditCap = 60 }, expected: 400);
        var refresh = await SendAsync("setListRefresh", "PUT", $"{list}/refresh", new { frequency = "weekly", creditCap = 60 });
        Assert.Equal(("weekly", 60, "owner@example.com", 5), ((string?)refresh!["frequency"], (long?)refresh["creditCap"], (string?)refresh["member"], (long?)refresh["fullPrice"]));
        await SendAsync("removeListCreator", "DELETE", $"{list}/creators/ada");
        await SendAsync("deleteList", "DELETE", list);
        await SendAsync("getList", "GET", list, expected: 404);
    }

    private async Task DriveWebhooksAsync()
    {
        await SendAsync("createWebhook", "POST", "/api/v1/webhooks", new { url = "nowhere" }, expected: 400);
        var made = await SendAsync("createWebhook", "POST", "/api/v1/webhooks", new { url = "http://127.0.0.1:1/", events = new[] { "job.completed" } });
        var webhook = $"/api/v1/webhooks/{made!["webhook"]!["id"]}";
        await SendAsync("listWebhooks", "GET", "/api/v1/webhooks");
        await SendAsync("getWebhook", "GET", webhook);
        await SendAsync("changeWebhook", "PATCH", webhook, new { description = "For the CRM", enabled = false });
        await SendAsync("rotateWebhookSecret", "POST", $"{webhook}/rotate-secret");
        var test = await SendAsync("testWebhook", "POST", $"{webhook}/test");
        await SendAsync("listWebhookDeliveries", "GET", $"{webhook}/deliveries");
        await SendAsync("getWebhookDelivery", "GET", $"{webhook}/deliveries/{test!["delivery"]!["id"]}");
        await SendAsync("replayWebhookDelivery", "POST", $"{webhook}/deliveries/{test["delivery"]!["id"]}/replay");
        await SendAsync("deleteWebhook", "DELETE", webhook);
        await SendAsync("getWebhook", "GET", webhook, expected: 404);
    }

    private async Task DriveKeysAndCreditsAsync()
    {
        await SendAsync("getCredits", "GET", "/api/v1/credits");
        Assert.NotEmpty((await SendAsync("listAudit", "GET", "/api/v1/audit?kind=searched&limit=1"))!["items"]!.AsArray());
        var ledger = await SendAsync("listLedger", "GET", "/api/v1/credits/ledger?limit=2");
        Assert.Equal(2, ledger!["items"]!.AsArray().Count);
        Assert.NotEmpty((await SendAsync("listLedger", "GET", $"/api/v1/credits/ledger?kind=grant&cursor={ledger["nextCursor"]}"))!["items"]!.AsArray());
        await SendAsync("getUsage", "GET", "/api/v1/credits/usage");
        await SendAsync("getUsage", "GET", "/api/v1/credits/usage?from=0001-01-01T00:00:00Z&to=0001-01-02T00:00:00Z", expected: 400);
        var members = await SendAsync("listMembers", "GET", "/api/v1/team/members");
        Assert.Equal(("owner@example.com", "owner"), ((string?)members!["items"]![0]!["email"], (string?)members["items"]![0]!["role"]));
        await DriveTeamAsync((string)members["items"]![0]!["userId"]!);
        await SendAsync("createKey", "POST", "/api/v1/keys", new { name = "Reader", scopes = new[] { "write" } }, expected: 400);
        var key = await SendAsync("createKey", "POST", "/api/v1/keys", new { name = "Reader", scopes = new[] { "read" } });
        await SendAsync("listKeys", "GET", "/api/v1/keys");
        await SendAsync("revokeKey", "DELETE", $"/api/v1/keys/{key!["id"]}");
        await SendAsync("revokeKey", "DELETE", $"/api/v1/keys/{key["id"]}", expected: 404);
    }

    private async Task DriveTeamAsync(string owner)
    {
        Assert.Equal(owner, (string?)(await SendAsync("getTeam", "GET", "/api/v1/team"))!["userId"]);
        await SendAsync("setMemberLimit", "PUT", $"/api/v1/team/members/{owner}/limit", new { credits = 100_000 });
        await SendAsync("setMemberLimit", "PUT", $"/api/v1/team/members/{owner}/limit", new { credits = -1 }, expected: 400);
        await SendAsync("setMemberLimit", "PUT", $"/api/v1/team/members/{owner}/limit", new { }, expected: 400);
        Assert.Equal(100_000, (long?)(await _api.GetAsync("/api/v1/team/members"))["items"]![0]!["monthlyCreditLimit"]);
        await SendAsync("liftMemberLimit", "DELETE", $"/api/v1/team/members/{owner}/limit");
        Assert.Null((await _api.GetAsync("/api/v1/team/members"))["items"]![0]!["monthlyCreditLimit"]);
        await SendAsync("setMemberRole", "PUT", $"/api/v1/team/members/{owner}/role", new { role = "owner" });
        await SendAsync("setMemberRole", "PUT", $"/api/v1/team/members/{owner}/role", new { role = "admin" }, expected: 409);
        await SendAsync("setMemberRole", "PUT", $"/api/v1/team/members/{owner}/role", new { role = "king" }, expected: 400);
        await SendAsync("setMemberRole", "PUT", $"/api/v1/team/members/{Guid.Empty}/role", new { role = "admin" }, expected: 404);
        await SendAsync("removeMember", "DELETE", $"/api/v1/team/members/{owner}", expected: 409);
        await SendAsync("inviteMember", "POST", "/api/v1/team/invitations", new { email = "nobody" }, expected: 400);
        var invitation = await SendAsync("inviteMember", "POST", "/api/v1/team/invitations", new { email = "ada@example.com", role = "admin" });
        Assert.Equal("ada@example.com", (string?)(await SendAsync("listInvitations", "GET", "/api/v1/team/invitations"))!["items"]![0]!["email"]);
        await SendAsync("withdrawInvitation", "DELETE", $"/api/v1/team/invitations/{invitation!["id"]}");
        await SendAsync("withdrawInvitation", "DELETE", $"/api/v1/team/invitations/{invitation["id"]}", expected: 404);
    }

    private async Task DriveExportsAsync()
    {
        var job = await _api.RunAsync("ada");
        var list = await ApiFixture.BodyAsync(await _api.PostAsync("/api/v1/lists", new { name = "Files" }));
        foreach (var format in new[] { "csv", "xlsx", "json" })
        {
            await SendAsync("exportJobResults", "GET", $"/api/v1/exports/jobs/{job["jobId"]}?format={format}&columns=username,followers");
            await SendAsync("exportCreators", "GET", $"/api/v1/exports/creators?format={format}");
            await SendAsync("exportListCreators", "GET", $"/api/v1/exports/lists/{list["id"]}?format={format}");
            await SendAsync("exportLedger", "GET", $"/api/v1/exports/ledger?format={format}&kind=charge");
            await SendAsync("exportUsage", "GET", $"/api/v1/exports/usage?format={format}&by=member");
            await SendAsync("exportAudit", "GET", $"/api/v1/exports/audit?format={format}&kind=searched&columns=createdAt,subject");
        }

        await SendAsync("exportJobResults", "GET", $"/api/v1/exports/jobs/{Guid.Empty}", expected: 404);
        await SendAsync("exportListCreators", "GET", $"/api/v1/exports/lists/{Guid.Empty}", expected: 404);
        await SendAsync("exportLedger", "GET", "/api/v1/exports/ledger?kind=x", expected: 400);
        await SendAsync("exportUsage", "GET", "/api/v1/exports/usage?by=moon", expected: 400);
        await SendAsync("exportAudit", "GET", "/api/v1/exports/audit?kind=moon", expected: 400);
    }

    /// <summary>Sends, and compares status, type and body with the operation's description.</summary>
    /// <param name="expected">The status; any of 2xx if left out.</param>
    private async Task<JsonNode?> SendAsync(string operationId, string method, string url, object? body = null, int? expected = null)
    {
        _driven.Add(operationId);
        using var request = new HttpRequestMessage(new HttpMethod(method), new Uri(url, UriKind.Relative));
        request.Content = body is null ? null : JsonContent.Create(body);
        var answer = await _api.Client.SendAsync(request, Cancel);
        var status = (int)answer.StatusCode;
        if (expected is null ? status is < 200 or > 299 : status != expected)
            _problems.Add($"{operationId} answered {status}: {await answer.Content.ReadAsStringAsync(Cancel)}");

        var described = Operation(operationId)["responses"]![$"{status}"];
        var text = await answer.Content.ReadAsStringAsync(Cancel);
        if (described is null)
            _problems.Add($"{operationId}: {status} is not described");
        if (text.Length == 0)
            return null;
        var type = answer.Content.Headers.ContentType!.MediaType!;
        if (described?["content"]?[type]?["schema"] is not { } schema)
        {
            _problems.Add($"{operationId}: {status} with {type} is not described");
            return null;
        }

        if (!type.EndsWith("json", StringComparison.Ordinal))
            return null;
        var json = JsonNode.Parse(text);
        _problems.AddRange(new SchemaCheck(_document).Problems(json, schema).Select(problem => $"{operationId} {status}: {problem}"));
        return json;
    }

    private JsonNode Operation(string id) => _document["paths"]!.AsObject()
        .SelectMany(path => path.Value!.AsObject())
        .Single(operation => (string?)operation.Value!["operationId"] == id).Value!;
}

using System.Net.Http.Headers;
using System.Net.WebSockets;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using CreatorAnalytics.Accounts;
using Microsoft.EntityFrameworkCore;

namespace CreatorAnalytics.Tests.Api;

/// <summary>Every endpoint is tried by everybody who may not: the answer is a refusal that tells nothing, and nothing has changed.</summary>
public sealed partial class AccessTests(AccessFixture access) : IClassFixture<AccessFixture>
{
    private const ApiKeyScopes All = ApiKeyScopes.All;

    /// <summary>What differs from answer to answer, whoever asks.</summary>
    private static readonly HashSet<string> PassingHeaders = new(["X-Request-Id", "Date", "RateLimit-Remaining", "Content-Length", "Access-Control-Allow-Origin"], StringComparer.OrdinalIgnoreCase);

    private readonly ApiFixture _api = access.Api;
    private readonly Caller _owner = access.Owner;
    private readonly Dictionary<string, string> _ours = access.Ours;
    private readonly Dictionary<string, string> _theirs = access.Theirs;
    private readonly List<string> _problems = [];

    /// <summary>Ids of nothing.</summary>
    private readonly Dictionary<string, string> _absent = new()
    {
        ["jobId"] = Id(),
        ["itemId"] = Id(),
        ["listId"] = Id(),
        ["webhookId"] = Id(),
        ["deliveryId"] = Id(),
        ["keyId"] = Id(),
        ["invitationId"] = Id(),
        ["userId"] = Id(),
        ["username"] = "nobody",
    };

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public void Every_endpoint_has_a_rule_and_every_rule_an_endpoint() =>
        Assert.Equal(_api.Endpoints().Order(), AccessRules.ByEndpoint.Keys.Order());

    [Fact]
    public async Task Without_a_working_key_every_endpoint_is_the_same_401()
    {
        var now = TimeProvider.System.GetUtcNow();
        var left = await access.JoinAsync("left@example.com");
        var leftKey = await access.KeyAsync(left, All);
        await access.Database.WriteAsync((db, token) => db.Set<Membership>().Where(m => m.UserId == left.UserId).ExecuteDeleteAsync(token), Cancel);
        var keys = new Dictionary<string, string?>
        {
            ["no key"] = null,
            ["an unknown key"] = ApiKeySecret.Generate(),
            ["an expired key"] = await access.KeyAsync(_owner, All, expiresAt: now.AddSeconds(-1)),
            ["a revoked key"] = await access.KeyAsync(_owner, All, revokedAt: now),
            ["the key of somebody who left"] = leftKey,
        };

        string? known = null;
        var before = await StateAsync();
        foreach (var (endpoint, _) in AccessRules.ByEndpoint)
        {
            foreach (var (whose, key) in keys)
            {
                var answer = await TryAsync(endpoint, _ours, key);
                known ??= answer.Text;
                Expect(answer.Status == 401 && answer.Text == known, $"{endpoint} with {whose}", answer);
            }
        }

        Assert.True(_problems.Count == 0, string.Join("\n\n", _problems));
        Assert.Equal(before, await StateAsync());
    }

    [Fact]
    public async Task A_key_without_the_scope_is_refused_before_anything_is_looked_up()
    {
        var reader = await access.KeyAsync(_owner, ApiKeyScopes.Read);
        var without = new Dictionary<string, string>
        {
            ["read"] = await access.KeyAsync(_owner, All & ~ApiKeyScopes.Read),
            ["search"] = await access.KeyAsync(_owner, All & ~ApiKeyScopes.Search),
            ["admin"] = await access.KeyAsync(_owner, All & ~ApiKeyScopes.Admin),
        };

        var before = await StateAsync();
        foreach (var (endpoint, rule) in AccessRules.ByEndpoint)
        {
            foreach (var key in rule.Scope == "read" ? [without["read"]] : rule.Scope.Split(' ').Select(scope => without[scope]).Append(reader))
            {
                var answer = await TryAsync(endpoint, _ours, key);
                Expect(answer.Status == 403 && answer.Code == "insufficient_scope", $"{endpoint} without {rule.Scope}", answer);
                Expect(answer.Text == (await TryAsync(endpoint, _absent, key)).Text, $"{endpoint} without {rule.Scope}: absent is told from ours", answer);
            }
        }

        Assert.True(_problems.Count == 0, string.Join("\n\n", _problems));
        Assert.Equal(before, await StateAsync());
    }

    [Fact]
    public async Task What_is_another_teams_answers_word_for_word_as_what_does_not_exist()
    {
        var before = await StateAsync();
        foreach (var (endpoint, _) in AccessRules.ByEndpoint)
        {
            var names = Names(endpoint);
            var foreign = await TryAsync(endpoint, _ours, OtherKey);
            ExpectNothingOfOurs(endpoint, foreign, _ours);
            if (names.Count == 0)
                continue;
            Expect(foreign.Status == 404 && foreign.Code == "not_found", $"{endpoint} of another team", foreign);
            Expect(foreign.Text == (await TryAsync(endpoint, _absent, OtherKey)).Text, $"{endpoint}: foreign is told from absent", foreign);

            // A thing of ours under something of theirs, and the other way round.
            foreach (var name in names.Count > 1 ? names : [])
            {
                var mixed = new Dictionary<string, string>(_theirs) { [name] = _ours[name] };
                var nowhere = new Dictionary<string, string>(_theirs) { [name] = _absent[name] };
                var answer = await TryAsync(endpoint, mixed, OtherKey);
                Expect(answer.Status == 404, $"{endpoint} with our {name}", answer);
                Expect(answer.Text == (await TryAsync(endpoint, nowhere, OtherKey)).Text, $"{endpoint} with our {name}: told from absent", answer);
            }
        }

        Assert.True(_problems.Count == 0, string.Join("\n\n", _problems));
        Assert.Equal(before, await StateAsync());
    }

    [Theory]
    [InlineData("/api/v1/credits/ledger?jobId={jobId}")]
    [InlineData("/api/v1/jobs?scope=team&cursor=638000000000000000-{jobId}")]
    [InlineData("/api/v1/creators?search={username}")]
    [InlineData("/api/v1/lists/{listId}/creators?limit=1")]
    public async Task An_id_of_another_team_in_a_query_finds_nothing(string url)
    {
        var foreign = await SendAsync("GET", Fill(url, _ours), null, OtherKey);

        Assert.Equal((await SendAsync("GET", Fill(url, _absent), null, OtherKey)).Text, foreign.Text);
        Assert.DoesNotContain("wanda", foreign.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_socket_opens_for_no_job_of_another_team_and_subscribes_to_none()
    {
        await Assert.ThrowsAnyAsync<Exception>(() => _api.OpenSocketAsync($"/api/v1/jobs/updates?jobId={_theirs["jobId"]}"));

        using var socket = await _api.OpenSocketAsync("/api/v1/jobs/updates");
        Assert.Equal("snapshot", (string?)(await ReceiveAsync(socket))["type"]);
        async Task<string> AskAsync(string jobId)
        {
            var wish = System.Text.Encoding.UTF8.GetBytes($$"""{"type": "subscribe", "jobId": "{{jobId}}"}""");
            await socket.SendAsync(wish, WebSocketMessageType.Text, endOfMessage: true, Cancel);
            return (await ReceiveAsync(socket)).ToJsonString().Replace(jobId, "", StringComparison.Ordinal);
        }

        Assert.Equal(await AskAsync(_absent["jobId"]), await AskAsync(_theirs["jobId"]));
    }

    [Fact]
    public async Task A_member_sees_their_own_and_what_the_team_shares_and_manages_nothing()
    {
        var member = await access.JoinAsync("member@example.com");
        var theirs = await access.KeyAsync(member, All);

        var before = await StateAsync();
        foreach (var (endpoint, rule) in AccessRules.ByEndpoint.Where(rule => rule.Value.Members is not ForMembers.All))
        {
            var answer = await TryAsync(endpoint, _ours, theirs);
            var absent = await TryAsync(endpoint, _absent, theirs);
            if (rule.Members is ForMembers.Nothing)
                Expect(answer.Status == 403 && answer.Code == "forbidden" && answer.Text == absent.Text, $"{endpoint} by a member", answer);
            else if (Names(endpoint).Count > 0)
                Expect(answer.Status == 404 && answer.Text == absent.Text, $"{endpoint} by a member", answer);
            ExpectNothingOfOurs(endpoint, answer, Own(_ours));
        }

        Assert.Equal(before, await StateAsync());
        foreach (var (endpoint, _) in AccessRules.ByEndpoint.Where(rule => rule.Value.Members is ForMembers.All && rule.Key[0] == 'G'))
        {
            var answer = await TryAsync(endpoint, _ours, theirs);
            Expect(answer.Status == 200, $"{endpoint}, which members share", answer);
        }

        Assert.True(_problems.Count == 0, string.Join("\n\n", _problems));
    }

    [Fact]
    public async Task A_key_makes_none_that_may_more_or_longer_than_itself()
    {
        var narrow = await access.KeyAsync(_owner, ApiKeyScopes.Admin | ApiKeyScopes.Read);
        Assert.Equal("invalid_key", (await SendAsync("POST", "/api/v1/keys", """{"name": "x", "scopes": ["search"]}""", narrow)).Code);

        var ends = TimeProvider.System.GetUtcNow().AddDays(1);
        var brief = await access.KeyAsync(_owner, All, expiresAt: ends);
        Assert.Equal("invalid_key", (await SendAsync("POST", "/api/v1/keys", """{"name": "x", "scopes": ["read"]}""", brief)).Code);
        Assert.Equal("invalid_key", (await SendAsync("POST", "/api/v1/keys", $$"""{"name": "x", "scopes": ["read"], "expiresAt": "{{ends.AddSeconds(1):O}}"}""", brief)).Code);
        Assert.Equal(201, (await SendAsync("POST", "/api/v1/keys", $$"""{"name": "x", "scopes": ["read"], "expiresAt": "{{ends.AddSeconds(-1):O}}"}""", brief)).Status);
    }

    private static string Id() => Guid.CreateVersion7().ToString();

    private static string OtherKey => ApiFixture.OtherKey;

    /// <summary>What in the answer is nobody else's business.</summary>
    private static Dictionary<string, string> Own(Dictionary<string, string> things) =>
        things.Where(thing => thing.Key is "jobId" or "itemId" or "webhookId" or "deliveryId" or "keyId" or "invitationId").ToDictionary();

    private static List<string> Names(string endpoint) => [.. Parameters().Matches(endpoint).Select(match => match.Groups[1].Value)];

    private static string Fill(string url, Dictionary<string, string> values) => Parameters().Replace(url, match => values[match.Groups[1].Value]);

    private Task<Answer> TryAsync(string endpoint, Dictionary<string, string> values, string? key)
    {
        var (method, path) = endpoint.Split(' ') is [var first, var second] ? (first, second) : throw new ArgumentException(endpoint, nameof(endpoint));
        var rule = AccessRules.ByEndpoint[endpoint];
        return SendAsync(method, Fill(path, values) + rule.Query, rule.Body, key);
    }

    private async Task<Answer> SendAsync(string method, string url, string? body, string? key)
    {
        using var client = _api.Anonymous();
        using var request = new HttpRequestMessage(new HttpMethod(method), new Uri(url, UriKind.Relative));
        if (key is not null)
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", key);
        if (body is not null)
            request.Content = ApiFixture.Json(body);
        using var answer = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, Cancel);

        // A stream's first event holds all it shows at once.
        var text = answer.Content.Headers.ContentType?.MediaType == "text/event-stream"
            ? await FirstEventAsync(answer)
            : await answer.Content.ReadAsStringAsync(Cancel);
        var headers = answer.Headers.Concat(answer.Content.Headers)
            .Where(header => !PassingHeaders.Contains(header.Key))
            .Select(header => $"{header.Key}: {string.Join(", ", header.Value)}").Order();
        return new Answer((int)answer.StatusCode, RequestIds().Replace($"{string.Join('\n', headers)}\n\n{text}", ""));
    }

    private static async Task<string> FirstEventAsync(HttpResponseMessage answer)
    {
        using var lines = new StreamReader(await answer.Content.ReadAsStreamAsync(Cancel));
        var text = "";
        while (await lines.ReadLineAsync(Cancel) is { Length: > 0 } line)
            text += line;
        return text;
    }

    private static async Task<JsonNode> ReceiveAsync(WebSocket socket)
    {
        var buffer = new byte[16 * 1024];
        var received = await socket.ReceiveAsync(buffer.AsMemory(), Cancel);
        return JsonNode.Parse(buffer.AsSpan(0, received.Count))!;
    }

    private void Expect(bool so, string what, Answer answer)
    {
        if (!so)
            _problems.Add($"{what} → {answer.Status} {answer.Text}");
    }

    /// <summary>But what the address itself held.</summary>
    private void ExpectNothingOfOurs(string endpoint, Answer answer, Dictionary<string, string> ours)
    {
        foreach (var (name, value) in ours.Where(thing => !endpoint.Contains($"{{{thing.Key}}}", StringComparison.Ordinal)))
            Expect(!answer.Text.Contains(value, StringComparison.OrdinalIgnoreCase), $"{endpoint} tells our {name}", answer);
    }

    /// <summary>All that the owner sees; what only counts uses or attempts is left out.</summary>
    private async Task<string> StateAsync()
    {
        string[] urls =
        [
            $"/api/v1/jobs/{_ours["jobId"]}/status", "/api/v1/jobs?scope=team", "/api/v1/creators", "/api/v1/lists", $"/api/v1/lists/{_ours["listId"]}/creators",
            "/api/v1/webhooks", $"/api/v1/webhooks/{_ours["webhookId"]}/deliveries", "/api/v1/credits", "/api/v1/credits/ledger", "/api/v1/team/members",
            "/api/v1/team/invitations",
        ];
        var state = "";
        foreach (var url in urls)
            state += Passing().Replace((await _api.GetAsync(url)).ToJsonString(), "");
        var revoked = (await _api.GetAsync("/api/v1/keys"))["items"]!.AsArray().Where(key => (string?)key!["id"] == _ours["keyId"]).Select(key => (string?)key!["revokedAt"]);
        return state + revoked.Single();
    }

    [GeneratedRegex(@"\{(\w+)\}")]
    private static partial Regex Parameters();

    [GeneratedRegex("\"(requestId|traceId)\":\"[^\"]*\"")]
    private static partial Regex RequestIds();

    [GeneratedRegex("\"(attempts|nextAttemptAt|failingSince|statusCode)\":(\"[^\"]*\"|\\w+)|\"error\":(\"[^\"]*\"|null)")]
    private static partial Regex Passing();

    private sealed record Answer(int Status, string Text)
    {
        public string? Code => Regex.Match(Text, "\"code\":\"(\\w+)\"") is { Success: true } match ? match.Groups[1].Value : null;
    }
}

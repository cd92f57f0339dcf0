using System.Net;
using System.Net.WebSockets;
using System.Text;
using System.Text.Json.Nodes;
using CreatorAnalytics.Accounts;
using CreatorAnalytics.Storage;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace CreatorAnalytics.Tests.Api;

/// <summary>Job updates by server-sent events and by WebSocket.</summary>
public sealed class StreamTests : IAsyncLifetime
{
    private readonly ApiFixture _api = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public ValueTask InitializeAsync() => _api.InitializeAsync();

    public ValueTask DisposeAsync() => _api.DisposeAsync();

    [Fact]
    public async Task A_jobs_stream_begins_with_a_snapshot_and_closes_after_the_last_event()
    {
        var gate = Hold();
        var jobId = (string)(await _api.SubmitAsync("ada", "bea"))["jobId"]!;
        using var stream = await SseReader.OpenAsync(_api.Client, $"/api/v1/jobs/{jobId}/events");

        var snapshot = (await stream.NextAsync())!;
        Assert.Equal(("snapshot", "snapshot", jobId), (snapshot.Name, (string?)snapshot.Data["type"], (string?)snapshot.Data["jobId"]));
        Assert.Equal(2, snapshot.Data["job"]!["items"]!.AsArray().Count);
        gate.SetResult();
        var events = await stream.ToEndAsync();

        Assert.Equal(Enumerable.Range(1, events.Count).Select(n => snapshot.Id + n), events.Select(e => e.Id));
        Assert.All(events, e => Assert.Equal(("message", "event", e.Id), (e.Name, (string?)e.Data["type"], (long)e.Data["seq"]!)));
        Assert.Equal("job.ended", (string?)events[^1].Data["kind"]);
        Assert.Equal("completed", (string?)events[^1].Data["job"]!["status"]);
    }

    [Fact]
    public async Task A_stream_that_is_cut_and_resumed_again_and_again_brings_every_event_exactly_once()
    {
        var jobId = (string)(await _api.SubmitAsync(ApiFixture.Names(15)))["jobId"]!;
        List<SseEvent> got = [];
        var cuts = 0;
        while (got.Count == 0 || (string?)got[^1].Data["kind"] != "job.ended")
        {
            using var stream = await SseReader.OpenAsync(_api.Client, $"/api/v1/jobs/{jobId}/events", got.Count == 0 ? 0 : got[^1].Id);
            for (var taken = 0; taken < 1 + (cuts % 2) && await stream.NextAsync() is { } next; taken++)
                got.Add(next);
            cuts++;
        }

        Assert.True(cuts >= 50, $"{cuts} cuts");
        Assert.Equal(Enumerable.Range(1, got.Count).Select(n => (long)n), got.Select(e => e.Id));
        Assert.Equal((long)(await _api.EndOfAsync(jobId))["seq"]!, got[^1].Id);
    }

    [Fact]
    public async Task Resuming_an_ended_job_is_an_empty_stream_that_closes()
    {
        var job = await _api.RunAsync("ada");
        using var resumed = await SseReader.OpenAsync(_api.Client, $"/api/v1/jobs/{job["jobId"]}/events", (long)job["seq"]!);
        Assert.Empty(await resumed.ToEndAsync());
        using var beyond = await SseReader.OpenAsync(_api.Client, $"/api/v1/jobs/{job["jobId"]}/events", long.MaxValue);
        Assert.Empty(await beyond.ToEndAsync());
        using var anew = await SseReader.OpenAsync(_api.Client, $"/api/v1/jobs/{job["jobId"]}/events");
        Assert.Equal("snapshot", Assert.Single(await anew.ToEndAsync()).Name);
    }

    [Fact]
    public async Task The_stream_of_all_jobs_numbers_the_events_of_several_without_gaps()
    {
        using var stream = await SseReader.OpenAsync(_api.Client, "/api/v1/jobs/events");
        var snapshot = (await stream.NextAsync())!;
        Assert.Empty(snapshot.Data["jobs"]!.AsArray());
        await Task.WhenAll(Enumerable.Range(0, 4).Select(n => _api.SubmitAsync($"ada{n}", $"bea{n}")));

        List<SseEvent> got = [];
        while (got.Count(e => (string?)e.Data["kind"] == "job.ended") < 4)
            got.Add((await stream.NextAsync())!);

        Assert.Equal(Enumerable.Range(1, got.Count).Select(n => snapshot.Id + n), got.Select(e => e.Id));
        Assert.All(got.GroupBy(e => (string)e.Data["jobId"]!), job =>
            Assert.Equal(Enumerable.Range(1, job.Count()).Select(n => (long)n), job.Select(e => (long)e.Data["seq"]!)));
    }

    [Fact]
    public async Task Another_teams_job_has_no_stream()
    {
        var job = await _api.RunAsync("ada");
        await ApiFixture.ProblemAsync(
            await _api.Other.GetAsync(new Uri($"/api/v1/jobs/{job["jobId"]}/events", UriKind.Relative), Cancel), HttpStatusCode.NotFound, "not_found");
    }

    [Theory]
    [InlineData("x")]
    [InlineData("-1")]
    [InlineData("1.5")]
    public async Task A_last_event_id_that_is_no_number_is_refused(string id)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri("/api/v1/jobs/events", UriKind.Relative));
        request.Headers.Add("Last-Event-ID", id);
        await ApiFixture.ProblemAsync(await _api.Client.SendAsync(request, Cancel), HttpStatusCode.BadRequest, "invalid_request");
    }

    [Fact]
    public async Task A_ticket_opens_one_stream_once()
    {
        var job = await _api.RunAsync("ada");
        var ticket = (string)(await ApiFixture.BodyAsync(await _api.PostAsync("/api/v1/stream-tickets")))["ticket"]!;
        using var browser = _api.Anonymous();
        var url = $"/api/v1/jobs/{job["jobId"]}/events?ticket={ticket}";

        using (var stream = await SseReader.OpenAsync(browser, url))
            Assert.Single(await stream.ToEndAsync());

        await ApiFixture.ProblemAsync(await browser.GetAsync(new Uri(url, UriKind.Relative), Cancel), HttpStatusCode.Unauthorized, "unauthenticated");
        var other = (string)(await ApiFixture.BodyAsync(await _api.PostAsync("/api/v1/stream-tickets")))["ticket"]!;
        await ApiFixture.ProblemAsync(
            await browser.GetAsync(new Uri($"/api/v1/credits?ticket={other}", UriKind.Relative), Cancel), HttpStatusCode.Unauthorized, "unauthenticated");
    }

    [Fact]
    public async Task Pages_of_other_sites_may_read_what_a_ticket_opens_and_nothing_else()
    {
        var job = await _api.RunAsync("ada");
        var ticket = (string)(await ApiFixture.BodyAsync(await _api.PostAsync("/api/v1/stream-tickets")))["ticket"]!;
        using var browser = _api.Anonymous();

        // The second time it is refused, which the page must be able to read too.
        foreach (var status in new[] { HttpStatusCode.OK, HttpStatusCode.Unauthorized })
        {
            var answer = await browser.GetAsync(new Uri($"/api/v1/jobs/{job["jobId"]}/events?ticket={ticket}", UriKind.Relative), Cancel);
            Assert.Equal((status, "*"), (answer.StatusCode, answer.Headers.GetValues("Access-Control-Allow-Origin").Single()));
        }

        var other = await _api.Client.GetAsync(new Uri("/api/v1/credits", UriKind.Relative), Cancel);
        Assert.False(other.Headers.Contains("Access-Control-Allow-Origin"));
    }

    [Fact]
    public async Task Revoking_the_key_cuts_what_it_opened()
    {
        using var stream = await SseReader.OpenAsync(_api.Client, "/api/v1/jobs/events");
        Assert.Equal("snapshot", (await stream.NextAsync())!.Name);
        var key = await _api.Services.GetRequiredService<Database>().ReadAsync(
            db => db.Set<ApiKey>().OrderBy(k => k.CreatedAt).FirstAsync(Cancel), Cancel);

        Assert.True(await _api.Services.GetRequiredService<ApiKeys>().RevokeAsync(new Caller(key.UserId, key.TeamId, TeamRole.Owner), key.Id, Cancel));

        Assert.Null(await stream.NextAsync());
    }

    [Fact]
    public async Task A_key_that_another_process_revokes_loses_what_it_opened_and_no_other_does()
    {
        using var revoked = await SseReader.OpenAsync(_api.Client, "/api/v1/jobs/events");
        using var second = await SseReader.OpenAsync(_api.Client, "/api/v1/jobs/events");
        using var other = await SseReader.OpenAsync(_api.Other, "/api/v1/jobs/events");
        foreach (var stream in new[] { revoked, second, other })
            Assert.Equal("snapshot", (await stream.NextAsync())!.Name);
        var hash = ApiKeySecret.Hash(ApiFixture.Key);
        await _api.Services.GetRequiredService<Database>().WriteAsync(
            (db, token) => db.Set<ApiKey>().Where(key => key.KeyHash == hash).ExecuteUpdateAsync(
                set => set.SetProperty(key => key.RevokedAt, DateTimeOffset.UnixEpoch), token),
            Cancel);

        await _api.Services.GetRequiredService<CreatorAnalytics.Api.OpenAccess>().LookAsync(Cancel);

        Assert.Null(await revoked.NextAsync());
        Assert.Null(await second.NextAsync());
        await _api.Other.PostAsync(new Uri("/api/v1/instagram/search", UriKind.Relative), ApiFixture.Json("""{"username": "ada"}"""), Cancel);
        Assert.Equal("job.created", (string?)(await other.NextAsync())!.Data["kind"]);
    }

    [Fact]
    public async Task A_socket_brings_the_same_and_follows_further_jobs_on_request()
    {
        var gate = Hold();
        var first = (string)(await _api.SubmitAsync("ada"))["jobId"]!;
        var second = (string)(await _api.SubmitAsync("bea"))["jobId"]!;
        using var socket = await _api.OpenSocketAsync($"/api/v1/jobs/updates?jobId={first}");

        var snapshot = await ReadAsync(socket);
        Assert.Equal(("snapshot", first), ((string?)snapshot!["type"], (string?)snapshot["jobId"]));
        foreach (var rubbish in new[] { "rubbish", """{"type":"\ud800","jobId":"x"}""", $$"""{"type":"\ud800","jobId":"{{second}}"}""", new string('[', 4000) })
        {
            await SendAsync(socket, rubbish);
            Assert.Equal("error", (string?)(await AnswerAsync(socket))["type"]);
        }

        await SendAsync(socket, $$"""{"type":"subscribe","jobId":"{{Guid.NewGuid()}}"}""");
        Assert.Equal("error", (string?)(await AnswerAsync(socket))["type"]);
        await SendAsync(socket, $$"""{"type":"subscribe","jobId":"{{second}}"}""");
        var added = await AnswerAsync(socket);
        Assert.Equal(("snapshot", second), ((string?)added["type"], (string?)added["jobId"]));
        gate.SetResult();

        List<JsonNode> events = [];
        while (await ReadAsync(socket) is { } next)
            events.Add(next);
        Assert.Equal(new[] { first, second }.Order(), events.Where(e => (string?)e["kind"] == "job.ended").Select(e => (string)e["jobId"]!).Order());
        Assert.Equal(WebSocketCloseStatus.NormalClosure, socket.CloseStatus);
    }

    [Fact]
    public async Task A_job_that_is_unsubscribed_is_heard_of_no_more()
    {
        var gate = Hold();
        var first = (string)(await _api.SubmitAsync("ada"))["jobId"]!;
        var second = (string)(await _api.SubmitAsync("bea"))["jobId"]!;
        using var socket = await _api.OpenSocketAsync($"/api/v1/jobs/updates?jobId={first}");
        await ReadAsync(socket);
        await SendAsync(socket, $$"""{"type":"subscribe","jobId":"{{second}}"}""");
        Assert.Equal("snapshot", (string?)(await AnswerAsync(socket))["type"]);
        await SendAsync(socket, $$"""{"type":"unsubscribe","jobId":"{{first}}"}""");

        // The answer to a message shows that those before it were heard.
        await SendAsync(socket, "{}");
        Assert.Equal("error", (string?)(await AnswerAsync(socket))["type"]);
        gate.SetResult();

        while (await ReadAsync(socket) is { } next)
            Assert.Equal(second, (string?)next["jobId"]);
    }

    [Fact]
    public async Task Plain_http_at_the_sockets_address_says_what_to_do() => await ApiFixture.ProblemAsync(
        await _api.Client.GetAsync(new Uri("/api/v1/jobs/updates", UriKind.Relative), Cancel), HttpStatusCode.BadRequest, "invalid_request");

    private TaskCompletionSource Hold()
    {
        var gate = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _api.Scraper.Before = (_, token) => gate.Task.WaitAsync(token);
        return gate;
    }

    private static Task SendAsync(WebSocket socket, string text) =>
        socket.SendAsync(Encoding.UTF8.GetBytes(text), WebSocketMessageType.Text, endOfMessage: true, Cancel);

    /// <summary>The next message that is no event: jobs that are held still tell that they have begun.</summary>
    private static async Task<JsonNode> AnswerAsync(WebSocket socket)
    {
        while (true)
        {
            var next = (await ReadAsync(socket))!;
            if ((string?)next["type"] != "event")
                return next;
        }
    }

    /// <summary>The next message; null when the server closed.</summary>
    private static async Task<JsonNode?> ReadAsync(WebSocket socket)
    {
        var buffer = new byte[256 * 1024];
        var length = 0;
        while (true)
        {
            var received = await socket.ReceiveAsync(buffer.AsMemory(length), Cancel);
            length += received.Count;
            if (received.MessageType is WebSocketMessageType.Close)
                return null;
            if (received.EndOfMessage)
                return JsonNode.Parse(buffer.AsSpan(0, length));
        }
    }
}

using System.Net;
using System.Net.Http.Json;
using CreatorAnalytics.Api;
using CreatorAnalytics.Credits;
using CreatorAnalytics.Storage;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace CreatorAnalytics.Tests.Api;

/// <summary>Requests with an Idempotency-Key can be sent again.</summary>
public sealed class IdempotencyTests : IAsyncLifetime
{
    private const string BulkSearch = "/api/v1/instagram/bulk-search";
    private readonly ApiFixture _api = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public ValueTask InitializeAsync() => _api.InitializeAsync();

    public ValueTask DisposeAsync() => _api.DisposeAsync();

    [Fact]
    public async Task Twenty_at_once_make_one_job_one_reservation_and_get_twenty_equal_answers()
    {
        Hold();

        var answers = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => SendAsync("key-1", new { usernames = "ada, bea" })));

        Assert.All(answers, answer => Assert.Equal(HttpStatusCode.Accepted, answer.StatusCode));
        var bodies = await Task.WhenAll(answers.Select(answer => answer.Content.ReadAsStringAsync(Cancel)));
        Assert.Single(bodies.Distinct());
        Assert.Single(answers.Select(answer => answer.Headers.Location!.ToString()).Distinct());
        Assert.Single(answers.Select(answer => (
            answer.Headers.GetValues("X-Credits-Charged").Single(), answer.Headers.GetValues("X-Credits-Remaining").Single())).Distinct());
        Assert.Equal(19, answers.Count(answer => answer.Headers.Contains("Idempotency-Replayed")));
        Assert.Single((await _api.GetAsync("/api/v1/jobs"))["items"]!.AsArray());
        Assert.Equal(1, await ReservationsAsync());
        Assert.Equal((1000L, 50L, 950L), await _api.CreditsAsync());
    }

    [Fact]
    public async Task The_same_key_with_another_body_or_at_another_address_is_refused()
    {
        await SendAsync("key-2", new { usernames = "ada" });

        await ApiFixture.ProblemAsync(
            await SendAsync("key-2", new { usernames = "bea" }), HttpStatusCode.UnprocessableEntity, "idempotency_key_reused");
        await ApiFixture.ProblemAsync(
            await SendAsync("key-2", new { usernames = "ada" }, "/api/v1/instagram/search"), HttpStatusCode.UnprocessableEntity, "idempotency_key_reused");
    }

    [Fact]
    public async Task A_refusal_is_not_kept_and_the_key_works_once_the_reason_is_gone()
    {
        var body = new { usernames = "ada", maxCredits = 5 };
        await ApiFixture.ProblemAsync(await SendAsync("key-3", body), HttpStatusCode.Conflict, "price_changed");
        await _api.RunAsync("ada");

        Assert.Equal(HttpStatusCode.Accepted, (await SendAsync("key-3", body)).StatusCode);
    }

    [Fact]
    public async Task Another_team_may_use_the_same_key()
    {
        await SendAsync("key-4", new { usernames = "ada" });
        using var request = Request("key-4", new { usernames = "bea" }, BulkSearch);

        Assert.Equal(HttpStatusCode.Accepted, (await _api.Other.SendAsync(request, Cancel)).StatusCode);
    }

    [Fact]
    public async Task Whoever_takes_over_after_a_crash_finds_the_job_that_was_made()
    {
        Hold();
        var first = await ApiFixture.BodyAsync(await SendAsync("key-5", new { usernames = "ada" }));

        await DieBeforeTheAnswerAsync();
        var second = await ApiFixture.BodyAsync(await SendAsync("key-5", new { usernames = "ada" }));

        Assert.Equal((string?)first["jobId"], (string?)second["jobId"]);
        Assert.Equal(1, await ReservationsAsync());
    }

    [Fact]
    public async Task A_retry_of_what_failed_takes_a_key_too()
    {
        _api.Scraper.Answer = _ => new CreatorAnalytics.Apify.ScrapeResult.Refused(CreatorAnalytics.Apify.ScrapeCodes.AccountUnavailable, "");
        var job = await _api.RunAsync("ada");
        var url = $"/api/v1/jobs/{job["jobId"]}/retry-failed";

        var first = await ApiFixture.BodyAsync(await SendAsync("key-6", new { }, url));
        var second = await ApiFixture.BodyAsync(await SendAsync("key-6", new { }, url));

        Assert.Equal((string?)first["jobId"], (string?)second["jobId"]);
        Assert.NotEqual((string?)job["jobId"], (string?)second["jobId"]);
    }

    [Fact]
    public async Task A_retry_is_refused_while_another_runs_unless_it_comes_with_the_key_of_that()
    {
        _api.Scraper.Answer = _ => new CreatorAnalytics.Apify.ScrapeResult.Refused(CreatorAnalytics.Apify.ScrapeCodes.AccountUnavailable, "");
        var url = $"/api/v1/jobs/{(await _api.RunAsync("ada"))["jobId"]}/retry-failed";
        Hold();
        var first = await ApiFixture.BodyAsync(await SendAsync("key-10", new { }, url));

        foreach (var again in new[] { await _api.PostAsync(url), await SendAsync("key-11", new { }, url) })
        {
            var problem = await ApiFixture.ProblemAsync(again, HttpStatusCode.Conflict, "already_retrying");
            Assert.Equal((string?)first["jobId"], (string?)problem["jobId"]);
            Assert.Contains($"already, by job {first["jobId"]}", (string)problem["detail"]!, StringComparison.Ordinal);
        }

        Assert.Equal((string?)first["jobId"], (string?)(await ApiFixture.BodyAsync(await SendAsync("key-10", new { }, url)))["jobId"]);
        await DieBeforeTheAnswerAsync();
        Assert.Equal((string?)first["jobId"], (string?)(await ApiFixture.BodyAsync(await SendAsync("key-10", new { }, url)))["jobId"]);
        Assert.Equal(2, await ReservationsAsync());
    }

    [Fact]
    public async Task After_a_crash_a_key_is_made_once_and_the_one_that_nobody_was_told_does_not_work()
    {
        var body = new { name = "Dashboard", scopes = new[] { "read" } };
        var first = await ApiFixture.BodyAsync(await SendAsync("key-7", body, "/api/v1/keys"));
        Assert.Equal((string?)first["key"], (string?)(await ApiFixture.BodyAsync(await SendAsync("key-7", body, "/api/v1/keys")))["key"]);

        await DieBeforeTheAnswerAsync();
        var second = await ApiFixture.BodyAsync(await SendAsync("key-7", body, "/api/v1/keys"));

        Assert.Equal((string?)first["id"], (string?)second["id"]);
        Assert.Single((await _api.GetAsync("/api/v1/keys"))["items"]!.AsArray(), key => (string?)key!["name"] == "Dashboard");
        Assert.Equal((HttpStatusCode.Unauthorized, HttpStatusCode.OK), (await StatusWithAsync((string)first["key"]!), await StatusWithAsync((string)second["key"]!)));
    }

    [Fact]
    public async Task After_a_crash_somebody_is_invited_once_and_the_link_that_nobody_was_told_opens_nothing()
    {
        var body = new { email = "ada@example.com" };
        var first = await ApiFixture.BodyAsync(await SendAsync("key-9", body, "/api/v1/team/invitations"));
        Assert.Equal((string?)first["link"], (string?)(await ApiFixture.BodyAsync(await SendAsync("key-9", body, "/api/v1/team/invitations")))["link"]);

        await DieBeforeTheAnswerAsync();
        var second = await ApiFixture.BodyAsync(await SendAsync("key-9", body, "/api/v1/team/invitations"));

        Assert.Equal((string?)first["id"], (string?)second["id"]);
        Assert.Single((await _api.GetAsync("/api/v1/team/invitations"))["items"]!.AsArray());
        using var guest = _api.Anonymous();
        Assert.Contains("cannot be used", await guest.GetStringAsync(new Uri((string)first["link"]!), Cancel), StringComparison.Ordinal);
        Assert.DoesNotContain("cannot be used", await guest.GetStringAsync(new Uri((string)second["link"]!), Cancel), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Every_POST_that_makes_something_new_takes_a_key()
    {
        var document = await _api.GetAsync("/openapi/v1.json");

        var without = document["paths"]!.AsObject()
            .Where(path => path.Value!["post"] is { } post && post["parameters"]?.AsArray().Any(parameter => (string?)parameter!["name"] == Idempotency.Header) is not true)
            .Select(path => path.Key);

        // These make nothing: sent twice they do what they do once.
        Assert.Equal(
            [
                "/api/v1/instagram/bulk-search/quote", "/api/v1/jobs/{jobId}/cancel", "/api/v1/jobs/{jobId}/items/{itemId}/cancel",
                "/api/v1/lists/{listId}/creators", "/api/v1/webhooks/{webhookId}/deliveries/{deliveryId}/replay",
            ],
            without.Order());
    }

    [Fact]
    public async Task A_ticket_is_the_same_for_the_same_key()
    {
        var first = await ApiFixture.BodyAsync(await SendAsync("key-8", new { }, "/api/v1/stream-tickets"));
        var second = await ApiFixture.BodyAsync(await SendAsync("key-8", new { }, "/api/v1/stream-tickets"));

        Assert.Equal((string?)first["ticket"], (string?)second["ticket"]);
    }

    [Theory]
    [InlineData("two\tparts")]
    [InlineData("ä")]
    public async Task A_key_that_is_none_is_refused(string key)
    {
        using var request = Request("x", new { usernames = "ada" }, BulkSearch);
        request.Headers.Remove("Idempotency-Key");
        request.Headers.TryAddWithoutValidation("Idempotency-Key", key);

        await ApiFixture.ProblemAsync(await _api.Client.SendAsync(request, Cancel), HttpStatusCode.BadRequest, "invalid_request");
    }

    /// <summary>As it would be had the process died between the work and its answer.</summary>
    private Task DieBeforeTheAnswerAsync() => _api.Services.GetRequiredService<Database>().WriteAsync(
        (db, token) => db.Set<IdempotentRequest>().ExecuteUpdateAsync(
            set => set.SetProperty(r => r.Answer, (string?)null).SetProperty(r => r.LeaseUntil, DateTimeOffset.UnixEpoch), token),
        Cancel);

    private async Task<HttpStatusCode> StatusWithAsync(string key)
    {
        using var client = _api.Anonymous();
        client.DefaultRequestHeaders.Authorization = new System.Net.Http.Headers.AuthenticationHeaderValue("Bearer", key);
        return (await client.GetAsync(new Uri("/api/v1/credits", UriKind.Relative), Cancel)).StatusCode;
    }

    private void Hold() => _api.Scraper.Before = (_, token) => Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, token);

    private async Task<HttpResponseMessage> SendAsync(string key, object body, string url = BulkSearch)
    {
        using var request = Request(key, body, url);
        return await _api.Client.SendAsync(request, Cancel);
    }

    private static HttpRequestMessage Request(string key, object body, string url) => new(HttpMethod.Post, new Uri(url, UriKind.Relative))
    {
        Content = JsonContent.Create(body),
        Headers = { { "Idempotency-Key", key } },
    };

    private Task<int> ReservationsAsync() => _api.Services.GetRequiredService<Database>().ReadAsync(
        db => db.Set<LedgerEntry>().CountAsync(entry => entry.Kind == LedgerKind.Reserve, Cancel), Cancel);
}

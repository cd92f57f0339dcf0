using System.Text.Json.Nodes;
using CreatorAnalytics.Accounts;
using CreatorAnalytics.Apify;
using CreatorAnalytics.Jobs;
using CreatorAnalytics.Notifications.Webhooks;
using CreatorAnalytics.Storage;
using CreatorAnalytics.Tests.Support;
using Microsoft.AspNetCore.Http;

namespace CreatorAnalytics.Tests.Notifications.Webhooks;

/// <summary>What happens is told to other systems, whatever state they are in.</summary>
[Trait("Category", TestDatabase.Category)]
public sealed class WebhookTests : IAsyncLifetime
{
    private WebhookFixture _fixture = null!;
    private Caller _caller = null!;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private EngineFixture Engine => _fixture.Engine;

    private Receiver Receiver => _fixture.Receiver;

    public async ValueTask InitializeAsync()
    {
        _fixture = await WebhookFixture.StartAsync();
        _caller = await Engine.NewTeamAsync(credits: 1000);
    }

    public ValueTask DisposeAsync() => _fixture.DisposeAsync();

    [Fact]
    public async Task A_search_tells_of_each_creator_and_of_its_end_signed_and_numbered()
    {
        var (webhook, secret) = await _fixture.AddAsync(_caller);
        Engine.Scraper.Answer = request => request.Username == "missing" ? new ScrapeResult.Refused(ScrapeCodes.HandleNotFound, "") : null;
        var job = await Engine.SubmitAsync(_caller, "ada", "missing");
        await Engine.WorkAllAsync();

        await _fixture.SendDueAsync();

        var bodies = Receiver.Got.Select(got => JsonNode.Parse(got.Body)!).ToList();
        Assert.Equal(["item.completed", "item.failed", "job.completed"], bodies.Select(body => (string)body["type"]!).Order());
        Assert.All(bodies, body => Assert.Equal(job.JobId, (Guid)body["data"]!["jobId"]!));
        Assert.Equal(3, bodies.Select(body => (long)body["data"]!["seq"]!).Distinct().Count());
        Assert.Equal("ada", (string?)bodies.Single(body => (string?)body["type"] == "item.completed")["data"]!["item"]!["username"]);
        Assert.Equal("handle_not_found", (string?)bodies.Single(body => (string?)body["type"] == "item.failed")["data"]!["item"]!["error"]!["code"]);
        Assert.Equal("completed", (string?)bodies.Single(body => (string?)body["type"] == "job.completed")["data"]!["job"]!["status"]);
        Assert.All(Receiver.Got, got => AssertSigned(got, secret));
        Assert.All(await _fixture.DeliveriesAsync(_caller, webhook.Id), delivery => Assert.Equal(WebhookDeliveryStatus.Delivered, delivery.Status));
    }

    [Fact]
    public async Task A_receiver_that_fails_hangs_redirects_and_comes_back_gets_everything_once()
    {
        var (webhook, secret) = await _fixture.AddAsync(_caller, WebhookEvents.ItemCompleted);
        await Engine.SubmitAsync(_caller, "ada", "bea", "cleo");
        await Engine.WorkAllAsync();
        List<Received> delivered = [];

        Receiver.Answer = http => Reply(http, 500);
        await _fixture.SendDueAsync();
        Engine.Time.Advance(TimeSpan.FromSeconds(40));
        await HangAsync();
        Engine.Time.Advance(TimeSpan.FromMinutes(6));
        Receiver.Answer = http =>
        {
            http.Response.Headers.Location = $"{Receiver.Url}/private";
            return Reply(http, 307);
        };
        await _fixture.SendDueAsync();
        Receiver.Answer = _ => Task.CompletedTask;
        Receiver.Got.Clear();
        Engine.Time.Advance(TimeSpan.FromMinutes(35));
        await _fixture.SendDueAsync();
        delivered.AddRange(Receiver.Got);
        Engine.Time.Advance(TimeSpan.FromDays(2));
        await _fixture.SendDueAsync();

        Assert.Equal(3, Receiver.Got.Count);
        Assert.Equal(3, delivered.Select(got => got.Id).Distinct().Count());
        Assert.DoesNotContain(Receiver.Got, got => got.Path == "/private");
        Assert.All(delivered, got => AssertSigned(got, secret));
        var deliveries = await _fixture.DeliveriesAsync(_caller, webhook.Id);
        Assert.All(deliveries, delivery => Assert.Equal((WebhookDeliveryStatus.Delivered, 4), (delivery.Status, delivery.Attempts)));
        var attempts = (await _fixture.Log.FindAsync(_caller, webhook.Id, deliveries[0].Id, Cancel))!.Attempts;
        Assert.Equal([500, null, 307, 200], attempts.Select(attempt => attempt.StatusCode));
        Assert.Contains("did not answer within 15 s", attempts[1].Error, StringComparison.Ordinal);
        Assert.Contains("not followed", attempts[2].Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task After_the_last_retry_a_delivery_has_failed_and_can_be_replayed_under_the_same_id()
    {
        var (webhook, _) = await _fixture.AddAsync(_caller, WebhookEvents.JobCompleted);
        await Engine.SubmitAsync(_caller, "ada");
        await Engine.WorkAllAsync();
        Receiver.Answer = http => Reply(http, 503);

        List<double> waits = [];
        for (var n = 0; n < 7; n++)
        {
            await _fixture.SendDueAsync();
            var waiting = (await _fixture.DeliveriesAsync(_caller, webhook.Id)).Single();
            if (waiting.NextAttemptAt is not { } next)
                break;
            waits.Add((next - Engine.Time.GetUtcNow()).TotalSeconds);
            Engine.Time.SetUtcNow(next);
        }

        Assert.All(waits.Zip([30, 300, 1800, 7200, 28800, 86400]), pair => Assert.InRange(pair.First / pair.Second, 0.9, 1.1));
        Assert.Equal(6, waits.Count);
        var failed = (await _fixture.DeliveriesAsync(_caller, webhook.Id)).Single();
        Assert.Equal((WebhookDeliveryStatus.Failed, 7), (failed.Status, failed.Attempts));

        Receiver.Answer = _ => Task.CompletedTask;
        Assert.True(await _fixture.Log.ReplayAsync(_caller, webhook.Id, failed.Id, Cancel));
        await _fixture.SendDueAsync();

        Assert.Equal(WebhookDeliveryStatus.Delivered, (await _fixture.DeliveriesAsync(_caller, webhook.Id)).Single().Status);
        Assert.Single(Receiver.Got.Select(got => got.Id).Distinct());
        Assert.Null((await _fixture.Webhooks.FindAsync(_caller, webhook.Id, Cancel))!.FailingSince);
    }

    [Fact]
    public async Task An_endpoint_that_fails_for_days_is_disabled_with_the_reason_and_gets_what_waits_when_switched_on()
    {
        var (webhook, _) = await _fixture.AddAsync(_caller, WebhookEvents.JobCompleted);
        Receiver.Answer = http => Reply(http, 500);
        for (var day = 0; day < 7; day++)
        {
            await Engine.SubmitAsync(_caller, $"ada{day}");
            await Engine.WorkAllAsync();
            await _fixture.SendDueAsync();
            Engine.Time.Advance(TimeSpan.FromDays(1));
        }

        var disabled = (await _fixture.Webhooks.FindAsync(_caller, webhook.Id, Cancel))!;
        Assert.False(disabled.Enabled);
        Assert.Contains("5 days", disabled.DisabledReason, StringComparison.Ordinal);
        var waiting = (await _fixture.DeliveriesAsync(_caller, webhook.Id)).Count(d => d.Status is WebhookDeliveryStatus.Pending);
        Assert.NotEqual(0, waiting);

        Receiver.Answer = _ => Task.CompletedTask;
        Receiver.Got.Clear();
        await _fixture.SendDueAsync();
        Assert.Empty(Receiver.Got);
        await _fixture.Webhooks.ChangeAsync(_caller, webhook.Id, new WebhookWish(Enabled: true), Cancel);
        await _fixture.SendDueAsync();
        Assert.Equal(waiting, Receiver.Got.Count);
    }

    [Fact]
    public async Task A_receiver_that_is_gone_is_disabled_at_once()
    {
        var (webhook, _) = await _fixture.AddAsync(_caller, WebhookEvents.JobCompleted);
        await _fixture.Log.SendTestAsync(_caller, webhook.Id, Cancel);
        Receiver.Answer = http => Reply(http, 410);

        await _fixture.SendDueAsync();

        Assert.False((await _fixture.Webhooks.FindAsync(_caller, webhook.Id, Cancel))!.Enabled);
    }

    [Fact]
    public async Task A_new_secret_signs_beside_the_old_one_for_a_day()
    {
        var (webhook, old) = await _fixture.AddAsync(_caller);
        var fresh = Assert.IsType<WebhookChange.Done>(await _fixture.Webhooks.RotateSecretAsync(_caller, webhook.Id, Cancel)).Secret!;

        await _fixture.Log.SendTestAsync(_caller, webhook.Id, Cancel);
        await _fixture.SendDueAsync();
        Engine.Time.Advance(TimeSpan.FromHours(25));
        await _fixture.Log.SendTestAsync(_caller, webhook.Id, Cancel);
        await _fixture.SendDueAsync();

        var (during, after) = (Receiver.Got.First(), Receiver.Got.Last());
        AssertSigned(during, old);
        AssertSigned(during, fresh);
        AssertSigned(after, fresh);
        Assert.Single(after.Signature.Split(' '));
    }

    [Fact]
    public async Task A_rotation_that_is_asked_for_again_after_a_crash_keeps_the_secret_that_receivers_know()
    {
        var (webhook, known) = await _fixture.AddAsync(_caller);
        var rotation = Guid.CreateVersion7();
        await _fixture.Webhooks.RotateSecretAsync(_caller, webhook.Id, Cancel, rotation);
        var told = Assert.IsType<WebhookChange.Done>(await _fixture.Webhooks.RotateSecretAsync(_caller, webhook.Id, Cancel, rotation)).Secret!;

        await _fixture.Log.SendTestAsync(_caller, webhook.Id, Cancel);
        await _fixture.SendDueAsync();

        AssertSigned(Receiver.Got.Single(), known);
        AssertSigned(Receiver.Got.Single(), told);
    }

    [Fact]
    public async Task Falling_below_the_line_is_told_once()
    {
        var poor = await Engine.NewTeamAsync(credits: 100);
        await _fixture.AddAsync(poor, WebhookEvents.CreditsLow);
        foreach (var names in new[] { new[] { "ada", "bea" }, ["cleo", "dora"] })
            await Engine.SubmitAsync(poor, names);

        await _fixture.SendDueAsync();

        var told = JsonNode.Parse(Assert.Single(Receiver.Got).Body)!;
        Assert.Equal(("credits.low", 0L, 20L), ((string?)told["type"], (long)told["data"]!["available"]!, (long)told["data"]!["threshold"]!));
    }

    [Fact]
    public async Task A_change_that_is_rolled_back_is_never_told_and_other_teams_hear_nothing()
    {
        var other = await Engine.NewTeamAsync(credits: 100);
        var (mine, _) = await _fixture.AddAsync(_caller);
        var (theirs, _) = await _fixture.AddAsync(other);
        await Engine.SubmitAsync(_caller, "ada");
        var claim = Assert.Single(await Engine.ClaimAsync());

        await Assert.ThrowsAsync<InvalidOperationException>(() => Engine.Get<JobWrites>().RunAsync<bool>(
            async (transaction, token) =>
            {
                var item = await ItemEnding.FindAsync(transaction, claim.ItemId, token);
                await Engine.Get<ItemEnding>().EndUndeliveredAsync(transaction, item, JobStatus.Failed, ItemErrors.InternalError, token);
                await Engine.Get<IJobOutbox>().WriteAsync(transaction.Db, transaction.Events, token);
                throw new InvalidOperationException("Rolled back.");
            },
            Cancel));
        Assert.Empty(await _fixture.DeliveriesAsync(_caller, mine.Id));

        await Engine.WorkAsync(claim);
        Assert.Equal(2, (await _fixture.DeliveriesAsync(_caller, mine.Id)).Count);
        Assert.Empty(await _fixture.DeliveriesAsync(other, theirs.Id));
        Assert.Empty(await _fixture.DeliveriesAsync(other, mine.Id));
        Assert.Null(await _fixture.Webhooks.FindAsync(other, mine.Id, Cancel));
        Assert.False(await _fixture.Webhooks.DeleteAsync(other, mine.Id, Cancel));
        Assert.True(await _fixture.Webhooks.DeleteAsync(_caller, mine.Id, Cancel));
    }

    [Fact]
    public async Task One_receiver_that_hangs_holds_up_no_other()
    {
        var other = await Engine.NewTeamAsync(credits: 100);
        var (hanging, _) = await _fixture.AddAsync(_caller);
        var (quick, _) = await _fixture.AddAsync(other);
        var reached = new TaskCompletionSource();
        Receiver.Answer = async http =>
        {
            if ((await ReadIdAsync(http)) == quick.Id)
                reached.TrySetResult();
            else
                await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, http.RequestAborted);
        };
        for (var n = 0; n < 100; n++)
            await _fixture.Log.SendTestAsync(_caller, hanging.Id, Cancel);
        await _fixture.Log.SendTestAsync(other, quick.Id, Cancel);

        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
        await Engine.Get<WebhookDispatcher>().StartAsync(stop.Token);
        Engine.Get<Readiness>().SetReady();

        await reached.Task.WaitAsync(TimeSpan.FromSeconds(30), Cancel);
        await Engine.Get<WebhookDispatcher>().StopAsync(Cancel);
        Assert.Equal(100, (await _fixture.Log.ListAsync(_caller, hanging.Id, WebhookDeliveryStatus.Pending, null, 200, Cancel)).Count);

        Task<Guid> ReadIdAsync(HttpContext http) => Task.FromResult(
            (Guid)JsonNode.Parse(Receiver.Got.Single(got => got.Id == http.Request.Headers["webhook-id"]).Body)!["data"]!["webhookId"]!);
    }

    private static void AssertSigned(Received got, string secret) => Assert.Contains(
        WebhookSignature.Of([secret], got.Id, DateTimeOffset.FromUnixTimeSeconds(long.Parse(got.Timestamp, System.Globalization.CultureInfo.InvariantCulture)), got.Body),
        got.Signature.Split(' '));

    private static Task Reply(HttpContext http, int status)
    {
        http.Response.StatusCode = status;
        return http.Response.WriteAsync("no", Cancel);
    }

    /// <summary>Sends while the receiver does not answer, until the sender's patience is over.</summary>
    private async Task HangAsync()
    {
        var arrived = new SemaphoreSlim(0);
        Receiver.Answer = http =>
        {
            arrived.Release();
            return Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, http.RequestAborted);
        };
        var sending = _fixture.SendDueAsync();
        for (var n = 0; n < 3; n++)
            await arrived.WaitAsync(TimeSpan.FromSeconds(30), Cancel);
        Engine.Time.Advance(TimeSpan.FromSeconds(16));
        await sending.WaitAsync(TimeSpan.FromSeconds(30), Cancel);
    }
}

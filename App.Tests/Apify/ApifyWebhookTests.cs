using System.Text;
using System.Text.Json;
using CreatorAnalytics.Apify;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Options;

namespace CreatorAnalytics.Tests.Apify;

public sealed class ApifyWebhookTests
{
    private readonly RunSignals _signals = new();
    private readonly ApifyWebhook _webhook;

    public ApifyWebhookTests() => _webhook = New("token", _signals);

    [Fact]
    public async Task A_call_wakes_the_watcher_of_its_run_and_of_no_other()
    {
        var (mine, other) = (_signals.NextAsync("run1"), _signals.NextAsync("run2"));
        Assert.Equal(200, await CallAsync(Secret(_webhook), Body("run1")));
        Assert.True(mine.IsCompletedSuccessfully);
        Assert.False(other.IsCompleted);
    }

    [Fact]
    public async Task A_call_again_or_about_a_run_that_nobody_knows_does_nothing()
    {
        var watched = _signals.NextAsync("run1");
        _signals.Forget("run1");
        Assert.Equal(200, await CallAsync(Secret(_webhook), Body("run1")));
        Assert.Equal(200, await CallAsync(Secret(_webhook), Body("forged")));
        Assert.False(watched.IsCompleted);
    }

    [Theory]
    [InlineData("")]
    [InlineData("wrong")]
    public async Task Without_the_secret_nothing_is_taken(string secret)
    {
        var watched = _signals.NextAsync("run1");
        Assert.Equal(401, await CallAsync(secret, Body("run1")));
        Assert.False(watched.IsCompleted);
    }

    [Theory]
    [InlineData("")]
    [InlineData("no json")]
    [InlineData("""{"eventType":"TEST","eventData":null}""")]
    [InlineData("""{"eventData":{"actorRunId":""}}""")]
    public async Task A_call_that_names_no_run_is_refused(string body) =>
        Assert.Equal(400, await CallAsync(Secret(_webhook), body));

    [Fact]
    public async Task A_call_that_is_far_too_long_is_refused() =>
        Assert.Equal(413, await CallAsync(Secret(_webhook), new string(' ', 300_000)));

    [Fact]
    public void The_secret_is_the_same_in_every_process_with_the_token_and_does_not_show_it()
    {
        Assert.Equal(Secret(_webhook), Secret(New("token", new RunSignals())));
        Assert.NotEqual(Secret(_webhook), Secret(New("another", new RunSignals())));
        Assert.DoesNotContain("token", Secret(_webhook), StringComparison.Ordinal);
    }

    [Fact]
    public void A_start_asks_to_be_told_of_every_end()
    {
        var start = new RunStart([], 60, 1024, 1.5, _webhook.ForStart()).ToQuery();
        Assert.StartsWith("timeout=60&memory=1024&maxTotalChargeUsd=1.5&webhooks=", start, StringComparison.Ordinal);
        using var json = JsonDocument.Parse(Convert.FromBase64String(Uri.UnescapeDataString(start.Split("webhooks=")[1])));
        var webhook = json.RootElement[0];
        Assert.Equal("https://creators.example/webhooks/apify", webhook.GetProperty("requestUrl").GetString());
        Assert.Equal(4, webhook.GetProperty("eventTypes").GetArrayLength());
    }

    [Fact]
    public void Without_a_public_address_there_is_none() =>
        Assert.Null(new ApifyWebhook(Platform("t"), Options.Create(new ApifyOptions()), _signals).ForStart());

    private static ApifyWebhook New(string token, RunSignals signals) =>
        new(Platform(token), Options.Create(new ApifyOptions { PublicUrl = "https://creators.example/" }), signals);

    private static ApifyPlatform Platform(string token) => new("apify", token, TimeScale: 1, () => new Uri("http://apify.test/"));

    private static string Secret(ApifyWebhook webhook) =>
        JsonDocument.Parse(webhook.ForStart()!.HeadersTemplate).RootElement.GetProperty(ApifyWebhook.SecretHeader).GetString()!;

    private static string Body(string runId) =>
        $$$"""{"userId":"u","eventType":"ACTOR.RUN.SUCCEEDED","eventData":{"actorRunId":"{{{runId}}}"},"resource":{"id":"{{{runId}}}"}}""";

    private async Task<int> CallAsync(string secret, string body)
    {
        var context = new DefaultHttpContext();
        context.Request.Headers[ApifyWebhook.SecretHeader] = secret;
        context.Request.Body = new MemoryStream(Encoding.UTF8.GetBytes(body));
        return ((IStatusCodeHttpResult)await _webhook.TakeAsync(context.Request)).StatusCode ?? 0;
    }
}

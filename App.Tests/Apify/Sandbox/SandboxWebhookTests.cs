using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using System.Threading.Channels;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;

namespace CreatorAnalytics.Tests.Apify.Sandbox;

public sealed class SandboxWebhookTests
{
    [Fact]
    public async Task A_runs_end_is_told_with_its_headers_and_again_after_a_refusal()
    {
        await using var listener = await Listener.StartAsync(500, 200);
        await using var sandbox = await SandboxClient.StartAsync();
        var webhooks = AdHoc(new JsonObject
        {
            ["eventTypes"] = new JsonArray("ACTOR.RUN.SUCCEEDED", "ACTOR.RUN.FAILED"),
            ["requestUrl"] = listener.Address,
            ["headersTemplate"] = """{"X-Secret": "s3cret", "Host": "elsewhere"}""",
        });

        var run = await sandbox.CallAsync(SandboxClient.Profiles, SandboxClient.Names("mila"), $"webhooks={webhooks}");
        var (refused, _) = await listener.NextAsync();
        var (headers, body) = await listener.NextAsync();

        Assert.Equal(refused["X-Apify-Webhook-Dispatch-Id"], headers["X-Apify-Webhook-Dispatch-Id"]);
        Assert.Equal(("yo", "WEBHOOK", "s3cret", "application/json"), (headers["X-Apify-Webhook"], headers["X-Apify-Request-Origin"], headers["X-Secret"], headers["Content-Type"]));
        Assert.NotEqual("elsewhere", headers["Host"]);
        Assert.Equal("ACTOR.RUN.SUCCEEDED", body["eventType"]!.ToString());
        Assert.Equal(run["id"]!.ToString(), body["eventData"]!["actorRunId"]!.ToString());
        Assert.Equal(("SUCCEEDED", run["defaultDatasetId"]!.ToString()), (body["resource"]!["status"]!.ToString(), body["resource"]!["defaultDatasetId"]!.ToString()));
    }

    [Fact]
    public async Task A_payload_template_is_filled_with_values()
    {
        await using var listener = await Listener.StartAsync(200);
        await using var sandbox = await SandboxClient.StartAsync();
        var webhooks = AdHoc(new JsonObject
        {
            ["eventTypes"] = new JsonArray("ACTOR.RUN.FAILED"),
            ["requestUrl"] = listener.Address,
            ["payloadTemplate"] = """{"run": {{resource.id}}, "text": "{{eventType}}", "all": {{eventData}}}""",
        });

        var run = await sandbox.CallAsync(SandboxClient.Profiles, SandboxClient.Names("failing_x"), $"webhooks={webhooks}");
        var (_, body) = await listener.NextAsync();

        Assert.Equal((run["id"]!.ToString(), "{{eventType}}"), (body["run"]!.ToString(), body["text"]!.ToString()));
        Assert.Equal("dSCLg0C3YEZ83HzYX", body["all"]!["actorId"]!.ToString());
    }

    [Fact]
    public async Task A_kept_webhook_is_made_once_tested_and_its_dispatches_are_listed()
    {
        await using var listener = await Listener.StartAsync(200);
        await using var sandbox = await SandboxClient.StartAsync();
        var definition = new JsonObject
        {
            ["eventTypes"] = new JsonArray("ACTOR.RUN.ABORTED"),
            ["condition"] = new JsonObject { ["actorId"] = SandboxClient.Profiles },
            ["requestUrl"] = listener.Address,
            ["idempotencyKey"] = "once",
        };

        var id = (await sandbox.PostAsync("/v2/webhooks", definition))["data"]!["id"]!.ToString();
        Assert.Equal(id, (await sandbox.PostAsync("/v2/webhooks", definition, 200))["data"]!["id"]!.ToString());
        var test = (await sandbox.PostAsync($"/v2/webhooks/{id}/test"))["data"]!;
        var (_, body) = await listener.NextAsync();

        Assert.Equal(("TEST", null), (body["eventType"]!.ToString(), body["eventData"]));
        Assert.Equal(test["id"]!.ToString(), (await sandbox.GetAsync($"/v2/webhooks/{id}/dispatches"))["data"]!["items"]![0]!["id"]!.ToString());
    }

    [Theory]
    [InlineData("""{"eventTypes":["NOPE"],"requestUrl":"http://localhost:1/","condition":{"actorRunId":"x"}}""")]
    [InlineData("""{"eventTypes":["TEST"],"requestUrl":"nowhere","condition":{"actorRunId":"x"}}""")]
    [InlineData("""{"eventTypes":["TEST"],"requestUrl":"http://localhost:1/"}""")]
    [InlineData("""{"eventTypes":["TEST"],"requestUrl":"http://localhost:1/","condition":{"actorRunId":"x"},"payloadTemplate":"{{secret}}"}""")]
    public async Task A_webhook_that_cannot_work_is_refused(string definition)
    {
        await using var sandbox = await SandboxClient.StartAsync();

        Assert.Equal("schema-validation", await sandbox.FaultAsync(HttpMethod.Post, "/v2/webhooks", 400, SandboxClient.Json(Encoding.UTF8.GetBytes(definition))));
    }

    [Fact]
    public async Task Nothing_is_delivered_to_other_machines()
    {
        await using var sandbox = await SandboxClient.StartAsync();
        var webhook = (await sandbox.PostAsync("/v2/webhooks", new JsonObject
        {
            ["eventTypes"] = new JsonArray("TEST"),
            ["condition"] = new JsonObject { ["actorRunId"] = "x" },
            ["requestUrl"] = "https://example.com/",
        }))["data"]!;

        var dispatch = (await sandbox.PostAsync($"/v2/webhooks/{webhook["id"]}/test"))["data"]!;
        JsonNode seen;
        do
            seen = (await sandbox.GetAsync($"/v2/webhook-dispatches/{dispatch["id"]}"))["data"]!;
        while (seen["status"]!.ToString() == "ACTIVE");

        Assert.Equal("FAILED", seen["status"]!.ToString());
        Assert.Null(Assert.Single(seen["calls"]!.AsArray())!["responseStatus"]);
    }

    private static string AdHoc(JsonObject webhook) =>
        Uri.EscapeDataString(Convert.ToBase64String(Encoding.UTF8.GetBytes(new JsonArray(webhook).ToJsonString())));

    /// <summary>A server that keeps what it is sent and answers with the given statuses, the last one for ever.</summary>
    private sealed class Listener(WebApplication app, Channel<(Dictionary<string, string>, JsonNode)> received) : IAsyncDisposable
    {
        public string Address => $"{app.Urls.First()}/hook";

        public static async Task<Listener> StartAsync(params int[] statuses)
        {
            var received = Channel.CreateUnbounded<(Dictionary<string, string>, JsonNode)>();
            var answers = new Queue<int>(statuses);
            var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
            builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
            var app = builder.Build();
            app.Run(async context =>
            {
                var body = await JsonNode.ParseAsync(context.Request.Body, cancellationToken: context.RequestAborted);
                context.Response.StatusCode = answers.Count > 1 ? answers.Dequeue() : answers.Peek();
                received.Writer.TryWrite((context.Request.Headers.ToDictionary(header => header.Key, header => header.Value.ToString()), body!));
            });
            await app.StartAsync(TestContext.Current.CancellationToken);
            return new Listener(app, received);
        }

        public async Task<(Dictionary<string, string> Headers, JsonNode Body)> NextAsync() =>
            await received.Reader.ReadAsync(TestContext.Current.CancellationToken);

        public ValueTask DisposeAsync() => app.DisposeAsync();
    }
}

using System.Collections.Concurrent;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace CreatorAnalytics.Tests.Analysis.Chat;

/// <summary>A server on this machine that speaks OpenAI's chat completions and answers as told.</summary>
internal sealed class ChatEndpoint : IAsyncDisposable
{
    /// <summary>What a model that does as it is asked writes.</summary>
    public const string Good = """
        {"summary": "Bakes sourdough at home and shows every step.", "category": "Baking",
         "brandSafety": [{"kind": "alcohol", "post": 2, "note": "Names a mill's beer."}, {"kind": "politics", "post": 0, "note": "Takes sides in an election."}]}
        """;

    private readonly ConcurrentQueue<Request> _requests = new();
    private readonly WebApplication _app;

    private ChatEndpoint()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        _app = builder.Build();
        _app.Run(async context =>
        {
            var body = await JsonNode.ParseAsync(context.Request.Body, cancellationToken: context.RequestAborted);
            _requests.Enqueue(new Request(context.Request.Path, context.Request.Headers.Authorization.ToString(), body!));
            await Answer(context, body!);
        });
    }

    /// <summary>How it answers from now on.</summary>
    public Func<HttpContext, JsonNode, Task> Answer { get; set; } = Says(Good);

    /// <summary>What it was asked.</summary>
    public IReadOnlyList<Request> Requests => [.. _requests];

    public string Address => $"{_app.Urls.Single()}/v1";

    public static async Task<ChatEndpoint> StartAsync()
    {
        var endpoint = new ChatEndpoint();
        await endpoint._app.StartAsync(TestContext.Current.CancellationToken);
        return endpoint;
    }

    /// <summary>Answers with what a model wrote.</summary>
    public static Func<HttpContext, JsonNode, Task> Says(string? content, string finish = "stop", string? refusal = null) => (context, _) =>
        context.Response.WriteAsJsonAsync(new
        {
            id = "chatcmpl-1",
            @object = "chat.completion",
            created = 1_775_000_000,
            model = "small-1-2026-01-01",
            choices = new[] { new { index = 0, message = new { role = "assistant", content, refusal }, finish_reason = finish } },
            usage = new { prompt_tokens = 1_200, completion_tokens = 150, total_tokens = 1_350 },
        });

    /// <summary>Answers with a status and a body of any kind.</summary>
    public static Func<HttpContext, JsonNode, Task> Sends(int status, string body) => (context, _) =>
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = "application/json";
        return context.Response.WriteAsync(body);
    };

    /// <summary>Does not answer until whoever asked has gone, and then tells <paramref name="gone"/>.</summary>
    public static Func<HttpContext, JsonNode, Task> KeepsSilent(TaskCompletionSource? gone = null) => async (context, _) =>
    {
        var left = new TaskCompletionSource();
        await using var registration = context.RequestAborted.Register(left.SetResult);
        await left.Task;
        gone?.TrySetResult();
    };

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    internal sealed record Request(string Path, string Authorization, JsonNode Body)
    {
        public IReadOnlyList<(string Role, string Text)> Messages =>
            [.. Body["messages"]!.AsArray().Select(message => ((string)message!["role"]!, TextOf(message["content"]!)))];

        /// <summary>The document with what was scraped.</summary>
        public JsonNode Data => JsonNode.Parse(Messages[1].Text)!;

        private static string TextOf(JsonNode content) =>
            content.GetValueKind() is JsonValueKind.String ? (string)content! : string.Concat(content.AsArray().Select(part => (string)part!["text"]!));
    }
}

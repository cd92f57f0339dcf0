using System.ClientModel;
using System.ClientModel.Primitives;
using Microsoft.Extensions.AI;
using OpenAI;
using OpenAI.Chat;

namespace CreatorAnalytics.Analysis.Chat;

/// <summary>How the chat model is reached.</summary>
internal static class ChatConnection
{
    public const string HttpClientName = "chat";

    /// <summary>An assessment is two kilobytes; whoever sends much more does not mean us well.</summary>
    private const int MostAnswerBytes = 256 * 1024;

    private static readonly TimeSpan ConnectionLifetime = TimeSpan.FromMinutes(5);

    /// <summary>One request a question: trying again, and for how long, is decided by <see cref="Assessor"/>.</summary>
    public static IChatClient Open(HttpClient http, ChatModelOptions settings) =>
        new ChatClient(
            settings.Model,
            new ApiKeyCredential(settings.ApiKey is { Length: > 0 } key ? key : "none"),
            new OpenAIClientOptions
            {
                Endpoint = new Uri(settings.Endpoint!),
                Transport = new HttpClientPipelineTransport(http),
                RetryPolicy = new ClientRetryPolicy(maxRetries: 0),
                NetworkTimeout = Timeout.InfiniteTimeSpan,
            }).AsIChatClient();

    public static void AddHttpClient(IServiceCollection services) =>
        services.AddHttpClient(HttpClientName, client => client.Timeout = Timeout.InfiniteTimeSpan)
            .ConfigurePrimaryHttpMessageHandler(() => new SocketsHttpHandler
            {
                // The key is for the address that was set, and for no other.
                AllowAutoRedirect = false,
                UseCookies = false,
                PooledConnectionLifetime = ConnectionLifetime,
            })
            .AddHttpMessageHandler(() => new SizeLimit())
            .SetHandlerLifetime(Timeout.InfiniteTimeSpan)
            .RemoveAllLoggers();

    private sealed class SizeLimit : DelegatingHandler
    {
        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            var response = await base.SendAsync(request, cancellationToken);
            await response.Content.LoadIntoBufferAsync(MostAnswerBytes, cancellationToken);
            return response;
        }
    }
}

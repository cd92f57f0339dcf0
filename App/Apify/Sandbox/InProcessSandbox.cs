using Microsoft.Extensions.Options;

namespace CreatorAnalytics.Apify.Sandbox;

/// <summary>
/// The sandbox inside the application, when it is chosen: started before any other hosted service starts, so that whoever talks to
/// Apify finds its address ready, and stopped after all others.
/// </summary>
public sealed class InProcessSandbox(
    SandboxChoice choice, IOptions<SandboxOptions> options, TimeProvider time, ILogger<SandboxServer> logger) : IHostedLifecycleService, IAsyncDisposable
{
    private SandboxServer? _server;

    /// <summary>Whether the application talks to the sandbox instead of to Apify.</summary>
    public bool IsOn => choice.IsOn;

    /// <summary>What stands in for <c>Apify:BaseUrl</c>, without <c>/v2</c>; known from the start of the application on.</summary>
    /// <exception cref="InvalidOperationException">The sandbox is off, or the application has not started.</exception>
    public Uri BaseAddress => (_server ?? throw new InvalidOperationException("The sandbox is not running.")).BaseAddress;

    /// <summary>The token that the sandbox accepts, in place of <c>Apify:Token</c>.</summary>
    public string Token => options.Value.Token is { Length: > 0 } token ? token : "sandbox";

    public async Task StartingAsync(CancellationToken cancellationToken)
    {
        if (!IsOn)
            return;
        _server = new SandboxServer(options.Value, time, logger);
        await _server.StartAsync(cancellationToken);
        logger.LogInformation("Sandbox data: the sandbox stands in for Apify at {Address}", BaseAddress);
    }

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => _server?.StopAsync(cancellationToken) ?? Task.CompletedTask;

    public ValueTask DisposeAsync() => _server?.DisposeAsync() ?? ValueTask.CompletedTask;
}

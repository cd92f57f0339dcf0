using System.Net;
using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Logging.Abstractions;

namespace CreatorAnalytics.Apify.Sandbox;

/// <summary>
/// An Apify-compatible HTTP server with made-up creators, on a loopback port of its own. It is a host apart from the application's: it
/// reads no configuration but <see cref="SandboxOptions"/>.
/// </summary>
public sealed class SandboxServer : IAsyncDisposable
{
    private static readonly TimeSpan ShutdownTakesAtMost = TimeSpan.FromSeconds(1);

    private readonly SandboxOptions _options;
    private readonly ILogger _logger;
    private readonly CancellationTokenSource _stops = new();
    private readonly WebApplication _app;
    private readonly RateLimits _limits;
    private readonly ScrapeRows _rows;
    private readonly WebhookDelivery _webhooks;
    private Uri? _address;
    private bool _disposed;

    public SandboxServer(SandboxOptions options, TimeProvider time, ILogger? logger = null)
    {
        _options = options;
        _logger = logger ?? NullLogger.Instance;
        _limits = new RateLimits(time);
        var clock = new SandboxClock(time, options.TimeScale);
        var account = new SandboxAccount(options);
        _rows = new ScrapeRows(options.Seed, () => BaseAddress.GetLeftPart(UriPartial.Authority));
        _webhooks = new WebhookDelivery(account, clock, _logger);
        var executor = new RunExecutor(clock, _rows, _webhooks, options.Seed, _logger);
        var starter = new RunStarter(account, executor, _webhooks, clock);
        _app = Build(new SandboxParts(account, clock, starter, executor, _webhooks, new SandboxImages(), _stops.Token));
    }

    /// <summary>Where the server listens, without <c>/v2</c>: what <c>Apify:BaseUrl</c> would be.</summary>
    /// <exception cref="InvalidOperationException">It has not been started.</exception>
    public Uri BaseAddress => _address ?? throw new InvalidOperationException("The sandbox has not been started.");

    /// <exception cref="IOException">The port is in use.</exception>
    public async Task StartAsync(CancellationToken cancellationToken = default)
    {
        await _app.StartAsync(cancellationToken);
        _address = new Uri(_app.Urls.First());
    }

    /// <summary>Stops within a second; runs that are going are lost.</summary>
    public async Task StopAsync(CancellationToken cancellationToken = default)
    {
        // A host that is disposed while it stops disposes this first.
        if (Volatile.Read(ref _disposed))
            return;
        await _stops.CancelAsync();
        await _app.StopAsync(cancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        // The application's container may dispose its sandbox once for each service it is registered as.
        if (Interlocked.Exchange(ref _disposed, true))
            return;
        await _stops.CancelAsync();
        await _app.DisposeAsync();
        _webhooks.Dispose();
        _rows.Dispose();

        // _stops is left to the collector, since StopAsync may be on its way to it; it holds neither timer nor handle.
    }

    private WebApplication Build(SandboxParts parts)
    {
        // The empty builder takes nothing from the environment: neither ASPNETCORE_URLS nor appsettings.json reach this host.
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions { ApplicationName = typeof(SandboxServer).Assembly.GetName().Name });
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = null;
            if (_options.Port == 0)
                kestrel.Listen(IPAddress.Loopback, 0);
            else
                kestrel.ListenLocalhost(_options.Port);
        });
        builder.Services.AddRoutingCore();
        builder.Services.AddSingleton<IHostLifetime, NoLifetime>();
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = ShutdownTakesAtMost);

        var app = builder.Build();
        app.Use(AnswerFaultsAsync);
        app.Use(RewriteAsync);
        app.UseRouting();
        app.Use(GuardAsync);
        app.MapActors(parts);
        app.MapRuns(parts);
        app.MapTasks(parts);
        app.MapDatasets(parts);
        app.MapKeyValueStores(parts);
        app.MapWebhooks(parts);
        app.MapUsers(parts);
        app.MapStore(parts);
        app.MapGet("/images/{kind}/{name}", (HttpContext context, string kind, string name) =>
        {
            context.Response.Headers.CacheControl = "public, max-age=86400";
            return parts.Images.Find(kind, name) is { } image ? Results.Bytes(image, "image/jpeg") : Results.NotFound();
        });
        return app;
    }

    /// <summary>The outermost layer: every fault, also the unexpected, leaves in the platform's envelope.</summary>
    private async Task AnswerFaultsAsync(HttpContext context, RequestDelegate next)
    {
        try
        {
            await next(context);
        }
        catch (ApifyFault fault) when (!context.Response.HasStarted)
        {
            context.Response.Headers.ContentLength = null;
            await Answers.WriteFaultAsync(context, fault.Status, fault.Type, fault.Message);
        }
        catch (BadHttpRequestException exception) when (!context.Response.HasStarted)
        {
            await Answers.WriteFaultAsync(context, exception.StatusCode, "invalid-request", exception.Message);
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested || _stops.IsCancellationRequested)
        {
            // Nobody is left to be answered.
        }
        catch (Exception exception) when (!context.Response.HasStarted)
        {
            _logger.LogError(exception, "The sandbox failed at {Method} {Path}", context.Request.Method, context.Request.Path);
            await Answers.WriteFaultAsync(context, 500, "internal-server-error", "We have bad news: there was an internal server error.");
        }
    }

    /// <summary>The platform's two aliases: <c>/v2/acts</c> for <c>/v2/actors</c>, and <c>?method=</c> for the method.</summary>
    private static Task RewriteAsync(HttpContext context, RequestDelegate next)
    {
        var request = context.Request;
        if (request.Path.StartsWithSegments("/v2/acts", StringComparison.OrdinalIgnoreCase, out var rest))
            request.Path = new PathString("/v2/actors").Add(rest);
        if (request.Query["method"].ToString() is { Length: > 0 } method)
            request.Method = method.ToUpperInvariant();
        return next(context);
    }

    private Task GuardAsync(HttpContext context, RequestDelegate next)
    {
        var endpoint = context.GetEndpoint() ?? throw ApifyFault.PageNotFound();
        if (!context.Request.Path.StartsWithSegments("/v2", StringComparison.Ordinal))
            return next(context);
        if (endpoint is not RouteEndpoint)
            throw ApifyFault.MethodNotAllowed();
        CheckToken(context.Request);
        _limits.Count(context);
        return next(context);
    }

    private void CheckToken(HttpRequest request)
    {
        if (string.IsNullOrEmpty(_options.Token))
            return;
        var header = request.Headers.Authorization.ToString();
        var given = header.StartsWith("Bearer ", StringComparison.OrdinalIgnoreCase) ? header["Bearer ".Length..].Trim() : request.Query["token"].ToString();
        if (given.Length == 0)
            throw new ApifyFault(401, "token-not-provided", "Authentication token was not provided");
        if (!CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(given), Encoding.UTF8.GetBytes(_options.Token)))
            throw new ApifyFault(401, "user-or-token-not-found", "User was not found or authentication token is not valid");
    }

    /// <summary>Signals belong to whoever hosts the sandbox; the default lifetime would answer them a second time.</summary>
    private sealed class NoLifetime : IHostLifetime
    {
        public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}

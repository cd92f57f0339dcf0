using Serilog.Context;
using Serilog.Core;
using Serilog.Events;

namespace CreatorAnalytics.Operations;

/// <summary>
/// Gives each request a name that is in its answer (<c>X-Request-Id</c>) and in every line logged for it. A caller may bring their own,
/// so that one search can be followed through several systems.
/// </summary>
internal sealed class RequestId(RequestDelegate next)
{
    public const string Header = "X-Request-Id";

    /// <summary>The name of the property in log lines.</summary>
    public const string LogProperty = "RequestId";

    private const int MaxLength = 64;

    public async Task InvokeAsync(HttpContext context)
    {
        var id = Brought(context) ?? Guid.CreateVersion7().ToString("N");
        context.TraceIdentifier = id;
        context.Response.OnStarting(() =>
        {
            context.Response.Headers[Header] = id;
            return Task.CompletedTask;
        });
        using (LogContext.Push(new Enricher(id)))
            await next(context);
    }

    // It goes into the log and back to the caller: nothing but harmless characters may pass.
    private static string? Brought(HttpContext context) =>
        context.Request.Headers[Header] is [{ Length: > 0 and <= MaxLength } id]
        && id.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.')
            ? id
            : null;

    // ASP.NET Core opened its logging scope, with an id of its own, before any middleware ran: this one has to replace it.
    private sealed class Enricher(string id) : ILogEventEnricher
    {
        public void Enrich(LogEvent logEvent, ILogEventPropertyFactory properties) =>
            logEvent.AddOrUpdateProperty(properties.CreateProperty(LogProperty, id));
    }
}

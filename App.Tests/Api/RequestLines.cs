using System.Collections.Concurrent;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Logging;

namespace CreatorAnalytics.Tests.Api;

/// <summary>A line that was logged while a request was answered.</summary>
public sealed record RequestLine(string Text, string? RequestId);

/// <summary>Collects what is logged inside requests, by the number that each was sent with; before anything of the application runs.</summary>
public sealed class RequestLines : ILoggerProvider, ILogger, IStartupFilter
{
    /// <summary>What a request is numbered by.</summary>
    public const string Header = "X-Try";

    private readonly AsyncLocal<string?> _current = new();
    private readonly ConcurrentDictionary<string, ConcurrentQueue<RequestLine>> _lines = new(StringComparer.Ordinal);

    public int Count => _lines.Values.Sum(lines => lines.Count);

    public IEnumerable<RequestLine> Of(string number) => _lines.TryGetValue(number, out var lines) ? lines : [];

    public Action<IApplicationBuilder> Configure(Action<IApplicationBuilder> next) => app =>
    {
        app.Use((http, rest) =>
        {
            _current.Value = http.Request.Headers[Header];
            return rest(http);
        });
        next(app);
    };

    public ILogger CreateLogger(string categoryName) => this;

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => true;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        if (_current.Value is not { } number)
            return;
        var properties = state as IEnumerable<KeyValuePair<string, object?>>;
        var id = properties?.FirstOrDefault(property => property.Key == "RequestId").Value as string;
        _lines.GetOrAdd(number, _ => []).Enqueue(new RequestLine(formatter(state, exception), id));
    }

    public void Dispose()
    {
    }
}

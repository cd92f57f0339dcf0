using System.Collections.Concurrent;
using CreatorAnalytics.Tests.Support;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace CreatorAnalytics.Tests.Operations;

public sealed class RequestLogTests
{
    [Fact]
    public async Task A_request_is_one_line_with_its_name_and_without_its_query()
    {
        var log = new Recorder();
        await using var app = new AppFixture("Production", ("Serilog:MinimumLevel:Default", "Information"))
        {
            Configure = services => services.AddLogging(logging => logging.AddProvider(log)),
        };
        using var http = await app.StartAsync();
        using var request = new HttpRequestMessage(HttpMethod.Get, "/nowhere?ticket=secret");
        request.Headers.Add("X-Request-Id", "call-1");
        using var answer = await http.SendAsync(request, TestContext.Current.CancellationToken);

        var line = Assert.Single(log.Lines, line => line.Contains("/nowhere", StringComparison.Ordinal));
        Assert.Matches(@"^GET /nowhere \d{3} in [\d.]+ ms$", line);
        Assert.Contains("call-1", log.RequestIds);
        Assert.DoesNotContain(log.Lines, text => text.Contains("secret", StringComparison.Ordinal));
    }

    private sealed class Recorder : ILoggerProvider, ILogger
    {
        public ConcurrentQueue<string> Lines { get; } = [];

        public ConcurrentQueue<string?> RequestIds { get; } = [];

        public void Dispose()
        {
        }

        public ILogger CreateLogger(string categoryName) => this;

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(
            LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            Lines.Enqueue(formatter(state, exception));
            if (state is IEnumerable<KeyValuePair<string, object?>> properties)
                RequestIds.Enqueue(properties.FirstOrDefault(property => property.Key == "RequestId").Value as string);
        }
    }
}

using System.Collections.Concurrent;
using CreatorAnalytics.Tests.Support;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Logging;

namespace CreatorAnalytics.Tests.Operations;

public sealed class RequestLogTests
{
    [Fact]
    public async Task A_request_is_one_line_with_its_name_and_without_its_query()
    {
        await using var app = new ListeningApp();
        using var http = app.CreateClient();
        await app.ReadyAsync();
        using var request = new HttpRequestMessage(HttpMethod.Get, "/nowhere?ticket=secret");
        request.Headers.Add("X-Request-Id", "call-1");
        using var answer = await http.SendAsync(request, TestContext.Current.CancellationToken);

        var line = Assert.Single(app.Lines, line => line.Contains("/nowhere", StringComparison.Ordinal));
        Assert.Matches(@"^GET /nowhere \d{3} in [\d.]+ ms$", line);
        Assert.Contains("call-1", app.RequestIds);
        Assert.DoesNotContain(app.Lines, text => text.Contains("secret", StringComparison.Ordinal));
    }

    private sealed class ListeningApp : RunningApp, ILoggerProvider, ILogger
    {
        public ConcurrentQueue<string> Lines { get; } = [];

        public ConcurrentQueue<string?> RequestIds { get; } = [];

        protected override void ConfigureWebHost(IWebHostBuilder builder)
        {
            Settings["Serilog:MinimumLevel:Default"] = "Information";
            base.ConfigureWebHost(builder);
            builder.ConfigureLogging(logging => logging.AddProvider(this));
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

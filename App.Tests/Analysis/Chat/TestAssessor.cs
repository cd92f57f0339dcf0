using System.Collections.Concurrent;
using CreatorAnalytics.Analysis;
using CreatorAnalytics.Analysis.Chat;
using CreatorAnalytics.Analysis.Tables;
using CreatorAnalytics.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;

namespace CreatorAnalytics.Tests.Analysis.Chat;

/// <summary>The assessor as the application wires it, over a database and a clock of its own.</summary>
internal sealed class TestAssessor : IDisposable
{
    public const string Key = "sk-a-key-that-nobody-may-see";

    private readonly TestDatabase _test = new();
    private readonly ServiceProvider _services;

    public TestAssessor(string? endpoint, Action<ChatModelOptions>? configure = null)
    {
        var options = new AnalysisOptions { Chat = { Endpoint = endpoint, ApiKey = Key, Model = "small-1" } };
        configure?.Invoke(options.Chat);
        var services = new ServiceCollection()
            .AddMetrics()
            .AddLogging(logging => logging.SetMinimumLevel(LogLevel.Trace).AddProvider(Log))
            .AddSingleton<TimeProvider>(Time)
            .AddSingleton(Options.Create(options))
            .AddSingleton(_test.Database)
            .AddSingleton<AnalysisPool>()
            .AddSingleton<AnalysisTelemetry>()
            .AddSingleton<ChatSpending>()
            .AddSingleton<Assessor>();
        ChatConnection.AddHttpClient(services);
        _services = services.BuildServiceProvider();
    }

    public FakeTimeProvider Time { get; } = new(SampleReports.AnalysedAt);

    public Lines Log { get; } = new();

    public Assessor Assessor => _services.GetRequiredService<Assessor>();

    /// <summary>What is entered of each request, the oldest first.</summary>
    public Task<List<ChatCall>> CallsAsync() => _test.Database.ReadAsync(
        db => db.Set<ChatCall>().OrderBy(call => call.AskedAt).ThenBy(call => call.Id).ToListAsync(), TestContext.Current.CancellationToken);

    public Task<Report> AddToAsync(Report report) => Assessor.AddToAsync(report, ReferenceTables.Delivered.Topics, TestContext.Current.CancellationToken);

    public void Dispose()
    {
        _services.Dispose();
        _test.Dispose();
    }

    /// <summary>Everything that anything logs.</summary>
    internal sealed class Lines : ILoggerProvider, ILogger
    {
        private readonly ConcurrentQueue<string> _lines = new();

        public string Text => string.Join('\n', _lines);

        public ILogger CreateLogger(string categoryName) => this;

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            _lines.Enqueue($"{formatter(state, exception)} {exception}");

        public void Dispose()
        {
        }
    }
}

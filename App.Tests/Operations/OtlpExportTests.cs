using System.Collections.Concurrent;
using System.Net;
using System.Text;
using CreatorAnalytics.Accounts;
using CreatorAnalytics.Jobs;
using CreatorAnalytics.Tests.Support;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using OpenTelemetry.Metrics;
using OpenTelemetry.Trace;

namespace CreatorAnalytics.Tests.Operations;

/// <summary>The whole application sends a search's figures and traces to a collector.</summary>
public sealed class OtlpExportTests
{
    private const string Metrics = "/opentelemetry.proto.collector.metrics.v1.MetricsService/Export";
    private const string Traces = "/opentelemetry.proto.collector.trace.v1.TraceService/Export";
    private const string Password = "a-password-of-the-test";

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("grpc", "", Metrics, Traces)]
    [InlineData("http/protobuf", "", "/v1/metrics", "/v1/traces")]
    [InlineData("http/protobuf", "/otlp/", "/otlp/v1/metrics", "/otlp/v1/traces")]
    public async Task A_search_arrives_at_the_collector_in_figures_and_spans_without_secrets(
        string protocol, string basePath, string metricsPath, string tracesPath)
    {
        await using var collector = await Collector.StartAsync(isGrpc: protocol is "grpc");
        await using var app = new AppFixture(
            "Production",
            ("Otlp:Endpoint", collector.Address + basePath), ("OTEL_EXPORTER_OTLP_PROTOCOL", protocol),
            ("Bootstrap:AdminEmail", "ada@example.com"), ("Bootstrap:AdminPassword", Password));
        using var http = await app.StartAsync();
        await SearchAsync(app);
        app.Services.GetRequiredService<MeterProvider>().ForceFlush();
        app.Services.GetRequiredService<TracerProvider>().ForceFlush();

        var metrics = collector.Got(metricsPath);
        foreach (var name in (string[])
            [
                "jobs.items.waiting", "jobs.items.running", "jobs.items.limit", "jobs.items.ended", "jobs.stage.wait", "jobs.stage.duration",
                "jobs.feed.subscribers", "apify.request.duration", "apify.runs.running", "apify.runs.limit", "analysis.pool.in_use",
                "analysis.pool.limit", "http.client.request.duration",
            ])
            Assert.Contains(name, metrics, StringComparison.Ordinal);
        var traces = collector.Got(tracesPath);
        foreach (var name in (string[])["submit search", "process creator", "scrape creators", "settle", "job.item.id", "user.id", "url.full"])
            Assert.Contains(name, traces, StringComparison.Ordinal);
        Assert.DoesNotContain(Password, metrics + traces, StringComparison.Ordinal);
        Assert.DoesNotContain("Bearer", metrics + traces, StringComparison.Ordinal);
    }

    private static async Task SearchAsync(AppFixture app)
    {
        var caller = await app.Database.ReadAsync(
            db => db.Set<Membership>().Select(member => new Caller(member.UserId, member.TeamId, member.Role)).SingleAsync(Cancel), Cancel);
        var ended = new TaskCompletionSource();
        using var listening = app.Services.GetRequiredService<JobFeed>().Subscribe(
            caller.UserId,
            change =>
            {
                if (change.Job.Status.IsEnded())
                    ended.TrySetResult();
            });
        var result = await app.Services.GetRequiredService<JobManager>()
            .SubmitAsync(caller, new JobSubmission(JobType.Single, ["nasa"]), Cancel);
        Assert.IsType<SubmissionResult.Accepted>(result);
        await ended.Task.WaitAsync(TimeSpan.FromMinutes(1), Cancel);
    }

    /// <summary>A collector that keeps what it is sent.</summary>
    private sealed class Collector : IAsyncDisposable
    {
        private readonly ConcurrentQueue<(string Path, byte[] Body)> _got = new();
        private readonly WebApplication _server;

        private Collector(bool isGrpc)
        {
            var builder = WebApplication.CreateSlimBuilder();
            builder.Logging.ClearProviders();
            builder.WebHost.ConfigureKestrel(
                kestrel => kestrel.Listen(IPAddress.Loopback, 0, listen => listen.Protocols = isGrpc ? HttpProtocols.Http2 : HttpProtocols.Http1));
            _server = builder.Build();
            _server.Run(http => TakeAsync(http, isGrpc));
        }

        public string Address => _server.Services.GetRequiredService<Microsoft.AspNetCore.Hosting.Server.IServer>()
            .Features.Get<IServerAddressesFeature>()!.Addresses.Single();

        public static async Task<Collector> StartAsync(bool isGrpc)
        {
            var collector = new Collector(isGrpc);
            await collector._server.StartAsync(Cancel);
            return collector;
        }

        /// <summary>All that came to the path; names and texts stand in protobuf as they are.</summary>
        public string Got(string path) => string.Concat(_got.Where(got => got.Path == path).Select(got => Encoding.UTF8.GetString(got.Body)));

        public ValueTask DisposeAsync() => _server.DisposeAsync();

        private async Task TakeAsync(HttpContext http, bool isGrpc)
        {
            using var body = new MemoryStream();
            await http.Request.Body.CopyToAsync(body, http.RequestAborted);
            _got.Enqueue((http.Request.Path, body.ToArray()));
            if (!isGrpc)
                return;
            http.Response.ContentType = "application/grpc";
            await http.Response.Body.WriteAsync(new byte[5], http.RequestAborted);
            http.Response.AppendTrailer("grpc-status", "0");
        }
    }
}

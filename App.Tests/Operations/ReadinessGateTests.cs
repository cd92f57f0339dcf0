using CreatorAnalytics.Operations;
using CreatorAnalytics.Storage;
using Microsoft.AspNetCore.Http;

namespace CreatorAnalytics.Tests.Operations;

public sealed class ReadinessGateTests
{
    private readonly ReadinessGate _gate = new(_ => throw new InvalidOperationException("Nothing is ready."), new Readiness());

    [Theory]
    [InlineData("text/html")]
    [InlineData("application/json")]
    public async Task Whoever_leaves_while_the_application_starts_is_no_error(string accept)
    {
        var context = Request(accept);
        context.RequestAborted = new CancellationToken(canceled: true);
        context.Response.Body = new GoneStream();

        await _gate.InvokeAsync(context);

        Assert.Equal(StatusCodes.Status503ServiceUnavailable, context.Response.StatusCode);
    }

    [Fact]
    public async Task An_answer_that_is_cut_off_by_something_else_is_not_hushed_up()
    {
        var context = Request("text/html");
        context.Response.Body = new GoneStream();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => _gate.InvokeAsync(context));
    }

    private static DefaultHttpContext Request(string accept)
    {
        var context = new DefaultHttpContext();
        context.Request.Method = HttpMethods.Get;
        context.Request.Path = "/";
        context.Request.Headers.Accept = accept;
        return context;
    }

    /// <summary>What the server has when the connection is gone.</summary>
    private sealed class GoneStream : MemoryStream
    {
        public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
            Task.FromException(new OperationCanceledException());

        public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default) =>
            ValueTask.FromException(new OperationCanceledException());

        public override Task FlushAsync(CancellationToken cancellationToken) => Task.FromException(new OperationCanceledException());
    }
}

using System.Net.WebSockets;
using CreatorAnalytics.Api;
using CreatorAnalytics.Jobs;
using CreatorAnalytics.Tests.Support;

namespace CreatorAnalytics.Tests.Api;

public sealed class UpdateSocketTests : IDisposable
{
    private readonly EngineFixture _engine = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose() => _engine.Dispose();

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_client_that_goes_while_the_socket_is_sent_to_or_closed_is_no_error(bool saysGoodbye)
    {
        var caller = await _engine.NewTeamAsync(100);
        var streams = _engine.Get<JobEventStreams>();
        var stream = await streams.OpenAsync(caller, jobId: null, after: null, Cancel);
        using var socket = new LostSocket(saysGoodbye);
        await using var session = new UpdateSocket(socket, caller, streams);

        await session.RunAsync(jobId: null, stream!, CancellationToken.None).WaitAsync(TimeSpan.FromSeconds(30), Cancel);

        Assert.True(socket.WasClosed);
    }

    /// <summary>Still looks open, but nothing that is sent arrives any more.</summary>
    private sealed class LostSocket(bool saysGoodbye) : WebSocket
    {
        public bool WasClosed { get; private set; }

        public override WebSocketCloseStatus? CloseStatus => null;

        public override string? CloseStatusDescription => null;

        public override WebSocketState State => saysGoodbye ? WebSocketState.CloseReceived : WebSocketState.Open;

        public override string? SubProtocol => null;

        public override void Abort()
        {
        }

        public override Task CloseAsync(WebSocketCloseStatus closeStatus, string? statusDescription, CancellationToken cancellationToken) =>
            throw new NotSupportedException();

        public override Task CloseOutputAsync(WebSocketCloseStatus closeStatus, string? statusDescription, CancellationToken cancellationToken)
        {
            WasClosed = true;
            throw new IOException("The client has gone.");
        }

        public override void Dispose()
        {
        }

        public override async Task<WebSocketReceiveResult> ReceiveAsync(ArraySegment<byte> buffer, CancellationToken cancellationToken)
        {
            if (!saysGoodbye)
                await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, cancellationToken);
            return new WebSocketReceiveResult(0, WebSocketMessageType.Close, endOfMessage: true);
        }

        public override Task SendAsync(
            ArraySegment<byte> buffer, WebSocketMessageType messageType, bool endOfMessage, CancellationToken cancellationToken) =>
            throw new IOException("The client has gone.");
    }
}

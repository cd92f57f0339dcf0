using System.Collections.Concurrent;
using CreatorAnalytics.Jobs;
using CreatorAnalytics.Tests.Support;
using Microsoft.Extensions.Logging.Abstractions;

namespace CreatorAnalytics.Tests.Jobs;

public sealed class FeedRelayTests : IDisposable
{
    private readonly EngineFixture _engine = new();
    private readonly JobFeed _otherFeed = new(NullLogger<JobFeed>.Instance);
    private readonly FeedRelay _otherRelay;

    public FeedRelayTests() => _otherRelay = new FeedRelay(
        _otherFeed, _engine.Database, _engine.Get<ProcessSignals>(), new(), _engine.Time, NullLogger<FeedRelay>.Instance);

    public void Dispose() => _engine.Dispose();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Whoever_listens_on_another_process_hears_every_event_once_and_in_order()
    {
        var caller = await _engine.NewTeamAsync(100);
        var heard = new ConcurrentQueue<long>();
        using var listening = _otherFeed.Subscribe(caller.UserId, change => heard.Enqueue(change.Number));
        await _otherRelay.RelayAsync(Cancel);

        await _engine.SubmitAsync(caller, "nasa", "natgeo");
        await _otherRelay.RelayAsync(Cancel);
        await _engine.WorkAllAsync();
        await _otherRelay.RelayAsync(Cancel);
        await _otherRelay.RelayAsync(Cancel);

        Assert.Equal(Enumerable.Range(1, heard.Count).Select(n => (long)n), heard);
        Assert.InRange(heard.Count, 10, int.MaxValue);
    }

    [Fact]
    public async Task Nobody_hears_of_another_users_jobs()
    {
        var (caller, other) = (await _engine.NewTeamAsync(100), await _engine.NewTeamAsync(100));
        var heard = new ConcurrentQueue<JobEvent>();
        using var listening = _otherFeed.Subscribe(other.UserId, heard.Enqueue);

        await _engine.SubmitAsync(caller, "nasa");
        await _otherRelay.RelayAsync(Cancel);

        Assert.Empty(heard);
    }
}

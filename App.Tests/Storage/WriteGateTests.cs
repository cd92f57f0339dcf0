using CreatorAnalytics.Storage;
using Microsoft.Extensions.Time.Testing;

namespace CreatorAnalytics.Tests.Storage;

public sealed class WriteGateTests
{
    private readonly FakeTimeProvider _time = new();
    private readonly WriteGate _gate;
    private readonly List<string> _order = [];

    public WriteGateTests() => _gate = new WriteGate(oneAtATime: true, _time);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_somebody_waits_for_goes_before_background_work()
    {
        await _gate.EnterAsync(joins: true, Cancel);
        var background = InBackgroundAsync("background");
        var urgent = WriteAsync("urgent");

        _gate.Leave();
        await Task.WhenAll(background, urgent);

        Assert.Equal(["urgent", "background"], _order);
    }

    [Fact]
    public async Task Background_work_is_not_passed_for_ever()
    {
        await UseUpTheBurstAsync();
        await WriteAllAsync(urgent: 20, takes: TimeSpan.Zero, ("background", TimeSpan.Zero));

        Assert.Equal(WriteGate.UrgentTurnsInARow, _order.IndexOf("background"));
    }

    [Fact]
    public async Task A_burst_of_what_somebody_waits_for_is_written_before_background_work()
    {
        await _gate.EnterAsync(joins: true, Cancel);
        await WriteAllAsync(urgent: 100, takes: TimeSpan.FromMilliseconds(1), ("background", TimeSpan.Zero));

        Assert.Equal(100, _order.IndexOf("background"));
    }

    [Fact]
    public async Task A_burst_that_does_not_end_leaves_background_work_its_turns()
    {
        await _gate.EnterAsync(joins: true, Cancel);
        await WriteAllAsync(urgent: 100, takes: TimeSpan.FromMilliseconds(10), ("background", TimeSpan.Zero));

        Assert.Equal(WriteGate.Burst / TimeSpan.FromMilliseconds(10), _order.IndexOf("background"));
    }

    [Fact]
    public async Task After_a_pause_the_next_burst_is_written_first_again()
    {
        await UseUpTheBurstAsync();
        _gate.Leave();
        _time.Advance(WriteGate.Burst);

        await _gate.EnterAsync(joins: true, Cancel);
        await WriteAllAsync(urgent: 100, takes: TimeSpan.FromMilliseconds(1), ("background", TimeSpan.Zero));

        Assert.Equal(100, _order.IndexOf("background"));
    }

    [Fact]
    public async Task Background_work_takes_a_part_of_the_time_and_not_of_the_turns()
    {
        await _gate.EnterAsync(joins: true, Cancel);
        await WriteAllAsync(urgent: 60, takes: TimeSpan.FromMilliseconds(10), ("background 0", TimeSpan.FromMilliseconds(100)), ("background 1", TimeSpan.FromMilliseconds(100)));

        Assert.Equal(10 * WriteGate.UrgentShare, UrgentBetweenBackgrounds());
    }

    [Fact]
    public async Task Background_work_that_was_kept_waiting_does_not_keep_the_next_waiting_as_much_longer()
    {
        await _gate.EnterAsync(joins: true, Cancel);
        await WriteAllAsync(urgent: 60, takes: TimeSpan.FromMilliseconds(100), ("background 0", TimeSpan.FromSeconds(30)), ("background 1", TimeSpan.FromSeconds(30)));

        Assert.Equal(10 * WriteGate.UrgentShare, UrgentBetweenBackgrounds());
    }

    [Fact]
    public async Task Who_gives_up_waiting_does_not_hold_up_the_next()
    {
        using var impatience = new CancellationTokenSource();
        await _gate.EnterAsync(joins: true, Cancel);
        var impatient = _gate.EnterAsync(joins: true, impatience.Token).AsTask();
        var patient = WriteAsync("patient");

        await impatience.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => impatient);
        _gate.Leave();
        await patient.WaitAsync(Cancel);

        Assert.Equal(0, _gate.Waiting);
        await _gate.EnterAsync(joins: true, Cancel);
    }

    [Fact]
    public async Task An_open_transaction_is_passed_on_to_who_may_join_it_and_to_nobody_else()
    {
        await _gate.EnterAsync(joins: true, Cancel);
        Assert.False(_gate.TryPassOn());

        var joins = WriteAsync("joins", leaves: false);
        var alone = _gate.EnterAsync(joins: false, Cancel).AsTask();
        Assert.True(_gate.TryPassOn());
        await joins.WaitAsync(Cancel);

        Assert.False(_gate.TryPassOn());
        _gate.Leave();
        await alone.WaitAsync(Cancel);
    }

    [Fact]
    public async Task Who_joins_has_gone_on_when_the_turn_is_passed_on()
    {
        await _gate.EnterAsync(joins: true, Cancel);
        var joins = WriteAsync("joins", leaves: false);

        Assert.True(_gate.TryPassOn());
        Assert.Equal(["joins"], _order);
        await joins;
    }

    [Fact]
    public async Task Background_work_does_not_join_a_transaction()
    {
        await _gate.EnterAsync(joins: true, Cancel);
        var background = InBackgroundAsync("background");

        Assert.False(_gate.TryPassOn());
        _gate.Leave();
        await background.WaitAsync(Cancel);
    }

    [Fact]
    public async Task Who_gave_up_waiting_is_passed_over_and_the_turn_stays_where_it_was()
    {
        using var impatience = new CancellationTokenSource();
        await _gate.EnterAsync(joins: true, Cancel);
        var impatient = _gate.EnterAsync(joins: true, impatience.Token).AsTask();
        await impatience.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => impatient);

        Assert.False(_gate.TryPassOn());
    }

    private int UrgentBetweenBackgrounds() => _order.IndexOf("background 1") - _order.IndexOf("background 0") - 1;

    /// <summary>Ends inside an urgent write.</summary>
    private async Task UseUpTheBurstAsync()
    {
        await _gate.EnterAsync(joins: true, Cancel);
        _time.Advance(WriteGate.Burst);
        _gate.Leave();
        await _gate.EnterAsync(joins: true, Cancel);
    }

    /// <summary>Lets these wait behind the write that has the turn, ends it, and waits for all.</summary>
    private async Task WriteAllAsync(int urgent, TimeSpan takes, params (string Name, TimeSpan Takes)[] background)
    {
        Task[] waiting =
        [
            .. background.Select(write => InBackgroundAsync(write.Name, write.Takes)),
            .. Enumerable.Range(0, urgent).Select(n => WriteAsync($"urgent {n}", takes)),
        ];
        _gate.Leave();
        await Task.WhenAll(waiting);
    }

    private Task InBackgroundAsync(string name, TimeSpan takes = default)
    {
        return BeginAsync();

        async Task BeginAsync()
        {
            BackgroundWork.Begin();
            await WriteAsync(name, takes);
        }
    }

    private async Task WriteAsync(string name, TimeSpan takes = default, bool leaves = true)
    {
        await _gate.EnterAsync(joins: true, Cancel);
        _order.Add(name);
        _time.Advance(takes);
        if (leaves)
            _gate.Leave();
    }
}

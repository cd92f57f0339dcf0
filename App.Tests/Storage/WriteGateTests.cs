using CreatorAnalytics.Storage;

namespace CreatorAnalytics.Tests.Storage;

public sealed class WriteGateTests
{
    private readonly WriteGate _gate = new(oneAtATime: true);
    private readonly List<string> _order = [];

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_somebody_waits_for_goes_before_background_work()
    {
        var holder = await _gate.EnterAsync(Cancel);
        var background = InBackgroundAsync("background");
        var urgent = WriteAsync("urgent");

        holder.Dispose();
        await Task.WhenAll(background, urgent);

        Assert.Equal(["urgent", "background"], _order);
    }

    [Fact]
    public async Task Background_work_is_not_passed_for_ever()
    {
        var holder = await _gate.EnterAsync(Cancel);
        var background = InBackgroundAsync("background");
        var urgent = Enumerable.Range(0, 20).Select(n => WriteAsync($"urgent {n}")).ToList();

        holder.Dispose();
        await Task.WhenAll([background, .. urgent]);

        Assert.Equal(WriteGate.UrgentTurnsInARow, _order.IndexOf("background"));
    }

    [Fact]
    public async Task Who_gives_up_waiting_does_not_hold_up_the_next()
    {
        using var impatience = new CancellationTokenSource();
        var holder = await _gate.EnterAsync(Cancel);
        var impatient = _gate.EnterAsync(impatience.Token).AsTask();
        var patient = WriteAsync("patient");

        await impatience.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => impatient);
        holder.Dispose();
        await patient.WaitAsync(Cancel);

        Assert.Equal(0, _gate.Waiting);
        (await _gate.EnterAsync(Cancel)).Dispose();
    }

    private Task InBackgroundAsync(string name)
    {
        return BeginAsync();

        async Task BeginAsync()
        {
            BackgroundWork.Begin();
            await WriteAsync(name);
        }
    }

    private async Task WriteAsync(string name)
    {
        using var turn = await _gate.EnterAsync(Cancel);
        _order.Add(name);
    }
}

using CreatorAnalytics.Storage;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace CreatorAnalytics.Tests.Storage;

public sealed class StartupRunnerTests
{
    private readonly FakeTimeProvider _time = new();
    private readonly Readiness _readiness = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_warm_up_that_fails_does_not_keep_the_application_from_being_ready()
    {
        var (task, failing, other) = (new Step(failures: 0), new Step(failures: 1), new Step(failures: 0));
        using var runner = New([task], [failing, other]);
        await runner.StartAsync(Cancel);

        await _readiness.WaitAsync(Cancel);

        Assert.Equal((1, 1, 1), (task.Runs, failing.Runs, other.Runs));
    }

    [Fact]
    public async Task A_task_that_fails_is_tried_again_until_it_is_done()
    {
        var (task, warmUp) = (new Step(failures: 2), new Step(failures: 0));
        using var runner = New([task], [warmUp]);
        await runner.StartAsync(Cancel);

        while (!_readiness.IsReady)
        {
            _time.Advance(TimeSpan.FromSeconds(1));
            await Task.Yield();
        }

        Assert.Equal((3, 1), (task.Runs, warmUp.Runs));
    }

    private StartupRunner New(IEnumerable<IStartupTask> tasks, IEnumerable<IWarmUp> warmUps) =>
        new(tasks, warmUps, _readiness, _time, NullLogger<StartupRunner>.Instance);

    private sealed class Step(int failures) : IStartupTask, IWarmUp
    {
        public int Runs { get; private set; }

        public async Task RunAsync(CancellationToken cancellationToken)
        {
            await Task.Yield();
            if (++Runs <= failures)
                throw new InvalidOperationException("Not yet.");
        }
    }
}

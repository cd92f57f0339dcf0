using System.Collections.Concurrent;
using CreatorAnalytics.Analysis.Text;
using Microsoft.Extensions.Time.Testing;

namespace CreatorAnalytics.Tests.Analysis.Text;

public sealed class ModelQueueTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private static readonly BatchLimits Limits = new(8, TimeSpan.Zero, TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(5));

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Every_text_gets_its_own_result_in_order_however_many_there_are()
    {
        using var models = new TestTextModels();
        var queue = models.Queue(new Lengths(), Limits);
        var requests = Enumerable.Range(0, 50).Select(n => Enumerable.Range(0, n).Select(m => new string('x', n + m)).ToList()).ToList();

        var results = await Task.WhenAll(requests.Select(request => queue.ReadAsync(request, Cancel))).WaitAsync(Patience, Cancel);

        Assert.Equal(requests.Select(request => request.Select(text => text.Length)), results);
    }

    [Fact]
    public async Task What_gathers_while_all_places_are_taken_is_read_together_and_equal_texts_once()
    {
        using var models = new TestTextModels(poolSize: 1);
        var model = new Lengths();
        var queue = models.Queue(model, Limits);
        using var hold = model.Hold("first");
        var first = queue.ReadAsync(["first"], Cancel);
        await hold.Reached.WaitAsync(Patience, Cancel);

        var others = Enumerable.Range(0, 6).Select(n => queue.ReadAsync([n % 2 == 0 ? "even" : $"odd {n}"], Cancel)).ToList();
        hold.Dispose();
        await Task.WhenAll([first, .. others]).WaitAsync(Patience, Cancel);

        Assert.Equal([["first"], ["even", "odd 1", "odd 3", "odd 5"]], model.Batches);
    }

    [Fact]
    public async Task A_text_that_the_model_fails_on_harms_nobody_else_in_its_batch()
    {
        using var models = new TestTextModels(poolSize: 1);
        var model = new Lengths();
        var queue = models.Queue(model, Limits);
        using var hold = model.Hold("first");
        var first = queue.ReadAsync(["first"], Cancel);
        await hold.Reached.WaitAsync(Patience, Cancel);
        var poisoned = queue.ReadAsync(["fine", Lengths.Poison], Cancel);
        var other = queue.ReadAsync(["other"], Cancel);
        hold.Dispose();

        await Assert.ThrowsAsync<FormatException>(() => poisoned.WaitAsync(Patience, Cancel));
        Assert.Equal([5], await other.WaitAsync(Patience, Cancel));
        Assert.Equal([5], await first.WaitAsync(Patience, Cancel));
    }

    [Fact]
    public async Task A_late_batch_gives_its_place_to_other_models()
    {
        var time = new FakeTimeProvider();
        using var models = new TestTextModels(poolSize: 1, time);
        var slow = new Lengths();
        using var hold = slow.Hold("stuck");

        // The clock may be far ahead before a thread has come to set its timer: late is all that the model may become.
        var stuck = models.Queue(slow, Limits with { Timeout = TimeSpan.FromDays(40) }).ReadAsync(["stuck"], Cancel);
        await hold.Reached.WaitAsync(Patience, Cancel);
        var other = models.Queue(new Lengths(), Limits).ReadAsync(["other"], Cancel);
        await UntilAsync(() => models.Pool.Use.Waiting == 1);
        Assert.False(other.IsCompleted);

        await AdvanceUntilAsync(time, TimeSpan.FromMilliseconds(100), other);

        Assert.Equal([5], await other);
        Assert.False(stuck.IsCompleted);
    }

    [Fact]
    public async Task A_model_that_does_not_answer_is_gone_without_until_it_does()
    {
        var time = new FakeTimeProvider();
        using var models = new TestTextModels(time: time);
        var model = new Lengths();
        var queue = models.Queue(model, Limits);
        using var hold = model.Hold("stuck");
        var stuck = queue.ReadAsync(["stuck"], Cancel);
        await hold.Reached.WaitAsync(Patience, Cancel);
        await AdvanceUntilAsync(time, TimeSpan.FromMilliseconds(500), stuck);

        await Assert.ThrowsAsync<TimeoutException>(() => stuck);
        await Assert.ThrowsAsync<TimeoutException>(() => queue.ReadAsync(["next"], Cancel));
        Assert.Equal(0, models.Pool.InUse);

        hold.Dispose();
        await UntilAsync(() => Reads(queue));
    }

    [Fact]
    public async Task While_texts_wait_every_place_is_at_work()
    {
        var time = new FakeTimeProvider();
        using var models = new TestTextModels(poolSize: 2, time);
        var model = new Lengths();
        var queue = models.Queue(model, Limits with { Texts = 1 });
        var (one, two) = (model.Hold("one"), model.Hold("two"));
        var reading = queue.ReadAsync(["one", "two", "three"], Cancel);
        await Task.WhenAll(one.Reached, two.Reached).WaitAsync(Patience, Cancel);
        Assert.Equal(1, models.Pool.Use.Waiting);
        var (busy, wanted) = (models.Pool.Use.Busy, models.Pool.Use.Wanted);

        time.Advance(TimeSpan.FromMilliseconds(900));

        Assert.Equal(TimeSpan.FromMilliseconds(1_800), models.Pool.Use.Busy - busy);
        Assert.Equal(TimeSpan.FromMilliseconds(1_800), models.Pool.Use.Wanted - wanted);
        one.Dispose();
        two.Dispose();
        Assert.Equal([3, 3, 5], await reading.WaitAsync(Patience, Cancel));
    }

    [Fact]
    public async Task What_nobody_waits_for_any_more_is_not_read()
    {
        using var models = new TestTextModels(poolSize: 1);
        var model = new Lengths();
        var queue = models.Queue(model, Limits);
        using var hold = model.Hold("first");
        var first = queue.ReadAsync(["first"], Cancel);
        await hold.Reached.WaitAsync(Patience, Cancel);
        using var impatient = new CancellationTokenSource();
        var left = queue.ReadAsync(["left"], impatient.Token);
        var last = queue.ReadAsync(["last"], Cancel);
        await impatient.CancelAsync();
        hold.Dispose();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => left);
        await Task.WhenAll(first, last).WaitAsync(Patience, Cancel);
        Assert.DoesNotContain("left", model.Batches.SelectMany(batch => batch));
    }

    private static bool Reads(ModelQueue<string, int> queue) =>
        queue.ReadAsync(["again"], Cancel) is var reading && !(reading.IsFaulted && reading.Exception!.InnerException is TimeoutException);

    private static async Task UntilAsync(Func<bool> holds)
    {
        using var patience = new CancellationTokenSource(Patience);
        while (!holds())
        {
            patience.Token.ThrowIfCancellationRequested();
            await Task.Yield();
        }
    }

    /// <summary>Timers are set by other threads, so that one step of the clock may come before them.</summary>
    private static async Task AdvanceUntilAsync(FakeTimeProvider time, TimeSpan step, Task ends)
    {
        using var patience = new CancellationTokenSource(Patience);
        while (!ends.IsCompleted)
        {
            patience.Token.ThrowIfCancellationRequested();
            time.Advance(step);
            await Task.Yield();
        }
    }

    /// <summary>A model that can be made to fail or to wait.</summary>
    private sealed class Lengths : ITextModel<string, int>
    {
        public const string Poison = "poison";

        private readonly ConcurrentDictionary<string, Held> _held = new();
        private readonly ConcurrentQueue<IReadOnlyList<string>> _batches = new();

        public string Name => "lengths";

        public IEnumerable<IReadOnlyList<string>> Batches => _batches;

        public void Load()
        {
        }

        /// <summary>Whoever reads the text waits until what is returned is disposed of.</summary>
        public Held Hold(string text) => _held.GetOrAdd(text, new Held());

        public IReadOnlyList<int> Read(IReadOnlyList<string> texts)
        {
            _batches.Enqueue(texts);
            foreach (var text in texts)
            {
                if (text == Poison)
                    throw new FormatException();
                if (_held.TryGetValue(text, out var held))
                    held.Wait();
            }

            return [.. texts.Select(text => text.Length)];
        }
    }

    private sealed class Held : IDisposable
    {
        private readonly TaskCompletionSource _reached = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly ManualResetEventSlim _released = new();

        public Task Reached => _reached.Task;

        public void Wait()
        {
            _reached.TrySetResult();
            _released.Wait(Patience);
        }

        public void Dispose() => _released.Set();
    }
}

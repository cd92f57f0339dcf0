using CreatorAnalytics.Apify;
using CreatorAnalytics.Storage;
using CreatorAnalytics.Tests.Support;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace CreatorAnalytics.Tests.Apify;

/// <summary>Run slots that several processes share. Needs a redis-server on the path.</summary>
public sealed class SharedRunSlotsTests : IAsyncLifetime
{
    private const int Limit = 4;

    private readonly RedisServer _redis = new();
    private readonly List<Process> _processes = [];

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public async ValueTask DisposeAsync()
    {
        foreach (var process in _processes)
            await process.DisposeAsync();
        await _redis.DisposeAsync();
    }

    [Fact]
    public async Task Processes_have_the_slots_together_and_divide_them_when_both_need_all()
    {
        var (first, second) = (await StartAsync(), await StartAsync());
        var firsts = first.Take(6);
        await WhenAsync(() => first.Slots.Used == Limit);
        var seconds = second.Take(6);
        await second.HearsAsync();
        Assert.Equal(0, second.Slots.Used);

        Free(firsts);
        await WhenAsync(() => second.Slots.Used == 1);
        Assert.Equal(3, first.Slots.Used);
        Free(firsts);
        await WhenAsync(() => second.Slots.Used == 2);
        Assert.Equal(2, first.Slots.Used);

        // Now each has its part, and what one gives back it may have again.
        Free(firsts);
        await WhenAsync(() => firsts.Count(slot => slot.IsCompletedSuccessfully) == 5);
        Assert.Equal((2, 2), (first.Slots.Used, second.Slots.Used));
        Assert.Equal(2, seconds.Count(slot => slot.IsCompleted));
    }

    [Fact]
    public async Task However_processes_take_and_free_them_there_are_never_more_than_the_limit()
    {
        Process[] processes = [await StartAsync(), await StartAsync(), await StartAsync()];
        var (going, most) = (0, 0);
        var full = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await Task.WhenAll(processes.SelectMany(process => Enumerable.Range(0, 6).Select(_ => Task.Run(() => UseAsync(process)))));

        Assert.Equal(Limit, most);

        async Task UseAsync(Process process)
        {
            for (var n = 0; n < 20; n++)
            {
                using var leave = new CancellationTokenSource();
                var taken = process.Slots.TakeAsync(leave.Token);
                if (n % 5 == 4)
                    await leave.CancelAsync();
                try
                {
                    using var slot = await taken;
                    var now = Interlocked.Increment(ref going);
                    InterlockedMax(ref most, now);
                    if (now == Limit)
                        full.TrySetResult();

                    // Or it would be up to the machine whether all are ever held at the same moment.
                    if (n == 0)
                        await full.Task;
                    await Task.Yield();
                    Interlocked.Decrement(ref going);
                }
                catch (OperationCanceledException)
                {
                    // It gave up waiting.
                }
            }
        }
    }

    [Fact]
    public async Task What_one_wants_and_has_not_asked_for_is_kept_for_it()
    {
        var (first, second) = (await StartAsync(), await StartAsync());
        var firsts = first.Take(6);
        await WhenAsync(() => first.Slots.Used == Limit);
        second.Slots.Want(6);
        await second.HearsAsync();
        Assert.Equal(0, second.Slots.Free);

        Free(firsts);
        await WhenAsync(() => second.Slots.Free == 1);
        Free(firsts);
        await WhenAsync(() => second.Slots.Free == 2);
        Free(firsts);
        await first.HearsAsync();
        Assert.Equal((2, 2), (first.Slots.Used, second.Slots.Free));
    }

    [Fact]
    public async Task The_plan_counts_what_the_other_processes_run_as_ours()
    {
        var (first, second) = (await StartAsync(limit: 25), await StartAsync(limit: 25));
        first.Take(4);
        await WhenAsync(() => first.Slots.Used == 4);
        await second.HearsAsync();

        second.Slots.Apply(new AccountLimits(new AccountLimits.Allowed(8, null), new AccountLimits.Used(5, null)));

        Assert.Equal(7, second.Slots.OfAll);
    }

    [Fact]
    public async Task What_one_does_not_need_the_other_has()
    {
        var (first, second) = (await StartAsync(), await StartAsync());
        first.Take(1);
        await WhenAsync(() => first.Slots.Used == 1);
        second.Take(6);

        await WhenAsync(() => second.Slots.Used == 3);
        Assert.Equal(1, first.Slots.Used);
    }

    [Fact]
    public async Task The_slots_of_a_killed_process_come_free_when_its_lease_ends()
    {
        var (first, second) = (await StartAsync(), await StartAsync());
        first.Take(Limit);
        await WhenAsync(() => first.Slots.Used == Limit);
        second.Take(1);
        await second.HearsAsync();

        first.Kill();

        await WhenAsync(() => second.Slots.Used == 1);
    }

    [Fact]
    public async Task Without_redis_each_has_the_limit_for_itself_and_shares_again_when_it_is_back()
    {
        var (first, second) = (await StartAsync(), await StartAsync());
        var firsts = first.Take(Limit);
        await WhenAsync(() => first.Slots.Used == Limit);
        var seconds = second.Take(Limit);
        await second.HearsAsync();

        await _redis.StopAsync();
        await WhenAsync(() => second.Slots.Used == Limit);

        // The first still has all that there are: the second gets one again only when it has fewer than its part.
        _redis.Start();
        await WhenAsync(() => first.Slots.IsShared && second.Slots.IsShared);
        var more = second.Take(1);
        Free(seconds);
        Free(seconds);
        await WhenAsync(() => second.Slots.Used == 2);
        Assert.False(more[0].IsCompleted);
        Free(seconds);
        await WhenAsync(() => second.Slots.Used == 1);
        Free(seconds);
        await WhenAsync(() => second.Slots.Used == 0);
        Assert.False(more[0].IsCompleted);
        Free(firsts);
        await WhenAsync(() => more[0].IsCompleted);
    }

    [Fact]
    public async Task A_redis_that_was_started_anew_grants_nobody_what_the_others_still_use()
    {
        var lease = TimeSpan.FromMinutes(1);
        var (first, second) = (await StartAsync(lease: lease), await StartAsync(lease: lease));
        var firsts = first.Take(6);
        await WhenAsync(() => first.Slots.Used == Limit);
        second.Take(6);
        await second.HearsAsync();
        Free(firsts);
        Free(firsts);
        await WhenAsync(() => second.Slots.Used == 2);

        await _redis.StopAsync();
        _redis.Start();

        await Task.WhenAll(first.HearsAsync(), second.HearsAsync());
        Assert.Equal((2, 2), (first.Slots.Used, second.Slots.Used));
    }

    [Fact]
    public async Task With_a_single_slot_a_process_that_always_needs_it_does_not_keep_it()
    {
        var (first, second) = (await StartAsync(limit: 1), await StartAsync(limit: 1));
        var firsts = first.Take(1);
        await WhenAsync(() => first.Slots.Used == 1);
        second.Take(1);
        await second.HearsAsync();

        await WhenAsync(() =>
        {
            if (first.Slots.Used == 1)
            {
                firsts.AddRange(first.Take(1));
                Free(firsts);
            }

            return second.Slots.Used == 1;
        });
    }

    private static void Free(List<Task<RunSlots.Slot>> slots)
    {
        var mine = slots.First(slot => slot.IsCompletedSuccessfully);
        slots.Remove(mine);
        mine.GetAwaiter().GetResult().Dispose();
        slots.Add(mine);
    }

    private async Task WhenAsync(Func<bool> isSo) => await _redis.UntilAsync(() => Task.FromResult(isSo()));

    private async Task<Process> StartAsync(int limit = Limit, TimeSpan? lease = null)
    {
        var process = new Process(await _redis.ConnectAsync(TimeProvider.System), limit, lease ?? TimeSpan.FromSeconds(2));
        _processes.Add(process);
        await process.Sharing.StartAsync(Cancel);
        return process;
    }

    private static void InterlockedMax(ref int most, int now)
    {
        for (var was = most; was < now; was = most)
            Interlocked.CompareExchange(ref most, now, was);
    }

    private sealed class Process(RedisConnection redis, int limit, TimeSpan lease) : IAsyncDisposable
    {
        public RunSlots Slots { get; } = new(Options.Create(new ApifyOptions { MaxConcurrentRuns = limit }));

        public SharedRunSlots Sharing => field ??= new(redis, Slots, TimeProvider.System, NullLogger<SharedRunSlots>.Instance)
        {
            Lease = lease,
            Every = TimeSpan.FromMilliseconds(100),
        };

        public List<Task<RunSlots.Slot>> Take(int count) => [.. Enumerable.Range(0, count).Select(_ => Slots.TakeAsync(Cancel))];

        /// <summary>Waits until it was answered what it needs now: the second answer belongs to a question that was asked since.</summary>
        public async Task HearsAsync()
        {
            using var answers = new SemaphoreSlim(0);
            void Count() => answers.Release();
            Slots.Freed += Count;
            await answers.WaitAsync(Cancel);
            await answers.WaitAsync(Cancel);
            Slots.Freed -= Count;
        }

        /// <summary>It says nothing any more, least of all that it ends.</summary>
        public void Kill() => Sharing.Dispose();

        public async ValueTask DisposeAsync()
        {
            Sharing.Dispose();
            await redis.DisposeAsync();
        }
    }
}

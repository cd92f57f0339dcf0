using System.Collections.Concurrent;
using System.Net;
using CreatorAnalytics.Apify;
using CreatorAnalytics.Tests.Support;
using Microsoft.Extensions.Time.Testing;

namespace CreatorAnalytics.Tests.Apify;

/// <summary>The scraper against a platform at which whatever can go wrong does, again and again.</summary>
public sealed class HostilePlatformTests : IAsyncLifetime
{
    private static readonly TimeSpan Step = TimeSpan.FromMilliseconds(100);

    private readonly TestDatabase _database = new();
    private readonly FakeApify _apify = new();
    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 6, 1, 12, 0, 0, TimeSpan.Zero));
    private readonly ConcurrentDictionary<string, int> _tries = new();
    private HostileWire _wire = null!;
    private TestScraper _test = null!;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public async ValueTask DisposeAsync()
    {
        await _test.DisposeAsync();
        _wire.Dispose();
        _database.Dispose();
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task Every_creator_comes_back_and_none_is_scraped_twice(int seed)
    {
        await BeginAsync(seed);
        _apify.OnRun = run => _ = WorkAsync(run, new Random(seed + run.Number));
        string[] names = [.. Enumerable.Range(0, 45).Select(n => $"creator{n}")];

        var results = await InTime(Task.WhenAll(names.Select((name, n) => TryAsync(name, n))));

        foreach (var (result, name) in results.Zip(names))
        {
            var scrape = await _test.Scraper.LoadAsync(Assert.IsType<ScrapeResult.Scraped>(result).ScrapeId, Cancel);
            Assert.Equal(name, scrape.Profile.Username);
        }

        Assert.All(_apify.Runs.Where(run => run.IsProfile).SelectMany(run => run.Names).CountBy(name => name), pair => Assert.Equal(1, pair.Value));
        Assert.All(
            _apify.Runs.Where(run => !run.IsProfile).SelectMany(run => run.Names).CountBy(name => name),
            pair => Assert.InRange(pair.Value, 1, _tries[pair.Key]));
        Assert.InRange(_wire.MostInASecond(), 1, 60);
        Assert.True(_wire.Harm > 20, $"Only {_wire.Harm} requests were harmed.");
    }

    [Fact]
    public async Task A_run_that_times_out_after_half_its_rows_gives_those_and_the_others_are_tried_alone()
    {
        await BeginAsync(seed: 7);
        _apify.OnRun = run =>
        {
            var half = run.IsProfile && run.Names.Length > 1 ? run.Names.Take(run.Names.Length / 2) : run.Names;
            if (run.IsProfile)
                run.Push([.. half.Select(name => FakeRun.Profile(name))]);
            run.End(run.Names.Length > 1 && run.IsProfile ? "TIMED-OUT" : "SUCCEEDED");
        };
        string[] names = [.. Enumerable.Range(0, 10).Select(n => $"creator{n}")];

        var results = await InTime(Task.WhenAll(names.Select((name, n) => _test.ScrapeAsync(name, Cancel, n))));
        Assert.Equal(5, results.Count(result => result is ScrapeResult.Scraped));
        var failed = results.OfType<ScrapeResult.Failed>().ToList();
        Assert.Equal(5, failed.Count);
        Assert.All(failed, one => Assert.Equal((ScrapeCodes.TimedOut, true), (one.Code, one.RetryAlone)));

        var again = names.Where((_, n) => results[n] is ScrapeResult.Failed);
        Assert.All(
            await InTime(Task.WhenAll(again.Select(name => TryAsync(name, rank: 0, alone: true)))),
            result => Assert.IsType<ScrapeResult.Scraped>(result));
    }

    /// <summary>As the jobs do: what failed on the way is tried again, three times at most.</summary>
    private async Task<ScrapeResult> TryAsync(string username, long rank, bool alone = false)
    {
        for (var tries = 1; ; tries++)
        {
            _tries[username] = tries;
            var result = await _test.ScrapeAsync(username, Cancel, rank, alone);
            if (result is not ScrapeResult.Failed failed || tries > 3)
                return result;
            alone |= failed.RetryAlone;
        }
    }

    private async Task BeginAsync(int seed)
    {
        _wire = new HostileWire(_apify, _time, seed);
        var options = new ApifyOptions { GatherMilliseconds = 20 };
        _test = await new TestScraper(_database, new Uri("http://apify.test"), _wire, _time, options).StartAsync();
    }

    /// <summary>Rows out of order, twice, in pieces, some only after the run's end.</summary>
    private async Task WorkAsync(FakeRun run, Random random)
    {
        var rows = run.Names.Select(name => run.IsProfile ? FakeRun.Profile(name, posts: 1) : FakeRun.Post(name, $"p-{name}")).ToArray();
        random.Shuffle(rows);
        foreach (var part in rows[..Math.Max(0, rows.Length - 2)].Chunk(4))
        {
            await Task.Delay(TimeSpan.FromSeconds(random.Next(1, 5)), _time);
            run.Push(part).Push(part[..1]);
        }

        run.End("SUCCEEDED");
        await Task.Delay(TimeSpan.FromSeconds(2), _time);
        run.Push(rows);
    }

    private async Task<T> InTime<T>(Task<T> task)
    {
        for (var steps = 0; !task.IsCompleted; steps++)
        {
            Assert.True(steps < 10_000, "It did not end in 1,000 s of the test's clock.");
            _time.Advance(Step);
            await Task.Delay(TimeSpan.FromMilliseconds(1), TimeProvider.System, Cancel);
        }

        return await task;
    }

    /// <summary>The way to the platform: slow, out of order, with refusals in bursts, and answers that get lost on the way back.</summary>
    private sealed class HostileWire(HttpMessageHandler platform, TimeProvider time, int seed) : DelegatingHandler(platform)
    {
        private readonly Random _random = new(seed);
        private readonly ConcurrentQueue<(string Resource, DateTimeOffset At)> _seen = new();
        private HttpStatusCode _burstOf;
        private int _burst;
        private int _harm;

        public int Harm => _harm;

        public int MostInASecond() => _seen.GroupBy(seen => seen.Resource).Max(group =>
        {
            var times = group.Select(seen => seen.At).Order().ToArray();
            return times.Max(first => times.Count(at => at >= first && at < first + TimeSpan.FromSeconds(1)));
        });

        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            _seen.Enqueue((RequestPacer.ResourceOf(request.RequestUri!.AbsolutePath.TrimStart('/')), time.GetUtcNow()));
            var (fate, delay) = Decide(request.Method == HttpMethod.Post);
            await Task.Delay(delay, time, cancellationToken);
            if (fate is not Fate.Pass)
                Interlocked.Increment(ref _harm);
            switch (fate)
            {
                case Fate.TooMany:
                    return FakeApify.Error(HttpStatusCode.TooManyRequests, "rate-limit-exceeded");
                case Fate.Broken:
                    return FakeApify.Error(HttpStatusCode.InternalServerError, "internal-server-error");
                case Fate.NoPlace:
                    return FakeApify.Error(HttpStatusCode.PaymentRequired, "actor-memory-limit-exceeded");
                case Fate.Reset:
                    throw new HttpRequestException("The connection was reset.");
                default:
                    var answer = await base.SendAsync(request, cancellationToken);
                    if (fate is Fate.Pass)
                        return answer;
                    answer.Dispose();
                    throw new IOException("The connection was cut while the answer was read.");
            }
        }

        private (Fate Fate, TimeSpan Delay) Decide(bool isStart)
        {
            lock (_random)
            {
                var delay = TimeSpan.FromMilliseconds(_random.Next(0, 800));
                if (_burst > 0)
                {
                    _burst--;
                    return (_burstOf is HttpStatusCode.TooManyRequests ? Fate.TooMany : Fate.Broken, delay);
                }

                switch (_random.Next(20))
                {
                    case 0:
                        (_burst, _burstOf) = (_random.Next(1, 5), HttpStatusCode.TooManyRequests);
                        return (Fate.TooMany, delay);
                    case 1:
                        (_burst, _burstOf) = (_random.Next(1, 4), HttpStatusCode.InternalServerError);
                        return (Fate.Broken, delay);
                    case 2:
                        return (Fate.Reset, delay);
                    case 3:
                        return (Fate.Cut, delay);
                    case 4 when isStart:
                        return (Fate.NoPlace, delay);
                    default:
                        return (Fate.Pass, delay);
                }
            }
        }

        private enum Fate
        {
            Pass,
            TooMany,
            Broken,
            NoPlace,
            Reset,
            Cut,
        }
    }
}

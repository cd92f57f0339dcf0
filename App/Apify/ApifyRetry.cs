using Polly;
using Polly.Retry;
using Polly.Timeout;

namespace CreatorAnalytics.Apify;

/// <summary>
/// How a request is tried. What may be repeated is, on 429, server errors, lost connections, time-outs and cut-off bodies (see
/// <see cref="ApifyException.IsTransient"/>): up to five times, after 0.5 s doubling with jitter or what Retry-After says, each attempt
/// with twice the time of the one before. Starting a run is tried once: a second start is a second bill.
/// </summary>
internal sealed class ApifyRetry
{
    public const int MaxRetries = 5;

    private static readonly TimeSpan FirstDelay = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan LongestDelay = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan LongestAttempt = TimeSpan.FromMinutes(6);
    private static readonly ResiliencePropertyKey<Attempts> AttemptsKey = new("attempts");

    private readonly ResiliencePipeline _repeatable;
    private readonly ResiliencePipeline _once;

    public ApifyRetry(TimeProvider time, Random random)
    {
        _once = new ResiliencePipelineBuilder { TimeProvider = time }.AddTimeout(PerAttempt()).Build();
        _repeatable = new ResiliencePipelineBuilder { TimeProvider = time }
            .AddRetry(new RetryStrategyOptions
            {
                ShouldHandle = new PredicateBuilder()
                    .Handle<ApifyException>(exception => exception.IsTransient)
                    .Handle<TimeoutRejectedException>(),
                MaxRetryAttempts = MaxRetries,
                BackoffType = DelayBackoffType.Exponential,
                Delay = FirstDelay,
                MaxDelay = LongestDelay,
                UseJitter = true,
                Randomizer = () => NextDouble(random),
                DelayGenerator = static arguments => ValueTask.FromResult(AskedFor(arguments.Outcome.Exception)),
                OnRetry = static arguments =>
                {
                    if (arguments.Context.Properties.TryGetValue(AttemptsKey, out var attempts))
                        attempts.Failed++;
                    return ValueTask.CompletedTask;
                },
            })
            .AddTimeout(PerAttempt())
            .Build();
    }

    /// <summary>Runs <paramref name="attempt"/> until it succeeds or may not be tried again.</summary>
    /// <exception cref="TimeoutRejectedException">The last attempt took too long; the caller's own cancellation is not this.</exception>
    public async Task<T> RunAsync<T>(
        Func<CancellationToken, ValueTask<T>> attempt, TimeSpan firstTimeout, bool repeatable, CancellationToken cancellationToken)
    {
        var context = ResilienceContextPool.Shared.Get(cancellationToken);
        context.Properties.Set(AttemptsKey, new Attempts(firstTimeout));
        try
        {
            return await (repeatable ? _repeatable : _once).ExecuteAsync(
                static (context, attempt) => attempt(context.CancellationToken), context, attempt);
        }
        finally
        {
            ResilienceContextPool.Shared.Return(context);
        }
    }

    private static TimeoutStrategyOptions PerAttempt() => new()
    {
        TimeoutGenerator = static arguments => ValueTask.FromResult(
            arguments.Context.Properties.TryGetValue(AttemptsKey, out var attempts) ? attempts.Timeout : LongestAttempt),
    };

    private static TimeSpan? AskedFor(Exception? exception) =>
        exception is ApifyException { RetryAfter: { } wait } ? (wait < LongestDelay ? wait : LongestDelay) : null;

    private static double NextDouble(Random random)
    {
        lock (random)
            return random.NextDouble();
    }

    private sealed class Attempts(TimeSpan first)
    {
        public int Failed { get; set; }

        public TimeSpan Timeout => TimeSpan.FromTicks(Math.Min(LongestAttempt.Ticks, first.Ticks << Math.Min(Failed, 10)));
    }
}

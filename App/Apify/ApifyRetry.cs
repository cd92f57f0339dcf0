using Polly;
using Polly.CircuitBreaker;
using Polly.Retry;
using Polly.Timeout;

namespace CreatorAnalytics.Apify;

/// <summary>
/// How a request is tried. What may be repeated is, on 429, server errors, lost connections, time-outs and cut-off bodies (see
/// <see cref="ApifyException.IsTransient"/>): up to five times, after 0.5 s doubling with jitter or what Retry-After says, each attempt
/// with twice the time of the one before. When nearly everything fails for a while nothing is sent for some seconds. Starting a run is tried once: a second start is a second bill.
/// </summary>
internal sealed class ApifyRetry
{
    public const int MaxRetries = 5;

    private static readonly TimeSpan FirstDelay = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan LongestDelay = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan Break = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan LongestAttempt = TimeSpan.FromMinutes(6);
    private static readonly ResiliencePropertyKey<Attempts> AttemptsKey = new("attempts");

    private readonly CircuitBreakerStateProvider _breaker = new();
    private readonly ResiliencePipeline _repeated;
    private readonly ResiliencePipeline _attempt;

    public ApifyRetry(TimeProvider time, Random random)
    {
        _attempt = new ResiliencePipelineBuilder { TimeProvider = time }
            .AddCircuitBreaker(new CircuitBreakerStrategyOptions
            {
                ShouldHandle = new PredicateBuilder()
                    .Handle<ApifyException>(exception => exception.MayHaveHappened)
                    .Handle<TimeoutRejectedException>(),
                FailureRatio = 0.9,
                MinimumThroughput = 40,
                SamplingDuration = TimeSpan.FromSeconds(10),
                BreakDuration = Break,
                StateProvider = _breaker,
            })
            .AddTimeout(PerAttempt())
            .Build();
        _repeated = new ResiliencePipelineBuilder { TimeProvider = time }
            .AddRetry(new RetryStrategyOptions
            {
                ShouldHandle = new PredicateBuilder()
                    .Handle<ApifyException>(exception => exception.IsTransient)
                    .Handle<TimeoutRejectedException>()
                    .Handle<BrokenCircuitException>(),
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
            .Build();
    }

    /// <summary>Whether nothing is sent now, because nearly everything has failed of late.</summary>
    public bool IsOpen => _breaker.CircuitState is CircuitState.Open;

    /// <summary>Runs <paramref name="attempt"/> until it succeeds or may not be tried again.</summary>
    /// <param name="before">Comes before each attempt; it takes none of its time.</param>
    /// <exception cref="TimeoutRejectedException">The last attempt took too long; the caller's own cancellation is not this.</exception>
    /// <exception cref="BrokenCircuitException">It was not tried: nearly everything has failed of late.</exception>
    public async Task<T> RunAsync<T>(
        Func<CancellationToken, ValueTask> before,
        Func<CancellationToken, ValueTask<T>> attempt,
        TimeSpan firstTimeout,
        bool repeatable,
        CancellationToken cancellationToken)
    {
        var context = ResilienceContextPool.Shared.Get(cancellationToken);
        context.Properties.Set(AttemptsKey, new Attempts(firstTimeout));
        try
        {
            return repeatable ? await _repeated.ExecuteAsync(AttemptAsync, context) : await AttemptAsync(context);
        }
        finally
        {
            ResilienceContextPool.Shared.Return(context);
        }

        async ValueTask<T> AttemptAsync(ResilienceContext context)
        {
            await before(context.CancellationToken);
            return await _attempt.ExecuteAsync(static (context, attempt) => attempt(context.CancellationToken), context, attempt);
        }
    }

    private static TimeoutStrategyOptions PerAttempt() => new()
    {
        TimeoutGenerator = static arguments => ValueTask.FromResult(
            arguments.Context.Properties.TryGetValue(AttemptsKey, out var attempts) ? attempts.Timeout : LongestAttempt),
    };

    private static TimeSpan? AskedFor(Exception? exception) =>
        exception switch
        {
            ApifyException { RetryAfter: { } wait } => wait < LongestDelay ? wait : LongestDelay,
            BrokenCircuitException => Break,
            _ => null,
        };

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

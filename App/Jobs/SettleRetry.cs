using Polly;
using Polly.Retry;

namespace CreatorAnalytics.Jobs;

/// <summary>
/// Writes down finished work even if the database blinks: for about half a minute, which is shorter than a lease, so that the item has
/// not been given to somebody else meanwhile (and if it has, the claim is refused).
/// </summary>
public sealed class SettleRetry(TimeProvider time, ILogger<SettleRetry> logger)
{
    private readonly ResiliencePipeline _pipeline = new ResiliencePipelineBuilder { TimeProvider = time }
        .AddRetry(new RetryStrategyOptions
        {
            ShouldHandle = new PredicateBuilder().Handle<Exception>(exception => exception is not ClaimLostException),
            MaxRetryAttempts = 8,
            BackoffType = DelayBackoffType.Exponential,
            Delay = TimeSpan.FromMilliseconds(200),
            MaxDelay = TimeSpan.FromSeconds(8),
            UseJitter = true,
            OnRetry = retry =>
            {
                logger.LogWarning(retry.Outcome.Exception, "Settling failed; trying again in {Delay}", retry.RetryDelay);
                return ValueTask.CompletedTask;
            },
        })
        .Build();

    /// <summary>Runs the write until it succeeds, the claim is lost, or the tries are used up.</summary>
    public async Task RunAsync(Func<CancellationToken, Task> settle) =>
        await _pipeline.ExecuteAsync(async token => await settle(token), CancellationToken.None);
}

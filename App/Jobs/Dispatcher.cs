using Coravel;
using Coravel.Queuing;
using Coravel.Queuing.Interfaces;
using CreatorAnalytics.Storage;
using Microsoft.Extensions.Options;

namespace CreatorAnalytics.Jobs;

/// <summary>
/// Claims as many items as there are free slots and starts each as a Coravel invocable. It is woken by the <see cref="Doorbell"/> and by
/// the next retry that is due, and looks by itself every second or two. At shutdown it hands back what is in work.
/// </summary>
public sealed class Dispatcher : BackgroundService
{
    private const int MostClaimsAtOnce = 100;
    private static readonly TimeSpan PollEvery = TimeSpan.FromSeconds(1.5);
    private static readonly TimeSpan ShortestWait = TimeSpan.FromMilliseconds(10);
    private static readonly TimeSpan RetryAfterFailure = TimeSpan.FromSeconds(1);

    private readonly ItemQueue _items;
    private readonly RunningItems _running;
    private readonly Doorbell _doorbell;
    private readonly Queue _coravel;
    private readonly Readiness _readiness;
    private readonly JobsOptions _options;
    private readonly TimeProvider _time;
    private readonly ILogger<Dispatcher> _logger;

    public Dispatcher(
        ItemQueue items,
        RunningItems running,
        Doorbell doorbell,
        IQueue coravel,
        IServiceProvider services,
        Readiness readiness,
        IOptions<JobsOptions> options,
        TimeProvider time,
        ILogger<Dispatcher> logger)
    {
        _items = items;
        _running = running;
        _doorbell = doorbell;
        _coravel = (Queue)coravel;
        _readiness = readiness;
        _options = options.Value;
        _time = time;
        _logger = logger;

        // An exception in here would end Coravel's consumer for good, and logging is the one thing that can be done.
        services.ConfigureQueue().OnError(exception => logger.LogError(exception, "A queued task failed"));
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await _readiness.WaitAsync(stoppingToken);
        BackgroundWork.Begin();
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                var wait = await DispatchAsync(stoppingToken);
                if (wait > TimeSpan.Zero)
                    await _doorbell.WaitAsync(wait, stoppingToken);
            }
            catch (Exception exception) when (!stoppingToken.IsCancellationRequested)
            {
                _logger.LogError(exception, "Claiming failed; trying again in {Delay} s", RetryAfterFailure.TotalSeconds);
                await Task.Delay(RetryAfterFailure, _time, stoppingToken);
            }
        }
    }

    /// <summary>Starts what can be started and returns how long there will be nothing to do, unless the doorbell rings.</summary>
    private async Task<TimeSpan> DispatchAsync(CancellationToken stoppingToken)
    {
        var free = Math.Min(_options.MaxConcurrentItems - _running.Count, MostClaimsAtOnce);
        if (free <= 0)
            return PollEvery;

        var claims = await _items.ClaimAsync(free, stoppingToken);
        foreach (var claim in claims)
        {
            _running.Add(claim);
            _coravel.QueueInvocableWithPayload<ProcessJobItem, ItemClaim>(claim);
        }

        // Coravel's own host would start them up to a second later, and all later ones only after the slowest of these: consuming here,
        // without waiting, starts each at once and independently.
        if (claims.Count > 0)
            _ = Task.Run(_coravel.ConsumeQueueAsync, CancellationToken.None);
        if (claims.Count == free)
            return TimeSpan.Zero;

        var due = await _items.NextDueAsync(stoppingToken) - _time.GetUtcNow();
        return due is { } soon && soon < PollEvery ? Max(soon, ShortestWait) : PollEvery;
    }

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        if (!_readiness.IsReady)
            return;
        try
        {
            var handedBack = await _items.HandBackAsync(cancellationToken);
            if (handedBack > 0)
                _logger.LogInformation("Handed {Count} items back", handedBack);
        }
        catch (Exception exception)
        {
            _logger.LogError(exception, "Could not hand work back; it is taken over when its lease ends");
        }
    }

    private static TimeSpan Max(TimeSpan left, TimeSpan right) => left > right ? left : right;
}

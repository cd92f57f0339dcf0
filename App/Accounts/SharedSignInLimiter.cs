using System.Threading.RateLimiting;
using CreatorAnalytics.Storage;

namespace CreatorAnalytics.Accounts;

/// <summary>A bucket that all processes take from while Redis answers, and one of this process's own while it does not.</summary>
internal sealed class SharedSignInLimiter(SharedBuckets shared, string address, AccountsOptions limits) : RateLimiter
{
    private static readonly Lease Granted = new(isAcquired: true);
    private static readonly Lease Refused = new(isAcquired: false);

    private readonly TokenBucketRateLimiter _own = new(new TokenBucketRateLimiterOptions
    {
        TokenLimit = limits.SignInBurst,
        TokensPerPeriod = limits.SignInsPerMinute,
        ReplenishmentPeriod = TimeSpan.FromMinutes(1),
        AutoReplenishment = true,
    });

    private int _asking;

    /// <summary>Null while Redis is asked: who is idle for a while is disposed.</summary>
    public override TimeSpan? IdleDuration => Volatile.Read(ref _asking) > 0 ? null : _own.IdleDuration;

    public override RateLimiterStatistics? GetStatistics() => _own.GetStatistics();

    /// <summary>Redis cannot be asked without waiting: who gets nothing here goes on to <see cref="AcquireAsyncCore"/>.</summary>
    protected override RateLimitLease AttemptAcquireCore(int permitCount) => Refused;

    protected override async ValueTask<RateLimitLease> AcquireAsyncCore(int permitCount, CancellationToken cancellationToken)
    {
        Interlocked.Increment(ref _asking);
        try
        {
            return await shared.TakeAsync($"sign-in:{address}", limits.SignInsPerMinute / 60.0, limits.SignInBurst) switch
            {
                null => _own.AttemptAcquire(permitCount),
                >= 0 => Granted,
                _ => Refused,
            };
        }
        finally
        {
            Interlocked.Decrement(ref _asking);
        }
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
            _own.Dispose();
        base.Dispose(disposing);
    }

    private sealed class Lease(bool isAcquired) : RateLimitLease
    {
        public override bool IsAcquired => isAcquired;

        public override IEnumerable<string> MetadataNames => [];

        public override bool TryGetMetadata(string metadataName, out object? metadata)
        {
            metadata = null;
            return false;
        }
    }
}

using System.Net;

namespace CreatorAnalytics.Apify;

/// <summary>Why runs are not started.</summary>
public enum HoldKind
{
    /// <summary>The runs that are going have all the memory that the plan gives.</summary>
    Memory,

    /// <summary>As many runs are going as the plan allows.</summary>
    Runs,

    /// <summary>The account's money or usage is used up.</summary>
    Usage,

    /// <summary>The account may not use the actor.</summary>
    Plan,

    /// <summary>The token is not accepted.</summary>
    Token,

    /// <summary><see cref="ApifyOptions.MonthlyUsdLimit"/> is reached.</summary>
    MonthlyLimit,

    /// <summary>The platform does not answer, and is left alone for some seconds at a time.</summary>
    Silent,
}

/// <summary>Something that keeps runs from being started, since when and when it did so last.</summary>
/// <param name="Detail">The platform's words, or ours; no token is in them.</param>
public sealed record StartHold(HoldKind Kind, string Detail, DateTimeOffset Since, DateTimeOffset LastAt);

/// <summary>What keeps this process from starting runs now, for the installation's operator.</summary>
internal sealed class StartHolds(ApifyRetry retry, TimeProvider time)
{
    // A start that waits for room is tried again every ten seconds at least.
    private static readonly TimeSpan PassesAfter = TimeSpan.FromSeconds(30);

    private readonly Lock _lock = new();
    private readonly Dictionary<HoldKind, StartHold> _holds = [];

    /// <summary>What holds now, by kind.</summary>
    public IReadOnlyList<StartHold> Current
    {
        get
        {
            var now = time.GetUtcNow();
            lock (_lock)
            {
                foreach (var hold in _holds.Values.Where(hold => IsPassing(hold.Kind) && hold.LastAt < now - PassesAfter).ToList())
                    _holds.Remove(hold.Kind);
                if (retry.IsOpen && !_holds.ContainsKey(HoldKind.Silent))
                    _holds.Add(HoldKind.Silent, new StartHold(HoldKind.Silent, "", now, now));
                return [.. _holds.Values.OrderBy(hold => hold.Kind)];
            }
        }
    }

    public void Raise(HoldKind kind, string detail)
    {
        var now = time.GetUtcNow();
        lock (_lock)
            _holds[kind] = new StartHold(kind, detail, _holds.GetValueOrDefault(kind)?.Since ?? now, now);
    }

    /// <summary>Notes why the platform did not start a run, where that is of interest to who runs the installation.</summary>
    public void Raise(ApifyException exception)
    {
        if (KindOf(exception) is { } kind)
            Raise(kind, exception.Message);
    }

    /// <summary>A run was started: nothing holds any more but what comes and goes.</summary>
    public void Started()
    {
        lock (_lock)
        {
            foreach (var kind in _holds.Keys.Where(kind => !IsPassing(kind)).ToList())
                _holds.Remove(kind);
        }
    }

    // While some starts wait for room, others find it.
    private static bool IsPassing(HoldKind kind) => kind is HoldKind.Memory or HoldKind.Runs or HoldKind.Silent;

    private static HoldKind? KindOf(ApifyException exception) => exception switch
    {
        { WasNotSent: true } => HoldKind.Silent,
        { Status: HttpStatusCode.Unauthorized } => HoldKind.Token,
        { Type: "actor-memory-limit-exceeded" } => HoldKind.Memory,
        { Type: "concurrent-runs-limit-exceeded" } => HoldKind.Runs,
        { Type: "apify-plan-required-to-use-paid-actor" or "x402-payment-required" } => HoldKind.Plan,
        { Type: "platform-feature-disabled" or "actor-disabled" or "max-items-must-be-greater-than-zero" } => HoldKind.Usage,
        { Status: HttpStatusCode.PaymentRequired } => HoldKind.Usage,
        { Status: HttpStatusCode.Forbidden } => HoldKind.Plan,
        _ => null,
    };
}

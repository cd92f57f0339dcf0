namespace CreatorAnalytics.Credits;

/// <summary>Why credits moved.</summary>
public enum LedgerKind
{
    /// <summary>Credits given to the team.</summary>
    Grant,

    /// <summary>Credits held when a search is submitted.</summary>
    Reserve,

    /// <summary>Held credits spent: a creator was delivered.</summary>
    Charge,

    /// <summary>Held credits given back: a creator failed, was cancelled, or cost less than quoted.</summary>
    Release,

    /// <summary>A correction by the operator.</summary>
    Adjust,
}

/// <summary>One movement of credits; never changed and never deleted. It holds ids only, so that erasing a creator leaves it whole.</summary>
public sealed class LedgerEntry
{
    public long Id { get; init; }

    public Guid TeamId { get; init; }

    public LedgerKind Kind { get; init; }

    /// <summary>What moved, in credits, never negative (an adjustment downwards says so in <see cref="BalanceChange"/>).</summary>
    public long Amount { get; init; }

    public long BalanceChange { get; init; }

    public long ReservedChange { get; init; }

    /// <summary>Unique: a second attempt to book the same movement fails instead of booking it twice.</summary>
    public required string IdempotencyKey { get; init; }

    public Guid? UserId { get; init; }

    public Guid? JobId { get; init; }

    public Guid? ItemId { get; init; }

    public Guid? CreatorId { get; init; }

    /// <summary>What the operator said of a grant or an adjustment.</summary>
    public string? Reason { get; init; }

    public DateTimeOffset CreatedAt { get; init; }
}

namespace CreatorAnalytics.Credits;

/// <summary>Which rows of the ledger are wanted.</summary>
public sealed record LedgerFilter
{
    /// <summary>From this moment on; null from the first row.</summary>
    public DateTimeOffset? From { get; init; }

    /// <summary>Before this moment; null up to the last row.</summary>
    public DateTimeOffset? To { get; init; }

    public Guid? UserId { get; init; }

    public Guid? JobId { get; init; }

    public Guid? CreatorId { get; init; }

    public LedgerKind? Kind { get; init; }

    /// <summary>Only charges of creators that were new (true) or known (false), which their price tells; null for all rows.</summary>
    public bool? IsNew { get; init; }

    /// <summary>Only the rows of searches for which credits are still held: what is reserved is their sum.</summary>
    public bool IsHeld { get; init; }

    /// <summary>Only rows older than this one; null for the newest.</summary>
    public long? Before { get; init; }

    /// <summary>How many rows at most.</summary>
    public int Limit { get; init; } = 50;
}

/// <summary>A row of the ledger in words.</summary>
/// <param name="Balance">The team's balance after it; null for members, who see their own rows only.</param>
/// <param name="Creator">The username; as it was typed where nobody was found by it, and null when it was erased.</param>
/// <param name="Member">The member's e-mail address; null when nobody of the team moved the credits.</param>
public sealed record LedgerRow(
    long Id, DateTimeOffset CreatedAt, LedgerKind Kind, long Amount, long BalanceChange, long ReservedChange, long? Balance,
    Guid? UserId, string? Member, Guid? JobId, string? Job, Guid? ItemId, Guid? CreatorId, string? Creator, string? Reason);

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

    /// <summary>Only rows older than this one; null for the newest.</summary>
    public long? Before { get; init; }

    /// <summary>How many rows at most.</summary>
    public int Limit { get; init; } = 50;
}

/// <summary>A row of the ledger in words.</summary>
/// <param name="Balance">The team's balance after it; null for members, who see their own rows only.</param>
/// <param name="Member">The member's e-mail address; null when nobody of the team moved the credits.</param>
public sealed record LedgerRow(
    long Id, DateTimeOffset CreatedAt, LedgerKind Kind, long Amount, long BalanceChange, long ReservedChange, long? Balance,
    Guid? UserId, string? Member, Guid? JobId, string? Job, Guid? ItemId, Guid? CreatorId, string? Creator, string? Reason);

namespace CreatorAnalytics.Accounts;

/// <summary>A link by which one person can become a member of a team. The link itself is not stored, only its hash.</summary>
public sealed class Invitation
{
    public Guid Id { get; init; }

    public Guid TeamId { get; init; }

    /// <summary>See <see cref="ApiKeySecret.Hash"/>.</summary>
    public required string TokenHash { get; init; }

    /// <summary>What the new member will be.</summary>
    public TeamRole Role { get; init; }

    /// <summary>For whom it is meant, so that links can be told apart; whoever has the link can use it.</summary>
    public required string Email { get; init; }

    public Guid InvitedBy { get; init; }

    public DateTimeOffset CreatedAt { get; init; }

    public DateTimeOffset ExpiresAt { get; init; }

    public DateTimeOffset? AcceptedAt { get; init; }

    public DateTimeOffset? RevokedAt { get; init; }
}

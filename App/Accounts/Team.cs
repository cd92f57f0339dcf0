namespace CreatorAnalytics.Accounts;

/// <summary>Whose credits are spent and whose members see each other's usage.</summary>
public sealed class Team
{
    public Guid Id { get; init; }

    public required string Name { get; set; }

    public DateTimeOffset CreatedAt { get; init; }
}

/// <summary>What a member may do in a team.</summary>
public enum TeamRole
{
    /// <summary>Searches and sees their own.</summary>
    Member,

    /// <summary>Also sees everyone's usage and manages members.</summary>
    Admin,

    /// <summary>Also manages admins; a team always has one.</summary>
    Owner,
}

/// <summary>A user's place in a team.</summary>
public sealed class Membership
{
    public Guid TeamId { get; init; }

    public Guid UserId { get; init; }

    public TeamRole Role { get; set; }

    public DateTimeOffset JoinedAt { get; init; }

    /// <summary>How many credits the member may have spent and reserved by searches of one month (UTC); null for no limit.</summary>
    public long? MonthlyCreditLimit { get; set; }

    /// <summary>When the member put away the notice that the team's credits run low; null for never.</summary>
    public DateTimeOffset? LowBalanceSeenAt { get; init; }
}

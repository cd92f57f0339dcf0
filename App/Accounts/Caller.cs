namespace CreatorAnalytics.Accounts;

/// <summary>
/// On whose behalf something is done, read from the database at each action and never taken from a cookie's claims. Every query of a
/// team's data is scoped by it.
/// </summary>
/// <param name="UserId">The member; for an API key, the member who made it.</param>
/// <param name="TeamId">The team whose data is seen and whose credits are spent.</param>
/// <param name="Role">The member's role in that team.</param>
public sealed record Caller(Guid UserId, Guid TeamId, TeamRole Role)
{
    /// <summary>Whether the caller sees what other members did.</summary>
    public bool IsAdmin => Role is TeamRole.Admin or TeamRole.Owner;

    /// <summary>Whether the caller may change or remove somebody of that role.</summary>
    public bool MayManage(TeamRole other) => Role is TeamRole.Owner || (Role is TeamRole.Admin && other is TeamRole.Member);

    /// <summary>Whether the caller may make somebody one.</summary>
    public bool MayGive(TeamRole role) => MayManage(role);
}

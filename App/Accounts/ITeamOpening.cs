using CreatorAnalytics.Storage;

namespace CreatorAnalytics.Accounts;

/// <summary>
/// What higher rooms add when a team is made, in the same transaction: Credits opens its wallet. It is how Accounts, the lower room,
/// makes a complete team without knowing them.
/// </summary>
public interface ITeamOpening
{
    /// <param name="db">The open transaction.</param>
    /// <param name="team">The new team, not yet saved.</param>
    /// <param name="openingCredits">Credits to start with; null for the configured starting grant.</param>
    Task OpenAsync(AppDbContext db, Team team, long? openingCredits, CancellationToken cancellationToken);
}

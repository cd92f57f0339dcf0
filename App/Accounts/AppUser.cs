using Microsoft.AspNetCore.Identity;

namespace CreatorAnalytics.Accounts;

/// <summary>A person who can sign in. What they may do is decided by their <see cref="Membership"/> in the active team.</summary>
public sealed class AppUser : IdentityUser<Guid>
{
    /// <summary>The team that their searches belong to and whose credits they spend.</summary>
    public Guid ActiveTeamId { get; set; }

    /// <summary>Runs the installation: sees Operations and grants credits. Team owners don't.</summary>
    public bool IsOperator { get; set; }

    /// <summary>When the account was made.</summary>
    public DateTimeOffset CreatedAt { get; set; }
}

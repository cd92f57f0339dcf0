using CreatorAnalytics.Storage;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace CreatorAnalytics.Accounts;

/// <summary>The account to try everything with: only in Development, and only when no first owner is configured.</summary>
public sealed class DemoAccount(IHostEnvironment environment, IOptions<BootstrapOptions> bootstrap, Database database)
{
    public const string Email = "demo@creator-analytics.local";
    public const string Password = "demo-password";

    internal static readonly NewTeam Team = new("Demo team", Email, Password, IsOperator: true);

    internal bool IsOffered => environment.IsDevelopment() && !bootstrap.Value.IsSet;

    /// <summary>Whether the sign-in page may offer it. Never outside Development, whatever the database holds.</summary>
    public async Task<bool> ExistsAsync(CancellationToken cancellationToken) =>
        environment.IsDevelopment()
        && await database.ReadAsync(db => db.Set<AppUser>().AnyAsync(user => user.Email == Email, cancellationToken), cancellationToken);
}

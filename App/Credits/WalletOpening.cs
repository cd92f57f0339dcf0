using CreatorAnalytics.Accounts;
using CreatorAnalytics.Storage;
using Microsoft.Extensions.Options;

namespace CreatorAnalytics.Credits;

/// <summary>Gives every new team its wallet, with the starting grant unless the maker of the team named an amount.</summary>
internal sealed class WalletOpening(Ledger ledger, IOptions<CreditsOptions> options) : ITeamOpening
{
    public Task OpenAsync(AppDbContext db, Team team, long? openingCredits, CancellationToken cancellationToken) =>
        ledger.OpenAsync(db, team.Id, openingCredits ?? options.Value.StartingGrant, cancellationToken);
}

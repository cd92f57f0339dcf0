using CreatorAnalytics.Accounts;
using CreatorAnalytics.Storage;

namespace CreatorAnalytics.Credits;

/// <summary>What Credits puts into the application.</summary>
public static class CreditsRoom
{
    public static void AddCredits(this WebApplicationBuilder builder)
    {
        builder.Services.AddCheckedOptions<CreditsOptions>(CreditsOptions.Section, options => options.Problems());
        builder.Services.AddSingleton<Ledger>();
        builder.Services.AddSingleton<Wallets>();
        builder.Services.AddSingleton<ITeamOpening, WalletOpening>();
    }
}

using Coravel;
using CreatorAnalytics.Accounts;
using CreatorAnalytics.Storage;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace CreatorAnalytics.Credits;

/// <summary>What Credits puts into the application.</summary>
public static class CreditsRoom
{
    /// <summary>UTC; when few people search.</summary>
    private const int AuditAtHour = 3;

    public static void AddCredits(this WebApplicationBuilder builder)
    {
        builder.Services.AddCheckedOptions<CreditsOptions>(CreditsOptions.Section, options => options.Problems());
        builder.Services.AddSingleton<Ledger>();
        builder.Services.AddSingleton<CreditOrders>();
        builder.Services.AddSingleton<Wallets>();
        builder.Services.TryAddSingleton<ILedgerSubjects, UnnamedSubjects>();
        builder.Services.AddSingleton<LedgerQueries>();
        builder.Services.AddSingleton<UsageQueries>();
        builder.Services.AddSingleton<LedgerAudit>();
        builder.Services.AddSingleton<ITeamOpening, WalletOpening>();
    }

    public static void MapCredits(this WebApplication app)
    {
        LedgerExport.Map(app);
        app.Services.UseScheduler(scheduler => scheduler
            .OnWorker("credits-audit")
            .Schedule<LedgerAudit>()
            .DailyAtHour(AuditAtHour)
            .PreventOverlapping(nameof(LedgerAudit)));
    }
}

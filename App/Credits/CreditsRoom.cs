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

    /// <summary>UTC; when a working day begins in Europe, so that there is time to act.</summary>
    private const int LowBalanceAtHour = 6;

    public static void AddCredits(this WebApplicationBuilder builder)
    {
        builder.Services.AddCheckedOptions<CreditsOptions>(CreditsOptions.Section, options => options.Problems());
        builder.Services.AddSingleton<LowBalance>();
        builder.Services.AddSingleton<MonthlyGrant>();
        builder.Services.AddSingleton<Ledger>();
        builder.Services.AddSingleton<CreditOrders>();
        builder.Services.AddSingleton<Wallets>();
        builder.Services.TryAddSingleton<ILedgerSubjects, WithoutJobs>();
        builder.Services.TryAddSingleton<IProviderCosts, WithoutJobs>();
        builder.Services.AddSingleton<LedgerQueries>();
        builder.Services.AddSingleton<UsageQueries>();
        builder.Services.AddSingleton<LedgerAudit>();
        builder.Services.AddSingleton<ITeamOpening, WalletOpening>();
    }

    public static void MapCredits(this WebApplication app)
    {
        LedgerExport.Map(app);
        UsageExport.Map(app);
        app.Services.UseScheduler(scheduler =>
        {
            var worker = scheduler.OnWorker("credits");
            worker.Schedule<LedgerAudit>().DailyAtHour(AuditAtHour).PreventOverlapping(nameof(LedgerAudit));
            worker.Schedule<LowBalance>().DailyAtHour(LowBalanceAtHour).PreventOverlapping(nameof(LowBalance));
            worker.Schedule<MonthlyGrant>().EveryFifteenMinutes().PreventOverlapping(nameof(MonthlyGrant));
        });
    }
}

using System.Text.Json.Nodes;

namespace CreatorAnalytics.Apify.Sandbox;

/// <summary><c>/v2/users</c>.</summary>
internal static class UserRoutes
{
    public static void MapUsers(this IEndpointRouteBuilder routes, SandboxParts parts)
    {
        var account = parts.Account;
        routes.MapGet("/v2/users/me", () => Answers.Data(account.UserJson()));
        routes.MapGet("/v2/users/me/limits", () => Answers.Data(Limits(account, parts.Clock.Now)));
        routes.MapGet("/v2/users/me/usage/monthly", () => Answers.Data(MonthlyUsage(account, parts.Clock.Now)));
    }

    private static JsonObject Limits(SandboxAccount account, DateTimeOffset now)
    {
        var (count, memory) = account.InUse();
        return new JsonObject
        {
            ["monthlyUsageCycle"] = Cycle(now),
            ["limits"] = new JsonObject
            {
                ["maxMonthlyUsageUsd"] = 1000,
                ["maxMonthlyActorComputeUnits"] = 100_000,
                ["maxMonthlyExternalDataTransferGbytes"] = 10_000,
                ["maxMonthlyProxySerps"] = 100_000,
                ["maxMonthlyResidentialProxyGbytes"] = 1000,
                ["maxActorMemoryGbytes"] = account.Options.MaxMemoryGbytes,
                ["maxActorCount"] = 500,
                ["maxActorTaskCount"] = 5000,
                ["maxConcurrentActorJobs"] = account.Options.MaxConcurrentRuns,
                ["maxTeamAccountSeatCount"] = 1,
                ["dataRetentionDays"] = 7,
                ["maxScheduleCount"] = 100,
            },
            ["current"] = new JsonObject
            {
                ["monthlyUsageUsd"] = ThisMonth(account, now).Sum(run => run.CostUsd),
                ["monthlyActorComputeUnits"] = 0,
                ["monthlyExternalDataTransferGbytes"] = 0,
                ["monthlyProxySerps"] = 0,
                ["monthlyResidentialProxyGbytes"] = 0,
                ["actorMemoryGbytes"] = memory / 1024.0,
                ["actorCount"] = 0,
                ["actorTaskCount"] = account.Tasks.Count,
                ["activeActorJobCount"] = count,
                ["teamAccountSeatCount"] = 1,
                ["scheduleCount"] = 0,
            },
        };
    }

    private static JsonObject MonthlyUsage(SandboxAccount account, DateTimeOffset now)
    {
        var runs = ThisMonth(account, now).ToList();
        var days = runs.GroupBy(run => run.StartedAt.UtcDateTime.Date).OrderBy(day => day.Key).Select(day => new JsonObject
        {
            ["date"] = Answers.Iso(new DateTimeOffset(day.Key, TimeSpan.Zero)),
            ["serviceUsage"] = PaidActors(day.Sum(run => run.CostUsd), day.Count()),
            ["totalUsageCreditsUsd"] = day.Sum(run => run.CostUsd),
        });
        var total = runs.Sum(run => run.CostUsd);
        return new JsonObject
        {
            ["usageCycle"] = Cycle(now),
            ["monthlyServiceUsage"] = PaidActors(total, runs.Count),
            ["dailyServiceUsages"] = new JsonArray([.. days]),
            ["totalUsageCreditsUsdBeforeVolumeDiscount"] = total,
            ["totalUsageCreditsUsdAfterVolumeDiscount"] = total,
        };
    }

    private static JsonObject PaidActors(double usd, int runs) => new()
    {
        ["PAID_ACTORS_PER_EVENT"] = new JsonObject
        {
            ["quantity"] = runs,
            ["baseAmountUsd"] = usd,
            ["baseUnitPriceUsd"] = runs == 0 ? 0 : usd / runs,
            ["amountAfterVolumeDiscountUsd"] = usd,
            ["priceTiers"] = new JsonArray(),
        },
    };

    private static IEnumerable<SandboxRun> ThisMonth(SandboxAccount account, DateTimeOffset now) =>
        account.Runs.Where(run => run.StartedAt >= MonthOf(now));

    private static JsonObject Cycle(DateTimeOffset now) => new()
    {
        ["startAt"] = Answers.Iso(MonthOf(now)),
        ["endAt"] = Answers.Iso(MonthOf(now).AddMonths(1).AddMilliseconds(-1)),
    };

    private static DateTimeOffset MonthOf(DateTimeOffset now) => new(now.UtcDateTime.Year, now.UtcDateTime.Month, 1, 0, 0, 0, TimeSpan.Zero);
}

using System.Text.Json.Nodes;
using CreatorAnalytics.Storage;

namespace CreatorAnalytics.Apify.Sandbox;

/// <summary><c>/v2/users</c>.</summary>
internal static class UserRoutes
{
    public static void MapUsers(this IEndpointRouteBuilder routes, SandboxParts parts)
    {
        var account = parts.Account;
        routes.MapGet("/v2/users/me", () => Answers.Data(account.UserJson()));
        routes.MapGet("/v2/users/me/limits", () => Answers.Data(Limits(account, parts.Clock.Now)));
        routes.MapPut("/v2/users/me/limits", async (HttpContext context) =>
        {
            Change(account, await RequestBody.ReadObjectAsync(context.Request));
            return Answers.Bare(new JsonObject(), 201);
        });
        routes.MapGet("/v2/users/me/usage/monthly", (HttpContext context) =>
            Answers.Data(MonthlyUsage(account, context.Request.Query.Date("date") ?? parts.Clock.Now)));
        routes.MapGet("/v2/users/{user}", (string user) => Answers.Data(PublicUser(user)));
    }

    private static JsonObject Limits(SandboxAccount account, DateTimeOffset now)
    {
        var (count, memory) = account.InUse();
        return new JsonObject
        {
            ["monthlyUsageCycle"] = Cycle(now),
            ["limits"] = new JsonObject
            {
                ["maxMonthlyUsageUsd"] = account.MaxMonthlyUsageUsd,
                ["maxMonthlyActorComputeUnits"] = 100_000,
                ["maxMonthlyExternalDataTransferGbytes"] = 10_000,
                ["maxMonthlyProxySerps"] = 100_000,
                ["maxMonthlyResidentialProxyGbytes"] = 1000,
                ["maxActorMemoryGbytes"] = account.Options.MaxMemoryGbytes,
                ["maxActorCount"] = 500,
                ["maxActorTaskCount"] = 5000,
                ["maxConcurrentActorJobs"] = account.Options.MaxConcurrentRuns,
                ["maxTeamAccountSeatCount"] = 1,
                ["dataRetentionDays"] = account.DataRetentionDays,
                ["maxScheduleCount"] = 100,
            },
            ["current"] = new JsonObject
            {
                ["monthlyUsageUsd"] = account.SpentIn(now),
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
        var runs = account.RunsIn(now).ToList();
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

    private static JsonObject Cycle(DateTimeOffset now) => new()
    {
        ["startAt"] = Answers.Iso(UtcMonth.StartOf(now)),
        ["endAt"] = Answers.Iso(UtcMonth.StartOf(now).AddMonths(1).AddMilliseconds(-1)),
    };

    private static void Change(SandboxAccount account, JsonObject change)
    {
        if (Number(change, "maxMonthlyUsageUsd") is { } usd)
            account.MaxMonthlyUsageUsd = usd;
        if (Number(change, "dataRetentionDays") is { } days)
            account.DataRetentionDays = (int)days;
    }

    private static double? Number(JsonObject change, string field) => change[field] switch
    {
        null => null,
        JsonValue value when value.TryGetValue(out double number) && number >= 0 => number,
        _ => throw ApifyFault.InvalidValue($"Field {field} must be a number that is not negative."),
    };

    // What anybody sees of an account.
    private static JsonObject PublicUser(string user) =>
        user == SandboxAccount.UserId || user.Equals(SandboxAccount.Username, StringComparison.OrdinalIgnoreCase)
            ? new JsonObject { ["username"] = SandboxAccount.Username, ["profile"] = new JsonObject { ["name"] = "Sandbox" } }
            : throw ApifyFault.NotFound("User");
}

using System.ComponentModel;
using CreatorAnalytics.Accounts;
using CreatorAnalytics.Credits;
using CreatorAnalytics.Storage;
using CreatorAnalytics.Ui;
using Microsoft.AspNetCore.Http.HttpResults;

namespace CreatorAnalytics.Api;

/// <summary>/credits: what the team has.</summary>
internal static class CreditEndpoints
{
    /// <summary>The most searches and creators that an answer lists; a file has all.</summary>
    private const int MostListed = 100;

    public static void Map(RouteGroupBuilder api)
    {
        var credits = api.MapGroup("/credits").WithTags("Credits").RequireAuthorization(ApiAccess.ReadPolicy);
        credits.MapGet("/", BalanceAsync)
            .WithName("getCredits")
            .WithSummary("See what the team has")
            .WithDescription("available = balance − reserved; reserved is held for running searches.");
        credits.MapGet("/ledger", LedgerAsync)
            .WithName("listLedger")
            .WithSummary("List the movements of credits")
            .WithDescription("Newest first: your own, for admins the team's.")
            .Refuses(StatusCodes.Status400BadRequest, Problems.InvalidRequestCode);
        credits.MapGet("/usage", UsageAsync)
            .WithName("getUsage")
            .WithSummary("See what credits were spent on")
            .WithDescription(
                $"By day, member, search and creator (the {MostListed} largest; exportUsage has all), beside the time before: the month before for a month or its "
                + "beginning, else the same length. Your own; for admins the team's, with what the provider of the data was paid in US dollars.")
            .Refuses(StatusCodes.Status400BadRequest, Problems.InvalidRequestCode);
    }

    private static async Task<Ok<CreditBalance>> BalanceAsync(ApiCaller api, Wallets wallets, CancellationToken cancellationToken) =>
        TypedResults.Ok(await wallets.BalanceAsync(api.Caller, cancellationToken));

    private static async Task<Results<Ok<Page<LedgerRow>>, ProblemHttpResult>> LedgerAsync(
        [AsParameters] LedgerWish wish,
        [Description(Paging.LimitWords)] int? limit,
        [Description(Paging.CursorWords)] string? cursor,
        ApiCaller api,
        LedgerQueries ledger,
        CancellationToken cancellationToken)
    {
        if (Paging.Problem(limit) is { } problem)
            return problem;
        if (!Paging.TryReadCursor<long>(cursor, out var before))
            return Paging.UnknownCursor();
        if (!wish.TryRead(out var filter))
            return LedgerWish.Unknown();

        var take = limit ?? Paging.DefaultLimit;
        var found = await ledger.RowsAsync(api.Caller, filter with { Before = before?.Key, Limit = take + 1 }, cancellationToken);
        var page = found.Take(take).ToList();
        var next = found.Count > take ? new PageCursor<long>(page[^1].CreatedAt, page[^1].Id) : null;
        return TypedResults.Ok(new Page<LedgerRow>(page, next?.ToString()));
    }

    private static async Task<Results<Ok<Usage>, ProblemHttpResult>> UsageAsync(
        [AsParameters] UsageWish wish, ApiCaller api, UsageQueries usages, TimeProvider time, CancellationToken cancellationToken)
    {
        if (!wish.TryRead(time, out var filter))
            return UsageWish.NoSuchSpan();
        var usage = await usages.OfAsync(api.Caller, filter, cancellationToken);
        return TypedResults.Ok(usage with { Jobs = [.. usage.Jobs.Take(MostListed)], Creators = [.. usage.Creators.Take(MostListed)] });
    }
}

/// <summary>Which movements of credits are wanted.</summary>
internal sealed record LedgerWish(
    [property: Description("grant, reserve, charge, release or adjust; all if left out.")] string? Kind,
    [property: Description("Only those of this job.")] Guid? JobId,
    [property: Description("Only those of this creator.")] Guid? CreatorId,
    [property: Description("Only what this member did; for members it is always themselves.")] Guid? UserId,
    [property: Description("From this moment on; from the first if left out.")] DateTimeOffset? From,
    [property: Description("Before this moment; up to now if left out.")] DateTimeOffset? To)
{
    /// <summary>False when there is no such kind.</summary>
    public bool TryRead(out LedgerFilter filter)
    {
        var kind = PageAddress.ReadWord<LedgerKind>(Kind);
        filter = new LedgerFilter
        {
            Kind = kind,
            JobId = JobId,
            CreatorId = CreatorId,
            UserId = UserId,
            From = From?.ToUniversalTime(),
            To = To?.ToUniversalTime(),
        };
        return kind is not null || string.IsNullOrEmpty(Kind);
    }

    public static ProblemHttpResult Unknown() => Problems.InvalidRequest("'kind' is grant, reserve, charge, release or adjust.");
}

/// <summary>Whose usage is wanted, and when.</summary>
internal sealed record UsageWish(
    [property: Description("From this moment on; the last 30 days if left out.")] DateTimeOffset? From,
    [property: Description("Before this moment; now if left out.")] DateTimeOffset? To,
    [property: Description("Only what this member did; for members it is always themselves.")] Guid? UserId)
{
    private const int UsualDays = 30;
    private const int MostDays = 366;

    /// <summary>False when the span ends before it begins, or is too long.</summary>
    public bool TryRead(TimeProvider time, out UsageFilter filter)
    {
        var end = (To ?? time.GetUtcNow()).ToUniversalTime();
        var begin = From?.ToUniversalTime() ?? end.AddDays(-Math.Min(UsualDays, (end - DateTimeOffset.MinValue).TotalDays));
        filter = new UsageFilter(begin, end, UserId);
        return begin < end && end - begin <= TimeSpan.FromDays(MostDays) && begin - DateTimeOffset.MinValue >= end - begin;
    }

    public static ProblemHttpResult NoSuchSpan() => Problems.InvalidRequest($"'from' lies before 'to', and not more than {MostDays} days.");
}

using System.ComponentModel;
using CreatorAnalytics.Accounts;
using CreatorAnalytics.Credits;
using CreatorAnalytics.Storage;
using Microsoft.AspNetCore.Http.HttpResults;

namespace CreatorAnalytics.Api;

/// <summary>/credits: what the team has.</summary>
internal static class CreditEndpoints
{
    internal const string KindWords = "grant, reserve, charge, release or adjust; all if left out.";
    internal const string FromWords = "From this moment on; the last 30 days if left out.";
    internal const string ToWords = "Before this moment; now if left out.";

    internal const string MemberWords = "Only what this member did; for members it is always themselves.";

    /// <summary>The most searches and creators that an answer lists; a file has all.</summary>
    private const int MostListed = 100;

    private const int UsageDays = 30;
    private const int MostUsageDays = 366;

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
        [Description(KindWords)] string? kind,
        [Description("Only those of this job.")] Guid? jobId,
        [Description(MemberWords)] Guid? userId,
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
        if (!TryReadKind(kind, out var wanted))
            return UnknownKind();

        var take = limit ?? Paging.DefaultLimit;
        var filter = new LedgerFilter { Kind = wanted, JobId = jobId, UserId = userId, Before = before?.Key, Limit = take + 1 };
        var found = await ledger.RowsAsync(api.Caller, filter, cancellationToken);
        var page = found.Take(take).ToList();
        var next = found.Count > take ? new PageCursor<long>(page[^1].CreatedAt, page[^1].Id) : null;
        return TypedResults.Ok(new Page<LedgerRow>(page, next?.ToString()));
    }

    private static async Task<Results<Ok<Usage>, ProblemHttpResult>> UsageAsync(
        [Description(FromWords)] DateTimeOffset? from,
        [Description(ToWords)] DateTimeOffset? to,
        [Description(MemberWords)] Guid? userId,
        ApiCaller api,
        UsageQueries usages,
        TimeProvider time,
        CancellationToken cancellationToken)
    {
        if (SpanOf(from, to, time) is not { } span)
            return NoSuchSpan();
        var usage = await usages.OfAsync(api.Caller, new UsageFilter(span.From, span.To, userId), cancellationToken);
        return TypedResults.Ok(usage with { Jobs = [.. usage.Jobs.Take(MostListed)], Creators = [.. usage.Creators.Take(MostListed)] });
    }

    /// <summary>Reads a kind, null for none; false when there is no such kind.</summary>
    internal static bool TryReadKind(string? text, out LedgerKind? kind)
    {
        kind = null;
        if (string.IsNullOrEmpty(text))
            return true;
        if (!char.IsAsciiLetter(text[0]) || !Enum.TryParse<LedgerKind>(text, ignoreCase: true, out var known))
            return false;
        kind = known;
        return true;
    }

    internal static ProblemHttpResult UnknownKind() => Problems.InvalidRequest("'kind' is grant, reserve, charge, release or adjust.");

    /// <summary>The span asked for; null when it ends before it begins, or is too long.</summary>
    internal static (DateTimeOffset From, DateTimeOffset To)? SpanOf(DateTimeOffset? from, DateTimeOffset? to, TimeProvider time)
    {
        var end = (to ?? time.GetUtcNow()).ToUniversalTime();
        var begin = from?.ToUniversalTime() ?? end.AddDays(-Math.Min(UsageDays, (end - DateTimeOffset.MinValue).TotalDays));
        return begin >= end || end - begin > TimeSpan.FromDays(MostUsageDays) || begin - DateTimeOffset.MinValue < end - begin ? null : (begin, end);
    }

    internal static ProblemHttpResult NoSuchSpan() => Problems.InvalidRequest($"'from' lies before 'to', and not more than {MostUsageDays} days.");
}

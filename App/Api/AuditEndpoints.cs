using System.ComponentModel;
using CreatorAnalytics.Accounts;
using CreatorAnalytics.Storage;
using CreatorAnalytics.Ui;
using Microsoft.AspNetCore.Http.HttpResults;

namespace CreatorAnalytics.Api;

/// <summary>/audit: who did what.</summary>
internal static class AuditEndpoints
{
    public static void Map(RouteGroupBuilder api) =>
        api.MapGet("/audit", ListAsync)
            .WithTags("Team")
            .WithName("listAudit")
            .WithSummary("List who did what")
            .WithDescription("Newest first: what you did yourself, for admins what the team did. Rows are never changed.")
            .RequireAuthorization(ApiAccess.ReadPolicy)
            .Refuses(StatusCodes.Status400BadRequest, Problems.InvalidRequestCode);

    private static async Task<Results<Ok<Page<AuditRow>>, ProblemHttpResult>> ListAsync(
        [AsParameters] AuditWish wish,
        [Description(Paging.LimitWords)] int? limit,
        [Description(Paging.CursorWords)] string? cursor,
        ApiCaller api,
        AuditQueries audit,
        CancellationToken cancellationToken)
    {
        if (Paging.Problem(limit) is { } problem)
            return problem;
        if (!Paging.TryReadCursor<long>(cursor, out var before))
            return Paging.UnknownCursor();
        if (!wish.TryRead(out var filter))
            return AuditWish.Unknown();

        var take = limit ?? Paging.DefaultLimit;
        var found = await audit.RowsAsync(api.Caller, filter with { Before = before?.Key, Limit = take + 1 }, cancellationToken);
        var page = found.Take(take).ToList();
        var next = found.Count > take ? new PageCursor<long>(page[^1].CreatedAt, page[^1].Id) : null;
        return TypedResults.Ok(new Page<AuditRow>(page, next?.ToString()));
    }
}

/// <summary>Which rows of the audit log are wanted.</summary>
internal sealed record AuditWish(
    [property: Description("What was done, such as signed.in, searched or key.created; everything if left out.")] string? Kind,
    [property: Description("Only what this member did.")] Guid? UserId,
    [property: Description("From this moment on; from the first row if left out.")] DateTimeOffset? From,
    [property: Description("Before this moment; up to now if left out.")] DateTimeOffset? To)
{
    /// <summary>False when there is no such kind.</summary>
    public bool TryRead(out AuditFilter filter)
    {
        var kind = PageAddress.ReadWord<AuditKind>(Kind);
        filter = new AuditFilter { Kind = kind, UserId = UserId, From = From?.ToUniversalTime(), To = To?.ToUniversalTime() };
        return kind is not null || string.IsNullOrEmpty(Kind);
    }

    public static ProblemHttpResult Unknown() => Problems.InvalidRequest(
        $"'kind' is one of {string.Join(", ", Enum.GetValues<AuditKind>().Select(kind => PageAddress.Word<AuditKind>(kind)))}.");
}

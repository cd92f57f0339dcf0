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
        [Description("What was done, such as signed.in, searched or key.created; everything if left out.")] string? kind,
        [Description("Only what this member did.")] Guid? userId,
        [Description("From this moment on; from the first row if left out.")] DateTimeOffset? from,
        [Description("Before this moment; up to now if left out.")] DateTimeOffset? to,
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
        var wanted = PageAddress.ReadWord<AuditKind>(kind);
        if (wanted is null && !string.IsNullOrEmpty(kind))
            return Problems.InvalidRequest($"'kind' is one of {string.Join(", ", Enum.GetValues<AuditKind>().Select(k => PageAddress.Word<AuditKind>(k)))}.");

        var take = limit ?? Paging.DefaultLimit;
        var filter = new AuditFilter
        {
            Kind = wanted,
            UserId = userId,
            From = from?.ToUniversalTime(),
            To = to?.ToUniversalTime(),
            Before = before?.Key,
            Limit = take + 1,
        };
        var found = await audit.RowsAsync(api.Caller, filter, cancellationToken);
        var page = found.Take(take).ToList();
        var next = found.Count > take ? new PageCursor<long>(page[^1].CreatedAt, page[^1].Id) : null;
        return TypedResults.Ok(new Page<AuditRow>(page, next?.ToString()));
    }
}

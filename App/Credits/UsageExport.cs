using System.Globalization;
using System.Security.Claims;
using CreatorAnalytics.Accounts;
using CreatorAnalytics.Ui;

namespace CreatorAnalytics.Credits;

/// <summary>A row of usage as a file.</summary>
/// <param name="Day">Only by day, which is by day and member.</param>
/// <param name="Name">Of the member, search or creator; null when it was erased.</param>
/// <param name="Creators">How many were delivered; not told by day.</param>
/// <param name="Released">Credits that were held and came back; not told by day.</param>
public sealed record UsageRow(DateOnly? Day, string? Name, Guid? Id, long Spent, int? Creators, long? Released);

/// <summary>Usage as a file.</summary>
public static class UsageExport
{
    public const string ByDay = "day";
    public const string ByMember = "member";
    public const string ByJob = "job";
    public const string ByCreator = "creator";

    public static ExportTable<UsageRow> Table { get; } = new(
        new("day", "Day (UTC)", row => row.Day?.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)),
        new("name", "Name", row => row.Name),
        new("id", "Id", row => row.Id?.ToString()),
        new("spent", "Credits spent", row => row.Spent),
        new("creators", "Creators", row => row.Creators),
        new("released", "Credits that came back", row => row.Released));

    /// <summary>Usage added up by one thing; null when there is no such thing.</summary>
    /// <param name="by">By day when left out.</param>
    public static IReadOnlyList<UsageRow>? Rows(Usage usage, string? by) => by switch
    {
        null or "" or ByDay => [.. usage.Days.Select(day => new UsageRow(day.Day, day.Member, day.UserId, day.Spent, null, null))],
        ByMember => Shares(usage.Members),
        ByJob => Shares(usage.Jobs),
        ByCreator => Shares(usage.Creators),
        _ => null,
    };

    internal static void Map(WebApplication app) =>
        app.MapGet(CreditUrls.UsageExportPath, ExportAsync).RequireAuthorization().ExcludeFromDescription();

    private static async Task<IResult> ExportAsync(
        string? format, string? columns, string? by, string? from, string? to, string? member, ClaimsPrincipal user, CallerResolver callers,
        UsageQueries usages, AuditTrail trail, TimeProvider time, CancellationToken cancellationToken)
    {
        if (await callers.ForPrincipalAsync(user, cancellationToken) is not { } caller)
            return Results.NotFound();
        var (first, last) = CreditUrls.Days(from, to, time);
        var usage = await usages.OfAsync(caller, PageAddress.Start(first), PageAddress.Start(last.AddDays(1)), PageAddress.ReadId(member), cancellationToken);
        if (Rows(usage, by) is not { } rows)
            return Results.BadRequest();
        trail.Note(caller, AuditKind.Exported, "Usage");
        var name = $"usage-by-{by ?? ByDay}-{PageAddress.Day(first)}-{PageAddress.Day(last)}";
        return (IResult?)Table.Answer(format, columns, rows.ToAsyncEnumerable(), name, cancellationToken) ?? Results.BadRequest();
    }

    private static IReadOnlyList<UsageRow> Shares(IEnumerable<UsageShare> shares) =>
        [.. shares.Select(share => new UsageRow(null, share.Name, share.Id, share.Spent, share.Creators, share.Released))];
}

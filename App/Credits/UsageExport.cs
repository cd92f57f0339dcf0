using System.Globalization;
using CreatorAnalytics.Accounts;
using CreatorAnalytics.Ui;

namespace CreatorAnalytics.Credits;

/// <summary>A row of usage as a file.</summary>
/// <param name="Day">Only by day, which is by day and member.</param>
/// <param name="Name">Of the member, search or creator; null when it was erased.</param>
/// <param name="Creators">How many were delivered; not told by day.</param>
/// <param name="Released">Credits that were held and came back; not told by day.</param>
/// <param name="Usd">What the provider was paid, for admins; not told by day.</param>
public sealed record UsageRow(DateOnly? Day, string? Name, Guid? Id, long Spent, int? Creators, long? Released, double? Usd);

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
        new("released", "Credits that came back", row => row.Released),
        new("usd", "Cost (USD)", row => row.Usd));

    /// <summary>Usage added up by one thing; null when there is no such thing.</summary>
    /// <param name="by">By day when left out.</param>
    public static IReadOnlyList<UsageRow>? Rows(Usage usage, string? by) => by switch
    {
        null or "" or ByDay => [.. usage.Days.Select(day => new UsageRow(day.Day, day.Member, day.UserId, day.Spent, null, null, null))],
        ByMember => Shares(usage.Members),
        ByJob => Shares(usage.Jobs),
        ByCreator => Shares(usage.Creators),
        _ => null,
    };

    internal static void Map(WebApplication app) =>
        app.MapPageExport(CreditUrls.UsageExportPath, "Usage", Table, async (http, caller) =>
        {
            var filter = CreditUrls.Usage(name => http.Request.Query[name], http.RequestServices.GetRequiredService<TimeProvider>());
            var by = http.Request.Query["by"] is [{ Length: > 0 } given] ? given : ByDay;
            return Rows(await http.RequestServices.GetRequiredService<UsageQueries>().OfAsync(caller, filter, http.RequestAborted), by) is { } rows
                ? new PageExport<UsageRow>(
                    $"usage-by-{by}-{PageAddress.Day(filter.From)}-{PageAddress.LastDay(filter.To)}", rows.ToAsyncEnumerable())
                : null;
        });

    private static IReadOnlyList<UsageRow> Shares(IEnumerable<UsageShare> shares) =>
        [.. shares.Select(share => new UsageRow(null, share.Name, share.Id, share.Spent, share.Creators, share.Released, share.Usd))];
}

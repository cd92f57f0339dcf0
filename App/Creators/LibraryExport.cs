using CreatorAnalytics.Accounts;
using CreatorAnalytics.Ui;

namespace CreatorAnalytics.Creators;

/// <summary>The library, or a list of it, as a file.</summary>
public static class LibraryExport
{
    public static ExportTable<LibraryRow> Table { get; } = new(
        new("username", "Username", row => row.Creator.Username),
        new("fullName", "Name", row => row.Creator.FullName),
        new("profileUrl", "Profile", row => CreatorUrls.Profile(row.Creator.Username)),
        new("verified", "Verified", row => row.Creator.Verified),
        new("private", "Private", row => row.Creator.Private),
        new("category", "Category", row => row.Creator.Category),
        new("followers", "Followers", row => row.Creator.Followers),
        new("postsCount", "Posts", row => row.Creator.PostsCount),
        new("engagementRate", "Engagement rate (%)", row => row.Creator.EngagementRate),
        new("status", "Status on the list", row => row.Entry?.Status.ToString().ToLowerInvariant()),
        new("note", "Note on the list", row => row.Entry?.Note),
        new("firstLookedUpAt", "First looked up (UTC)", row => row.Creator.FirstLookedUpAt),
        new("lastLookedUpAt", "Last looked up (UTC)", row => row.Creator.LastLookedUpAt),
        new("lastScrapedAt", "Last scraped (UTC)", row => row.Creator.LastScrapedAt));

    internal static void Map(WebApplication app) =>
        app.MapPageExport(CreatorUrls.ExportPath, "Creators", Table, async (http, caller) =>
        {
            var services = http.RequestServices;
            var query = CreatorUrls.Query(name => http.Request.Query[name]);
            if (query.ListId is { } listId && await services.GetRequiredService<CreatorLists>().FindAsync(caller, listId, http.RequestAborted) is null)
                return null;
            return new PageExport<LibraryRow>(
                $"creators-{PageAddress.Day(services.GetRequiredService<TimeProvider>().GetUtcNow())}",
                services.GetRequiredService<TeamLibrary>().AllAsync(caller, query, http.RequestAborted));
        });
}

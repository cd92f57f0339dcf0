using System.Globalization;
using CreatorAnalytics.Creators;

namespace CreatorAnalytics.Analysis;

/// <summary>The addresses of this room's page.</summary>
public static class ReportUrls
{
    public const string Route = $"{CreatorUrls.Library}/{{Username}}";
    public const string VersionParameter = "version";

    /// <summary>A creator's report: the version asked for, else the newest that the team may see.</summary>
    public static string Of(string username, int? version = null) => version is null
        ? CreatorUrls.Of(username)
        : string.Create(CultureInfo.InvariantCulture, $"{CreatorUrls.Of(username)}?{VersionParameter}={version}");
}

using System.Globalization;

namespace CreatorAnalytics.Analysis;

/// <summary>The addresses of this room's page.</summary>
public static class ReportUrls
{
    public const string Route = "/creators/{Username}";
    public const string VersionParameter = "version";

    /// <summary>A creator's report: the version asked for, else the newest that the team may see.</summary>
    public static string Of(string username, int? version = null) => version is null
        ? $"/creators/{Uri.EscapeDataString(username)}"
        : string.Create(CultureInfo.InvariantCulture, $"/creators/{Uri.EscapeDataString(username)}?{VersionParameter}={version}");
}

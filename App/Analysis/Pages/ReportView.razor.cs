using Microsoft.AspNetCore.Components;

namespace CreatorAnalytics.Analysis.Pages;

/// <summary>A report, whole.</summary>
public sealed partial class ReportView
{
    [Parameter, EditorRequired]
    public required Report Report { get; set; }

    /// <summary>The version that the team had before; null for its first.</summary>
    [Parameter]
    public Report? Earlier { get; set; }

    /// <summary>What "now" is on the page.</summary>
    [Parameter, EditorRequired]
    public DateTimeOffset Now { get; set; }

    private static string TypeName(string type, TypeMetrics metrics) => $"{type}, {FigureText.Counted(metrics.Posts, "post")}";
}

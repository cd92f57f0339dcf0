using Microsoft.AspNetCore.Components;

namespace CreatorAnalytics.Analysis.Pages;

/// <summary>The posts that are known, newest first.</summary>
public sealed partial class ReportPosts
{
    private const int First = 24;

    private bool _all;

    [Parameter, EditorRequired]
    public required Report Report { get; set; }

    [Parameter, EditorRequired]
    public DateTimeOffset Now { get; set; }
}

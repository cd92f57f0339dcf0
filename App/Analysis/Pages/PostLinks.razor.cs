using Microsoft.AspNetCore.Components;

namespace CreatorAnalytics.Analysis.Pages;

/// <summary>Posts by their day, each a link to Instagram.</summary>
public sealed partial class PostLinks
{
    [Parameter, EditorRequired]
    public IReadOnlyList<ReportPost> Posts { get; set; } = [];
}

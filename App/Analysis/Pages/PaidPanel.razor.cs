using Microsoft.AspNetCore.Components;

namespace CreatorAnalytics.Analysis.Pages;

/// <summary>Which posts are advertising, what gave them away, and how they do against the others.</summary>
public sealed partial class PaidPanel
{
    private const int First = 10;

    private bool _all;

    [Parameter, EditorRequired]
    public required Report Report { get; set; }

    [Parameter, EditorRequired]
    public required PaidSection Section { get; set; }

    private List<ReportPost> Find(PaidPost paid) => [.. Report.Posts.Where(post => post.ShortCode == paid.ShortCode)];
}

using CreatorAnalytics.Ui;
using Microsoft.AspNetCore.Components;

namespace CreatorAnalytics.Analysis.Pages;

/// <summary>What the sampled comments look like.</summary>
public sealed partial class CommentsPanel
{
    [Parameter, EditorRequired]
    public required CommentsSection Section { get; set; }

    private static string Share(double? share) => share is { } known ? Format.Percent(known / 100) : "–";
}

using CreatorAnalytics.Ui;
using Microsoft.AspNetCore.Components;

namespace CreatorAnalytics.Analysis.Pages;

/// <summary>Whom and what the posts name, and how those posts do.</summary>
public sealed partial class TagsPanel
{
    private const int First = 12;

    [Parameter, EditorRequired]
    public required IReadOnlyList<BrandUse> Brands { get; set; }

    [Parameter, EditorRequired]
    public required IReadOnlyList<HashtagUse> Hashtags { get; set; }

    [Parameter, EditorRequired]
    public DateTimeOffset Now { get; set; }

    private static string Rate(double? rate) => rate is { } known ? Format.Percent(known / 100) : "–";
}

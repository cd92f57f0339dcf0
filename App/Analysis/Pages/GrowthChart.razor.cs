using CreatorAnalytics.Ui;
using Microsoft.AspNetCore.Components;

namespace CreatorAnalytics.Analysis.Pages;

/// <summary>How many followers the creator had at our own scrapes.</summary>
public sealed partial class GrowthChart
{
    private long _bottom;
    private long _top;

    [Parameter, EditorRequired]
    public required GrowthSection Section { get; set; }

    private IReadOnlyList<FollowerCount> Counts => Section.Counts;

    private string Summary => $"Followers in {FigureText.Counted(Counts.Count, "snapshot")}, {FigureText.Span(Counts[0].At, Counts[^1].At)}: "
        + $"from {Format.Exact(Counts[0].Followers)} to {Format.Exact(Counts[^1].Followers)}, least {Format.Exact(Counts.Min(count => count.Followers))}, "
        + $"most {Format.Exact(Counts.Max(count => count.Followers))}. The table below has them all.";

    /// <summary>A change is small beside the count: from zero it would be a flat line.</summary>
    protected override void OnParametersSet()
    {
        if (Counts.Count == 0)
            return;
        (_bottom, _top) = (Counts.Min(count => count.Followers), Counts.Max(count => count.Followers));
        if (_bottom == _top)
            (_bottom, _top) = (Math.Max(0, _bottom - 1), _top + 1);
    }

    private string Change(int index) => index == 0
        ? "–"
        : (Counts[index].Followers - Counts[index - 1].Followers) switch
        {
            > 0 and var more => $"+{Format.Exact(more)}",
            var other => Format.Exact(other),
        };
}

using System.Globalization;
using Microsoft.AspNetCore.Components;

namespace CreatorAnalytics.Analysis.Pages;

/// <summary>Engagement rates of images, carousels and reels side by side; bars begin at zero.</summary>
public sealed partial class TypeChart
{
    [Parameter, EditorRequired]
    public required Report Report { get; set; }

    private IReadOnlyList<Row> Rows =>
    [
        new("Images", Report.Metrics.ByType.Image),
        new("Carousels", Report.Metrics.ByType.Carousel),
        new("Reels", Report.Metrics.ByType.Reel),
    ];

    private string Summary => string.Join(
        ", ",
        Rows.Select(row => $"{row.Name} {(row.Metrics.EngagementRate.Value is { } rate ? FigureText.Value(rate, FigureUnit.Percent) : "no value")}"));

    private string Width(double rate)
    {
        var highest = Rows.Max(row => row.Metrics.EngagementRate.Value ?? 0);
        return (highest == 0 ? 0 : 100 * rate / highest).ToString("0.##", CultureInfo.InvariantCulture);
    }

    private sealed record Row(string Name, TypeMetrics Metrics);
}

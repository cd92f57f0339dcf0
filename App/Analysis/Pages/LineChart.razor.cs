using System.Globalization;
using CreatorAnalytics.Ui;
using Microsoft.AspNetCore.Components;

namespace CreatorAnalytics.Analysis.Pages;

/// <summary>A count over time. Stretched to its place, so what must keep its shape is text or a stroke.</summary>
public sealed partial class LineChart
{
    // More would run into one another.
    private const int MostLargeDots = 60;

    /// <summary>Two or more, the oldest first.</summary>
    [Parameter, EditorRequired]
    public required IReadOnlyList<LinePoint> Points { get; set; }

    /// <summary>Where the scale begins.</summary>
    [Parameter, EditorRequired]
    public long Bottom { get; set; }

    /// <summary>Where the scale ends; more than <see cref="Bottom"/>.</summary>
    [Parameter, EditorRequired]
    public long Top { get; set; }

    /// <summary>Drawn across, with its label; null for none.</summary>
    [Parameter]
    public double? Median { get; set; }

    /// <summary>The chart in words.</summary>
    [Parameter, EditorRequired]
    public string Summary { get; set; } = "";

    private string Line => string.Join(' ', Points.Select(point => $"{Number(X(point.At))},{Number(Y(point.Value))}"));

    private static string Number(double value) => value.ToString("0.##", CultureInfo.InvariantCulture);

    /// <summary>Short, unless both ends of the scale would read the same.</summary>
    private string ScaleLabel(long value) => Format.Compact(Bottom) == Format.Compact(Top) ? Format.Exact(value) : Format.Compact(value);

    private double X(DateTimeOffset time)
    {
        var span = (Points[^1].At - Points[0].At).TotalSeconds;
        return span == 0 ? 500 : 1000 * (time - Points[0].At).TotalSeconds / span;
    }

    private double Y(double value) => 100 - 100 * (value - Bottom) / (Top - Bottom);
}

/// <summary>A count at a moment.</summary>
public sealed record LinePoint(DateTimeOffset At, long Value);

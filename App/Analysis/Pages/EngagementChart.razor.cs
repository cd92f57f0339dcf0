using System.Globalization;
using CreatorAnalytics.Creators;
using CreatorAnalytics.Ui;
using Microsoft.AspNetCore.Components;

namespace CreatorAnalytics.Analysis.Pages;

/// <summary>Engagement of the window's posts over time. Stretched to its place, so what must keep its shape is text or a stroke.</summary>
public sealed partial class EngagementChart
{
    private IReadOnlyList<Point> _points = [];
    private long _top;
    private double _median;

    [Parameter, EditorRequired]
    public required Report Report { get; set; }

    private string Line => string.Join(' ', _points.Select(point => $"{Number(X(point.TakenAt))},{Number(Y(point.Engagement))}"));

    private string Summary => $"Likes and comments of {FigureText.Counted(_points.Count, "post")}, "
        + $"{FigureText.Span(_points[0].TakenAt, _points[^1].TakenAt)}: from {Format.Exact(_points.Min(point => point.Engagement))} "
        + $"to {Format.Exact(_points.Max(point => point.Engagement))}, median {Format.Exact((long)_median)}. The table below has them all.";

    protected override void OnParametersSet()
    {
        _points =
        [
            .. Sampling.Of(Report).Take(PostSample.LikesKnown).Used
                .Select(post => new Point(post.TakenAt, post.Type, (post.Likes ?? 0) + post.Comments))
                .Reverse(),
        ];
        if (_points.Count == 0)
            return;
        _top = Math.Max(1, _points.Max(point => point.Engagement));
        _median = Statistics.Median(_points.Select(point => (double)point.Engagement));
    }

    private static string Number(double value) => value.ToString("0.##", CultureInfo.InvariantCulture);

    private double X(DateTimeOffset time)
    {
        var span = (_points[^1].TakenAt - _points[0].TakenAt).TotalSeconds;
        return span == 0 ? 500 : 1000 * (time - _points[0].TakenAt).TotalSeconds / span;
    }

    private double Y(double engagement) => 100 - 100 * engagement / _top;

    private sealed record Point(DateTimeOffset TakenAt, PostType Type, long Engagement)
    {
        public string Label => $"{FigureText.Day(TakenAt)}: {Format.Exact(Engagement)}";
    }
}

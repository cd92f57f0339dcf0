using CreatorAnalytics.Creators;
using CreatorAnalytics.Ui;
using Microsoft.AspNetCore.Components;

namespace CreatorAnalytics.Analysis.Pages;

/// <summary>Engagement of the window's posts over time.</summary>
public sealed partial class EngagementChart
{
    private IReadOnlyList<Point> _points = [];
    private long _top;
    private double _median;

    [Parameter, EditorRequired]
    public required Report Report { get; set; }

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

    private sealed record Point(DateTimeOffset TakenAt, PostType Type, long Engagement);
}

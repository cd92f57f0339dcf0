using Microsoft.AspNetCore.Components;

namespace CreatorAnalytics.Analysis.Pages;

/// <summary>A key figure with what it stands on; its posts are listed once somebody opens it.</summary>
public sealed partial class FigureCard
{
    private bool _opened;

    [Parameter, EditorRequired]
    public string Name { get; set; } = "";

    [Parameter, EditorRequired]
    public required Figure Figure { get; set; }

    [Parameter, EditorRequired]
    public required Report Report { get; set; }

    /// <summary>Whether the value is a change, which carries its sign.</summary>
    [Parameter]
    public bool IsChange { get; set; }

    private static string Word(Verdict verdict) => verdict switch
    {
        Verdict.Low => "Low",
        Verdict.Below => "Below average",
        Verdict.Average => "Average",
        Verdict.Above => "Above average",
        Verdict.High => "High",
    };

    private static string Sign(Verdict verdict) => verdict switch
    {
        Verdict.Low => "▼▼",
        Verdict.Below => "▼",
        Verdict.Average => "●",
        Verdict.Above => "▲",
        Verdict.High => "▲▲",
    };

    private IReadOnlyList<ReportPost> Find(IEnumerable<ExcludedPost> excluded)
    {
        var codes = excluded.Select(post => post.ShortCode).ToHashSet(StringComparer.Ordinal);
        return [.. Report.Posts.Where(post => codes.Contains(post.ShortCode))];
    }
}

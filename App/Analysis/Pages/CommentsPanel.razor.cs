using CreatorAnalytics.Analysis.Tables;
using CreatorAnalytics.Analysis.Text;
using CreatorAnalytics.Ui;
using Microsoft.AspNetCore.Components;

namespace CreatorAnalytics.Analysis.Pages;

/// <summary>What the sampled comments look like.</summary>
public sealed partial class CommentsPanel
{
    [Parameter, EditorRequired]
    public required CommentsSection Section { get; set; }

    /// <summary>Where the word lists are from; null in reports that do not say.</summary>
    [Parameter]
    public ReportTable? Words { get; set; }

    private static string LanguagesScored { get; } =
        string.Join(", ", ReferenceTables.Delivered.SentimentWords.Languages.Keys.Select(LanguageModel.NameOf).Order(StringComparer.Ordinal));

    private static string Part(int count, int of) => of == 0 ? "–" : $"{Format.Percent((double)count / of)} ({count})";

    private static string Share(double? share) => share is { } known ? Format.Percent(known / 100) : "–";
}

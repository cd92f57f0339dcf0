using System.Globalization;
using CreatorAnalytics.Ui;
using Microsoft.AspNetCore.Components;

namespace CreatorAnalytics.Analysis.Pages;

/// <summary>How many see a post and what that is worth, as ranges that show their formula.</summary>
public sealed partial class ReachPanel
{
    [Parameter, EditorRequired]
    public required ReachSection Reach { get; set; }

    [Parameter, EditorRequired]
    public required ValueSection Value { get; set; }

    private static string People(ValueRange? range) =>
        range is null ? "–" : $"{Format.Compact((long)Math.Round(range.From))} to {Format.Compact((long)Math.Round(range.To))}";

    private static string Dollars(ValueRange? range) => range is null
        ? "–"
        : string.Create(CultureInfo.InvariantCulture, $"${Math.Round(range.From):N0} to ${Math.Round(range.To):N0}");
}

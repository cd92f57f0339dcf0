using System.Globalization;
using Microsoft.AspNetCore.Components;

namespace CreatorAnalytics.Analysis.Pages;

/// <summary>In what languages a creator writes, and about what.</summary>
public sealed partial class TopicsPanel
{
    [Parameter, EditorRequired]
    public required Report Report { get; set; }

    /// <summary>Where the words are from; null in reports that do not say.</summary>
    private ReportTable? Words => Report.Tables?.SingleOrDefault(table => table.Name == "topics");

    private static string Width(double percent) => string.Create(CultureInfo.InvariantCulture, $"inline-size:{percent:0.#}%");
}

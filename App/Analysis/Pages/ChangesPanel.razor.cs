using Microsoft.AspNetCore.Components;

namespace CreatorAnalytics.Analysis.Pages;

/// <summary>What is different from the version that the team had before.</summary>
public sealed partial class ChangesPanel
{
    private const int First = 6;

    private bool _all;
    private ReportChanges? _changes;

    [Parameter, EditorRequired]
    public required Report Report { get; set; }

    [Parameter, EditorRequired]
    public required Report Earlier { get; set; }

    protected override void OnParametersSet() => _changes = ReportChanges.Between(Earlier, Report);
}

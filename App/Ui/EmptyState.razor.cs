using Microsoft.AspNetCore.Components;

namespace CreatorAnalytics.Ui;

/// <summary>Stands where a list would be: what is missing, and what to do about it.</summary>
public sealed partial class EmptyState
{
    [Parameter, EditorRequired]
    public string Title { get; set; } = "";

    /// <summary>What to do next.</summary>
    [Parameter]
    public RenderFragment? ChildContent { get; set; }
}

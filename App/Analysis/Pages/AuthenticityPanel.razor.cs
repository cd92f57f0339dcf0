using Microsoft.AspNetCore.Components;

namespace CreatorAnalytics.Analysis.Pages;

/// <summary>The signals of bought engagement, each with what it stands on.</summary>
public sealed partial class AuthenticityPanel
{
    [Parameter, EditorRequired]
    public required AuthenticitySection Section { get; set; }
}

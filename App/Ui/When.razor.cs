using Microsoft.AspNetCore.Components;

namespace CreatorAnalytics.Ui;

/// <summary>A time as people say it, with the exact one on hover (in the viewer's zone) and for assistive technology.</summary>
public sealed partial class When
{
    [Parameter, EditorRequired]
    public DateTimeOffset? Time { get; set; }

    /// <summary>What "now" is; the page passes it, so that all its times agree.</summary>
    [Parameter, EditorRequired]
    public DateTimeOffset Now { get; set; }

    /// <summary>What stands there without a time.</summary>
    [Parameter]
    public string None { get; set; } = "–";
}

using Microsoft.AspNetCore.Components;

namespace CreatorAnalytics.Ui;

/// <summary>A count, compact (12.4k), with the exact one on hover and for assistive technology.</summary>
public sealed partial class Num
{
    [Parameter, EditorRequired]
    public long? Value { get; set; }

    /// <summary>What stands there without a value.</summary>
    [Parameter]
    public string None { get; set; } = "–";
}

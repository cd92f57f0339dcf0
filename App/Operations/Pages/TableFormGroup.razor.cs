using Microsoft.AspNetCore.Components;

namespace CreatorAnalytics.Operations.Pages;

/// <summary>Fields of a table's form that belong together.</summary>
public sealed partial class TableFormGroup
{
    private bool _isFolded;

    [Parameter, EditorRequired]
    public required FormGroup Of { get; set; }

    /// <summary>What the fields' ids begin with.</summary>
    [Parameter, EditorRequired]
    public required string Id { get; set; }

    [Parameter]
    public bool Disabled { get; set; }

    /// <summary>Called when the group was taken away.</summary>
    [Parameter]
    public EventCallback OnChange { get; set; }

    // Once: whoever unfolded it wants it to stay so.
    protected override void OnInitialized() => _isFolded = Of.IsFolded;

    private Task RemoveAsync(Action remove)
    {
        remove();
        return OnChange.InvokeAsync();
    }
}

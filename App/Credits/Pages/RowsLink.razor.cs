using Microsoft.AspNetCore.Components;

namespace CreatorAnalytics.Credits.Pages;

/// <summary>A number that opens the rows of the ledger behind it.</summary>
public sealed partial class RowsLink
{
    [Parameter, EditorRequired]
    public required string Text { get; set; }

    /// <summary>What the number counts, for those who only hear it: "credits spent on nasa".</summary>
    [Parameter, EditorRequired]
    public required string Of { get; set; }

    [Parameter, EditorRequired]
    public required LedgerFilter Rows { get; set; }

    /// <summary>Whether there are no rows behind it.</summary>
    [Parameter]
    public bool IsNothing { get; set; }
}

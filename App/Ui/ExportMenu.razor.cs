using Microsoft.AspNetCore.Components;

namespace CreatorAnalytics.Ui;

/// <summary>Opens to choose columns and a format, and gets the file: a plain form, so that the browser keeps what it answers.</summary>
public sealed partial class ExportMenu
{
    /// <summary>The address of the files.</summary>
    [Parameter, EditorRequired]
    public string Action { get; set; } = "";

    /// <summary>What there is to choose from; all of it is chosen at first.</summary>
    [Parameter, EditorRequired]
    public IReadOnlyList<ExportColumn> Columns { get; set; } = [];

    /// <summary>What is exported, for those who only hear the button: "the ledger".</summary>
    [Parameter, EditorRequired]
    public string Of { get; set; } = "";

    /// <summary>What the rows are narrowed down by; those without a value are left out.</summary>
    [Parameter]
    public IReadOnlyList<(string Name, string? Value)> Filters { get; set; } = [];

    /// <summary>Further classes of the button.</summary>
    [Parameter]
    public string? Class { get; set; }

    /// <summary>Further fields.</summary>
    [Parameter]
    public RenderFragment? ChildContent { get; set; }
}

using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Components;

namespace CreatorAnalytics.Operations.Pages;

/// <summary>Rows of numbers to be edited; on narrow screens each row is a block of labelled fields.</summary>
public sealed partial class NumberGrid
{
    [Parameter, EditorRequired]
    public required FormGrid Of { get; set; }

    [Parameter]
    public bool Disabled { get; set; }

    private void Add() => Of.Rows.Add(Of.New(Of.Rows.LastOrDefault() as JsonObject));
}

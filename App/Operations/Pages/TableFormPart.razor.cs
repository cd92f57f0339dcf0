using Microsoft.AspNetCore.Components;

namespace CreatorAnalytics.Operations.Pages;

/// <summary>A part of a table's form: a field, words or rows.</summary>
public sealed partial class TableFormPart
{
    private const int MostLetters = 10_000;
    private const int LettersALine = 110;
    private const int MostLines = 12;

    [Parameter, EditorRequired]
    public required FormPart Of { get; set; }

    [Parameter, EditorRequired]
    public required string Id { get; set; }

    [Parameter]
    public bool Disabled { get; set; }

    private static int Rows(string words) => Math.Clamp((words.Length / LettersALine) + 1, 1, MostLines);

    private static void Write(FormWords words, ChangeEventArgs change)
    {
        words.Slot.Words = (string?)change.Value ?? "";
        if (words.IsOptional && words.Slot.Words.Length == 0)
            words.Slot.Remove();
    }
}

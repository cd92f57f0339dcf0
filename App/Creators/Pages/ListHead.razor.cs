using CreatorAnalytics.Accounts;
using Microsoft.AspNetCore.Components;

namespace CreatorAnalytics.Creators.Pages;

/// <summary>What a list is, with its name, its note and its end.</summary>
public sealed partial class ListHead
{
    private bool _isEditing;
    private bool _isDeleting;
    private string _name = "";
    private string _note = "";
    private string? _problem;

    [Parameter, EditorRequired]
    public required ListSummary List { get; set; }

    /// <summary>The list has another name or note.</summary>
    [Parameter]
    public EventCallback OnChanged { get; set; }

    [Parameter]
    public EventCallback OnDeleted { get; set; }

    [Inject]
    public required CreatorLists CreatorLists { get; init; }

    /// <summary>What rooms above put here.</summary>
    [Inject]
    public required IEnumerable<ListHeadPart> Parts { get; init; }

    [Inject]
    public required CurrentCaller CurrentCaller { get; init; }

    private void Edit() => (_isEditing, _name, _note, _problem) = (true, List.Name, List.Note, null);

    private async Task KeepAsync()
    {
        if (await CurrentCaller.GetAsync() is not { } caller)
        {
            _problem = "You are not a member of a team any more, so nothing was kept.";
            return;
        }

        switch (await CreatorLists.RenameAsync(caller, List.Id, _name, _note, CancellationToken.None))
        {
            case ListChange.Done:
                _isEditing = false;
                await OnChanged.InvokeAsync();
                break;
            case ListChange.Refused refused:
                _problem = refused.Problem;
                break;
            case ListChange.NotFound:
                _problem = "This list is not there any more, so nothing was kept.";
                break;
        }
    }

    private async Task DeleteAsync()
    {
        if (await CurrentCaller.GetAsync() is { } caller)
            await CreatorLists.DeleteAsync(caller, List.Id, CancellationToken.None);
        await OnDeleted.InvokeAsync();
    }
}

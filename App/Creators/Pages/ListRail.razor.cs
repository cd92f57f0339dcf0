using CreatorAnalytics.Accounts;
using Microsoft.AspNetCore.Components;

namespace CreatorAnalytics.Creators.Pages;

/// <summary>The team's lists beside the library, and a way to make one.</summary>
public sealed partial class ListRail
{
    private bool _isOpen;
    private bool _focus;
    private string _name = "";
    private string? _problem;
    private ElementReference _box;

    [Parameter, EditorRequired]
    public IReadOnlyList<ListSummary> Lists { get; set; } = [];

    /// <summary>The list that is shown; null for the whole library.</summary>
    [Parameter]
    public Guid? Current { get; set; }

    [Parameter]
    public EventCallback<ListSummary> OnCreated { get; set; }

    [Inject]
    public required CreatorLists CreatorLists { get; init; }

    [Inject]
    public required CurrentCaller CurrentCaller { get; init; }

    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (!_focus)
            return;
        _focus = false;
        await _box.FocusAsync();
    }

    private void Open() => (_isOpen, _focus, _name, _problem) = (true, true, "", null);

    private void Close() => _isOpen = false;

    private async Task CreateAsync()
    {
        if (await CurrentCaller.GetAsync() is not { } caller)
        {
            _problem = "You are not a member of a team any more, so no list was made.";
            return;
        }

        switch (await CreatorLists.CreateAsync(caller, _name, note: null, CancellationToken.None))
        {
            case ListChange.Done done:
                Close();
                await OnCreated.InvokeAsync(done.List);
                break;
            case ListChange.Refused refused:
                _problem = refused.Problem;
                break;
        }
    }
}

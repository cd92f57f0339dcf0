using CreatorAnalytics.Accounts;
using CreatorAnalytics.Creators;
using Microsoft.AspNetCore.Components;

namespace CreatorAnalytics.Jobs;

/// <summary>Whether and how a list is refreshed by itself, what came of it last, and the form that changes it; in the list's head.</summary>
public sealed partial class ListRefreshPanel : IDisposable
{
    private readonly CancellationTokenSource _closed = new();
    private ListRefreshView? _refresh;
    private ListSummary? _shown;
    private ElementReference _first;
    private bool _isEditing;
    private bool _isBusy;
    private bool _movesFocus;
    private RefreshFrequency _frequency;
    private long? _cap;
    private string? _problem;
    private string? _done;

    [Parameter, EditorRequired]
    public required ListSummary List { get; set; }

    [Inject]
    public required ListRefreshes Refreshes { get; init; }

    [Inject]
    public required CurrentCaller CurrentCaller { get; init; }

    [Inject]
    public required TimeProvider Time { get; init; }

    public void Dispose()
    {
        _closed.Cancel();
        _closed.Dispose();
    }

    /// <summary>Who is on the list decides what it costs.</summary>
    protected override async Task OnParametersSetAsync()
    {
        if (_shown == List)
            return;
        _shown = List;
        try
        {
            if (await CurrentCaller.GetAsync(_closed.Token) is { } caller)
                _refresh = await Refreshes.FindAsync(caller, List.Id, _closed.Token);
        }
        catch (OperationCanceledException) when (_closed.IsCancellationRequested)
        {
            // The page was closed while it loaded.
        }
    }

    /// <summary>What was pressed has gone; the keyboard goes on at what stands there instead.</summary>
    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (!_movesFocus)
            return;
        _movesFocus = false;
        await _first.FocusAsync(preventScroll: true);
    }

    private void Edit()
    {
        (_frequency, _cap) = _refresh is { Frequency: not RefreshFrequency.Off } on ? (on.Frequency, on.CreditCap) : (RefreshFrequency.Monthly, _refresh?.CreditCap);
        (_problem, _done, _isEditing, _movesFocus) = (null, null, true, true);
    }

    private void Close() => (_isEditing, _movesFocus) = (false, true);

    private async Task KeepAsync()
    {
        if (_isBusy)
            return;
        _isBusy = true;
        try
        {
            if (await CurrentCaller.GetAsync(_closed.Token) is not { } caller)
            {
                _problem = "You are not a member of a team any more, so nothing was kept.";
                return;
            }

            switch (await Refreshes.SetAsync(caller, List.Id, _frequency, _cap, _closed.Token))
            {
                case RefreshChange.Done done:
                    _refresh = done.Refresh;
                    _done = $"Scheduled refresh: {RefreshWords.Setting(_refresh.Frequency, _refresh.CreditCap)}.";
                    Close();
                    break;
                case RefreshChange.Refused refused:
                    _problem = refused.Problem;
                    break;
                case RefreshChange.NotFound:
                    _problem = "This list is not there any more, so nothing was kept.";
                    break;
            }
        }
        catch (OperationCanceledException) when (_closed.IsCancellationRequested)
        {
            // The page was closed meanwhile; it was kept or not, and the list says which.
        }
        finally
        {
            _isBusy = false;
        }
    }
}

using CreatorAnalytics.Accounts;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Routing;
using Microsoft.JSInterop;

namespace CreatorAnalytics.Jobs;

/// <summary>
/// The user's searches, live: on the search page the list itself, on every other page docked beside it, where it can be folded away.
/// Cards draw themselves only when their own search changed, so drawing all of this is cheap.
/// </summary>
public sealed partial class JobTray : IAsyncDisposable
{
    private readonly CancellationTokenSource _closed = new();
    private ElementReference _heading;
    private Guid? _toShow;
    private IJSObjectReference? _module;
    private bool? _isOpen;
    private int _countInTitle;

    /// <summary>Whether it stands beside another page.</summary>
    [Parameter]
    public bool Docked { get; set; }

    /// <summary><see cref="TrayState.Revision"/>, from a page that must draw a change of its own together with the tray's.</summary>
    [Parameter]
    public long Revision { get; set; }

    [Inject]
    public required TrayState Tray { get; init; }

    [Inject]
    public required JobManager Jobs { get; init; }

    [Inject]
    public required CurrentCaller CurrentCaller { get; init; }

    [Inject]
    public required NavigationManager Navigation { get; init; }

    [Inject]
    public required IJSRuntime JS { get; init; }

    private int Running => Tray.Cards.Count(card => card.IsRunning);

    private int Attention => Tray.Cards.Count(card => card.NeedsAttention);

    private int Ended => Tray.Cards.Length - Running;

    private IEnumerable<TrayCard> Shown => Tray.Cards.Where(card => Belongs(card, Tray.Filter));

    private IEnumerable<(TrayFilter Filter, string Word, int Count)> Filters =>
    [
        (TrayFilter.Running, "Running", Running),
        (TrayFilter.NeedsAttention, "Needs attention", Attention),
        (TrayFilter.Done, "Done", Ended - Attention),
    ];

    private string FilterWord => Tray.Filter switch
    {
        TrayFilter.All => "there",
        TrayFilter.Running => "running",
        TrayFilter.NeedsAttention => "in need of attention",
        TrayFilter.Done => "done without a failure",
    };

    /// <summary>Until the browser has said how it was left, the width of the window decides; see the style sheet.</summary>
    private string? Classes => !Docked ? null : _isOpen switch
    {
        null => "docked",
        true => "docked open",
        false => "docked closed",
    };

    public async ValueTask DisposeAsync()
    {
        Tray.Changed -= OnTrayChanged;
        Navigation.LocationChanged -= OnLocationChanged;
        await _closed.CancelAsync();
        _closed.Dispose();
        try
        {
            if (_module is not null)
                await _module.DisposeAsync();
        }
        catch (JSDisconnectedException)
        {
            // The browser is gone, and what it held with it.
        }
    }

    protected override void OnInitialized()
    {
        // What is drawn for the first answer is replaced at once: nothing is read for it.
        if (!RendererInfo.IsInteractive)
            return;
        Tray.Changed += OnTrayChanged;
        Navigation.LocationChanged += OnLocationChanged;
        Tray.Start();
    }

    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (firstRender)
            await StartInBrowserAsync();
        if (_module is not null && _toShow is { } jobId)
        {
            _toShow = null;
            await _module.InvokeVoidAsync("goTo", _closed.Token, JobCard.IdOf(jobId));
        }

        if (_module is not null && _countInTitle != Running)
        {
            _countInTitle = Running;
            await _module.InvokeVoidAsync("countInTitle", _closed.Token, _countInTitle);
        }
    }

    private static bool Belongs(TrayCard card, TrayFilter filter) => filter switch
    {
        TrayFilter.All => true,
        TrayFilter.Running => card.IsRunning,
        TrayFilter.NeedsAttention => card.NeedsAttention,
        TrayFilter.Done => !card.IsRunning && !card.NeedsAttention,
    };

    private async Task StartInBrowserAsync()
    {
        _module = await JS.InvokeAsync<IJSObjectReference>("import", _closed.Token, $"./{Assets["Jobs/JobTray.razor.js"]}");
        if (await _module.InvokeAsync<string?>("zone", _closed.Token) is { } zone && TimeZoneInfo.TryFindSystemTimeZoneById(zone, out var found))
            Tray.Zone = found;
        await ReadWhetherOpenAsync(_module);
    }

    private async Task ReadWhetherOpenAsync(IJSObjectReference module)
    {
        try
        {
            _isOpen = await module.InvokeAsync<bool>("isOpen", _closed.Token);
            StateHasChanged();
        }
        catch (Exception exception) when (exception is OperationCanceledException or JSDisconnectedException)
        {
            // The page with it was closed meanwhile.
        }
    }

    private void OnTrayChanged() => InvokeAsync(StateHasChanged);

    /// <summary>On a narrow screen the tray makes way for the page that was opened from it.</summary>
    private void OnLocationChanged(object? sender, LocationChangedEventArgs change)
    {
        if (Docked && _module is { } module && !_closed.IsCancellationRequested)
            _ = InvokeAsync(() => ReadWhetherOpenAsync(module));
    }

    private async Task ToggleAsync()
    {
        _isOpen = _isOpen is not true;
        if (_module is not null)
            await _module.InvokeVoidAsync("keepOpen", _closed.Token, _isOpen);
    }

    private void Press(TrayFilter filter) => Tray.Filter = Tray.Filter == filter ? TrayFilter.All : filter;

    private JobView? ParentOf(TrayCard card) =>
        card.Job.ParentJobId is { } parentId ? Tray.Cards.FirstOrDefault(other => other.Job.JobId == parentId)?.Job : null;

    private JobView? RetryOf(TrayCard card) => Tray.Cards.FirstOrDefault(other => other.Job.ParentJobId == card.Job.JobId)?.Job;

    /// <summary>Goes to a card, once it is drawn if the filter leaves it out.</summary>
    private void Show(Guid jobId)
    {
        if (!Shown.Any(card => card.Job.JobId == jobId))
            Tray.Filter = TrayFilter.All;
        _toShow = jobId;
    }

    private Task ClearFinishedAsync() =>
        DismissAsync([.. Tray.Cards.Where(card => !card.IsRunning).Select(card => card.Job.JobId)]);

    private Task DismissAsync(Guid jobId) => DismissAsync([jobId]);

    private async Task DismissAsync(IReadOnlyCollection<Guid> jobIds)
    {
        if (await CurrentCaller.GetAsync(_closed.Token) is not { } caller)
            return;
        await Jobs.DismissAsync(caller, jobIds, _closed.Token);
        Tray.Remove(jobIds);

        // The button that was pressed is gone: without this the keyboard would start again at the top of the page.
        await _heading.FocusAsync(preventScroll: true);
    }
}

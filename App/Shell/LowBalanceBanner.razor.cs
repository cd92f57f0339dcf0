using CreatorAnalytics.Accounts;
using CreatorAnalytics.Credits;
using CreatorAnalytics.Jobs;
using Microsoft.AspNetCore.Components;

namespace CreatorAnalytics.Shell;

/// <summary>Tells admins on every page that the team's credits run low, until they put it away; looked for anew when a search moves credits.</summary>
public sealed partial class LowBalanceBanner : IDisposable
{
    private readonly CancellationTokenSource _closed = new();
    private LowBalanceNotice? _notice;
    private long _moved;

    [Inject]
    public required LowBalance LowBalance { get; init; }

    [Inject]
    public required CurrentCaller CurrentCaller { get; init; }

    [Inject]
    public required TrayState Tray { get; init; }

    public void Dispose()
    {
        Tray.Changed -= OnTrayChanged;
        _closed.Cancel();
        _closed.Dispose();
    }

    protected override async Task OnInitializedAsync()
    {
        Tray.Changed += OnTrayChanged;
        await ReadAsync();
    }

    private void OnTrayChanged() => InvokeAsync(async () =>
    {
        var moved = Tray.Cards.Sum(card => card.Job.CreditsCharged + card.Job.CreditsReserved);
        if (moved == _moved)
            return;
        _moved = moved;
        await ReadAsync();
        StateHasChanged();
    });

    private async Task ReadAsync()
    {
        try
        {
            _notice = await CurrentCaller.GetAsync(_closed.Token) is { } caller ? await LowBalance.FindAsync(caller, _closed.Token) : null;
        }
        catch (OperationCanceledException) when (_closed.IsCancellationRequested)
        {
            // The page was closed while it was read.
        }
    }

    private async Task DismissAsync()
    {
        if (await CurrentCaller.GetAsync(_closed.Token) is { } caller)
            await LowBalance.DismissAsync(caller, _closed.Token);
        _notice = null;
    }
}

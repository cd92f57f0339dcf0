using CreatorAnalytics.Accounts;
using CreatorAnalytics.Credits;
using CreatorAnalytics.Jobs;
using Microsoft.AspNetCore.Components;

namespace CreatorAnalytics.Shell;

/// <summary>What the team can spend, on every page; read again when a search of the user's own has moved credits.</summary>
public sealed partial class BalanceLink : IDisposable
{
    private readonly CancellationTokenSource _closed = new();
    private CreditBalance? _balance;
    private long _moved;

    [Inject]
    public required Wallets Wallets { get; init; }

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
        var moved = Tray.Cards.Sum(card => card.Job.CreditsCharged - card.Job.CreditsReserved);
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
            if (await CurrentCaller.GetAsync(_closed.Token) is { } caller)
                _balance = await Wallets.BalanceAsync(caller, _closed.Token);
        }
        catch (OperationCanceledException) when (_closed.IsCancellationRequested)
        {
            // The page was closed while it was read.
        }
    }
}

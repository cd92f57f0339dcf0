using CreatorAnalytics.Accounts;
using CreatorAnalytics.Credits;
using CreatorAnalytics.Ui;
using Microsoft.AspNetCore.Components;

namespace CreatorAnalytics.Operations.Pages;

/// <summary>What teams have, and the operator's way to give credits and to take them back, each with a reason and confirmed.</summary>
public sealed partial class TeamCreditsPanel : IDisposable
{
    private const string NoOperator = "Your account does not run this installation any more.";

    private readonly CancellationTokenSource _closed = new();
    private List<TeamBalance>? _teams;
    private TeamBalance? _order;
    private Guid _key;
    private string? _search;
    private string? _sought;
    private string _reason = "";
    private long? _credits;
    private bool _isTakingBack;
    private bool _isConfirming;
    private bool _isBusy;
    private string? _problem;
    private string? _done;

    /// <summary>When the page's figures were read: whenever it changes, so are the teams'.</summary>
    [Parameter, EditorRequired]
    public DateTimeOffset? ReadAt { get; set; }

    [Inject]
    public required TeamCredits Teams { get; init; }

    [Inject]
    public required CreditOrders Orders { get; init; }

    [Inject]
    public required CurrentOperator CurrentOperator { get; init; }

    [Inject]
    public required ILogger<TeamCreditsPanel> Logger { get; init; }

    public void Dispose()
    {
        _closed.Cancel();
        _closed.Dispose();
    }

    protected override Task OnParametersSetAsync() => LoadAsync();

    private Task FindAsync()
    {
        _sought = _search;
        return LoadAsync();
    }

    private async Task LoadAsync()
    {
        try
        {
            if (await CurrentOperator.GetAsync(_closed.Token) is { } reader)
                _teams = await Teams.ListAsync(reader, _sought, _closed.Token);
        }
        catch (OperationCanceledException) when (_closed.IsCancellationRequested)
        {
            // The page was closed while it loaded.
        }
        catch (Exception exception) when (_teams is not null)
        {
            Logger.LogWarning(exception, "The credits of teams could not be read anew");
        }
    }

    private void Open(TeamBalance team, bool isTakingBack)
    {
        Close();
        (_order, _isTakingBack, _key) = (team, isTakingBack, Guid.CreateVersion7());
        _done = null;
    }

    private void Close() => (_order, _credits, _reason, _isConfirming, _problem) = (null, null, "", false, null);

    private void Confirm()
    {
        _problem = Order(_order!).Problem ?? Excess(_order!.Credits);
        _isConfirming = _problem is null;
    }

    private async Task CarryOutAsync()
    {
        if (_order is not { } team || _isBusy)
            return;
        _isBusy = true;
        try
        {
            if (await CurrentOperator.GetAsync(_closed.Token) is not { } by)
            {
                _problem = NoOperator;
                return;
            }

            switch (await Orders.CarryOutAsync(by, Order(team), _closed.Token))
            {
                case CreditOrderResult.Done done:
                    Close();
                    _done = $"Done. {team.Name} has {Format.Exact(done.Credits.Available)} credits available.";
                    break;
                case CreditOrderResult.NotAvailable refused:
                    (_order, _isConfirming, _problem) = (team with { Credits = refused.Credits }, false, Excess(refused.Credits));
                    break;
                case CreditOrderResult.KeyTaken:
                    // What was sent before has been carried out, and something else stands in the form now: a new intent.
                    (_key, _isConfirming, _problem) = (Guid.CreateVersion7(), false, "An order that you sent before was carried out; nothing was changed now. Look at the balance, then send this one again.");
                    break;
                case CreditOrderResult.NoTeam:
                    Close();
                    _problem = "This team does not exist any more.";
                    break;
            }

            await LoadAsync();
        }
        catch (OperationCanceledException) when (_closed.IsCancellationRequested)
        {
            // The page was closed meanwhile; what was ordered is carried out or not, and the ledger says which.
        }
        finally
        {
            _isBusy = false;
        }
    }

    private CreditOrder Order(TeamBalance team) => new(team.TeamId, _credits ?? 0, _isTakingBack, _reason, $"operator:{_key}");

    private string? Excess(CreditBalance credits) => _isTakingBack && _credits > credits.Available
        ? $"Only {Format.Exact(credits.Available)} credits are available; what is held for searches that run cannot be taken back."
        : null;

    private string Sentence(TeamBalance team)
    {
        var available = team.Credits.Available + (_isTakingBack ? -_credits : _credits) ?? 0;
        return $"{team.Name} will have {Format.Exact(available)} credits available instead of {Format.Exact(team.Credits.Available)}. Reason: {_reason.Trim()}";
    }
}

using CreatorAnalytics.Accounts;
using CreatorAnalytics.Ui;
using Microsoft.AspNetCore.Components;

namespace CreatorAnalytics.Credits.Pages;

/// <summary>What the team has, and where its credits went; every number opens the rows of the ledger behind it.</summary>
public sealed partial class UsagePage : IDisposable
{
    private readonly CancellationTokenSource _closed = new();
    private CreditBalance? _balance;
    private Usage? _usage;
    private ProviderCosts? _costs;
    private DateOnly _from;
    private DateOnly _to;
    private bool _isAdmin;
    private string? _problem;

    [SupplyParameterFromQuery(Name = "from")]
    public string? From { get; set; }

    [SupplyParameterFromQuery(Name = "to")]
    public string? To { get; set; }

    [SupplyParameterFromQuery(Name = "member")]
    public string? Member { get; set; }

    [Inject]
    public required Wallets Wallets { get; init; }

    [Inject]
    public required UsageQueries Usages { get; init; }

    [Inject]
    public required IProviderCosts Costs { get; init; }

    [Inject]
    public required CurrentCaller CurrentCaller { get; init; }

    [Inject]
    public required NavigationManager Navigation { get; init; }

    [Inject]
    public required TimeProvider Time { get; init; }

    private DateOnly Today => DateOnly.FromDateTime(Time.GetUtcNow().UtcDateTime);

    private DateOnly MonthStart => new(Today.Year, Today.Month, 1);

    private int Days => _usage is { } usage ? (int)(usage.To - usage.From).TotalDays : 0;

    /// <summary>The rows behind what is shown.</summary>
    private LedgerFilter Rows => new() { From = _usage?.From, To = _usage?.To, UserId = PageAddress.ReadId(Member) };

    public void Dispose()
    {
        _closed.Cancel();
        _closed.Dispose();
    }

    protected override async Task OnParametersSetAsync()
    {
        (_from, _to) = CreditUrls.Days(From, To, Time);
        try
        {
            if (await CurrentCaller.GetAsync(_closed.Token) is not { } caller)
            {
                _problem = "You are not a member of a team any more.";
                return;
            }

            _isAdmin = caller.IsAdmin;
            _balance = await Wallets.BalanceAsync(caller, _closed.Token);
            var (start, end, member) = (PageAddress.Start(_from), PageAddress.Start(_to.AddDays(1)), PageAddress.ReadId(Member));
            _usage = await Usages.OfAsync(caller, start, end, member, _closed.Token);
            _costs = _isAdmin ? await Costs.OfAsync(caller, start, end, member, _closed.Token) : null;
        }
        catch (OperationCanceledException) when (_closed.IsCancellationRequested)
        {
            // The page was closed while it loaded.
        }
    }

    private void Apply() => Navigation.NavigateTo(CreditUrls.Usage(_from, _to, PageAddress.ReadId(Member)));
}

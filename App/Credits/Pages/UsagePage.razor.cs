using System.Globalization;
using CreatorAnalytics.Accounts;
using CreatorAnalytics.Storage;
using CreatorAnalytics.Ui;
using Microsoft.AspNetCore.Components;

namespace CreatorAnalytics.Credits.Pages;

/// <summary>What the team has, and where its credits went; every number opens the rows of the ledger behind it.</summary>
public sealed partial class UsagePage : IDisposable
{
    private readonly CancellationTokenSource _closed = new();
    private UsageFilter _filter = null!;
    private CreditBalance? _balance;
    private Usage? _usage;
    private IReadOnlyList<Spender> _spenders = [];
    private bool _isAdmin;
    private string? _problem;
    private string? _notFound;

    [SupplyParameterFromQuery(Name = "from")]
    public string? From { get; set; }

    [SupplyParameterFromQuery(Name = "to")]
    public string? To { get; set; }

    [SupplyParameterFromQuery(Name = "member")]
    public string? Member { get; set; }

    [SupplyParameterFromQuery(Name = "kind")]
    public string? Kind { get; set; }

    [Inject]
    public required Wallets Wallets { get; init; }

    [Inject]
    public required UsageQueries Usages { get; init; }

    [Inject]
    public required ILedgerSubjects Subjects { get; init; }

    [Inject]
    public required CurrentCaller CurrentCaller { get; init; }

    [Inject]
    public required NavigationManager Navigation { get; init; }

    [Inject]
    public required TimeProvider Time { get; init; }

    private LedgerFilter Charges => _filter.Rows with { Kind = LedgerKind.Charge };

    public void Dispose()
    {
        _closed.Cancel();
        _closed.Dispose();
    }

    protected override async Task OnParametersSetAsync()
    {
        var filter = _filter = CreditUrls.Usage(
            name => name switch
            {
                "from" => From,
                "to" => To,
                "member" => Member,
                "kind" => Kind,
                _ => null,
            },
            Time);
        try
        {
            if (await CurrentCaller.GetAsync(_closed.Token) is not { } caller)
            {
                _problem = "You are not a member of a team any more.";
                return;
            }

            var balance = await Wallets.BalanceAsync(caller, _closed.Token);
            var usage = await Usages.OfAsync(caller, filter, _closed.Token);
            var spenders = caller.IsAdmin ? await Usages.SpendersAsync(caller, _closed.Token) : [];

            // Another address may have been opened meanwhile: these numbers are not its.
            if (filter == _filter)
                (_isAdmin, _balance, _usage, _spenders) = (caller.IsAdmin, balance, usage, spenders);
        }
        catch (OperationCanceledException) when (_closed.IsCancellationRequested)
        {
            // The page was closed while it loaded.
        }
    }

    private static string Word(UsageKind kind) => kind switch
    {
        UsageKind.New => "New creators",
        UsageKind.Known => "Known creators",
        UsageKind.Released => "Came back",
    };

    /// <summary>What the time is called that the span is compared with.</summary>
    private static string Before(Usage usage) => usage.From == UtcMonth.StartOf(usage.From) && usage.BeforeFrom == UtcMonth.StartOf(usage.BeforeFrom)
        ? $"in {usage.BeforeFrom.ToString("MMMM yyyy", CultureInfo.InvariantCulture)}"
        : $"in the {(usage.From - usage.BeforeFrom).TotalDays:0} days before";

    /// <summary>A month, as far as it has come; 0 is this one.</summary>
    private UsageFilter Month(int offset)
    {
        var now = Time.GetUtcNow();
        var start = UtcMonth.StartOf(now).AddMonths(offset);
        return new UsageFilter(start, offset < 0 ? start.AddMonths(1) : PageAddress.Start(DateOnly.FromDateTime(now.UtcDateTime).AddDays(1)));
    }

    /// <summary>Opens all rows of a creator, by whichever name it has or had.</summary>
    private async Task FindInLedgerAsync(string name)
    {
        if (await CurrentCaller.GetAsync(_closed.Token) is not { } caller)
            return;
        if (await Subjects.FindCreatorAsync(caller, name, _closed.Token) is { } creatorId)
            Navigation.NavigateTo(CreditUrls.Ledger(new LedgerFilter { CreatorId = creatorId }));
        else
            _notFound = $"Your team has not looked up {name}.";
    }
}

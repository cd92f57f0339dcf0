using CreatorAnalytics.Accounts;
using CreatorAnalytics.Ui;
using Microsoft.AspNetCore.Components;

namespace CreatorAnalytics.Credits.Pages;

/// <summary>Every movement of credits, narrowed down by what stands in the address.</summary>
public sealed partial class LedgerPage : IDisposable
{
    private const int PageSize = 50;

    private readonly CancellationTokenSource _closed = new();
    private IReadOnlyList<LedgerRow>? _rows;
    private AuditResult? _audit;
    private DateTimeOffset _now;
    private bool _isAdmin;
    private string? _problem;
    private string _kind = "";
    private string? _creator;

    [SupplyParameterFromQuery(Name = "from")]
    public string? From { get; set; }

    [SupplyParameterFromQuery(Name = "to")]
    public string? To { get; set; }

    [SupplyParameterFromQuery(Name = "member")]
    public string? Member { get; set; }

    [SupplyParameterFromQuery(Name = "search")]
    public string? Search { get; set; }

    [SupplyParameterFromQuery(Name = "creator")]
    public string? Creator { get; set; }

    [SupplyParameterFromQuery(Name = "kind")]
    public string? Kind { get; set; }

    [SupplyParameterFromQuery(Name = "price")]
    public string? Price { get; set; }

    [SupplyParameterFromQuery(Name = "held")]
    public string? Held { get; set; }

    [SupplyParameterFromQuery(Name = "before")]
    public string? Before { get; set; }

    [Inject]
    public required LedgerQueries Ledger { get; init; }

    [Inject]
    public required LedgerAudit Audit { get; init; }

    [Inject]
    public required ILedgerSubjects Subjects { get; init; }

    [Inject]
    public required CurrentCaller CurrentCaller { get; init; }

    [Inject]
    public required NavigationManager Navigation { get; init; }

    [Inject]
    public required TimeProvider Time { get; init; }

    private LedgerFilter Filter => CreditUrls.Filter(name => name switch
    {
        "from" => From,
        "to" => To,
        "member" => Member,
        "search" => Search,
        "creator" => Creator,
        "kind" => Kind,
        "price" => Price,
        "held" => Held,
        "before" => Before,
        _ => null,
    });

    /// <summary>What the rows are narrowed down to, in words.</summary>
    private string Narrowed
    {
        get
        {
            var first = _rows is [var row, ..] ? row : null;
            string?[] parts =
            [
                Filter.IsHeld ? "of searches for which credits are still held" : null,
                Filter.IsNew is { } isNew ? isNew ? "of new creators" : "of known creators" : null,
                Filter.CreatorId is null ? null : $"of {first?.Creator ?? "that creator"}",
                Filter.JobId is null ? null : $"of the search {first?.Job ?? "asked for"}",
                Filter.UserId is null ? null : $"by {first?.Member ?? "that member"}",
                From is null ? null : $"from {From}",
                To is null ? null : $"to {To}",
            ];
            var words = string.Join(" ", parts.Where(part => part is not null));
            return words.Length == 0 ? "" : $"Rows {words}.";
        }
    }

    public void Dispose()
    {
        _closed.Cancel();
        _closed.Dispose();
    }

    protected override async Task OnParametersSetAsync()
    {
        var filter = Filter with { Limit = PageSize };
        _kind = filter.Kind?.ToString() ?? "";
        try
        {
            if (await CurrentCaller.GetAsync(_closed.Token) is not { } caller)
            {
                (_rows, _problem) = ([], "You are not a member of a team any more.");
                return;
            }

            _isAdmin = caller.IsAdmin;
            _audit ??= caller.IsAdmin ? Audit.Latest(caller) : null;
            var rows = await Ledger.RowsAsync(caller, filter, _closed.Token);
            if (filter == Filter with { Limit = PageSize })
                (_rows, _now) = (rows, Time.GetUtcNow());
        }
        catch (OperationCanceledException) when (_closed.IsCancellationRequested)
        {
            // The page was closed while it loaded.
        }
    }

    private static string Signed(long change) => change == 0 ? "" : change > 0 ? $"+{Format.Exact(change)}" : $"−{Format.Exact(-change)}";

    /// <summary>Who moved the credits; the deleted are not named.</summary>
    private static string Who(LedgerRow row) => row.Member ?? (row.UserId is null ? "The operator" : "A deleted account");

    private static string WhyOf(LedgerRow row) => row.Kind switch
    {
        LedgerKind.Grant => "Granted",
        LedgerKind.Reserve => "Held when the search began",
        LedgerKind.Charge => "Delivered",
        LedgerKind.Release when row.CreatorId is not null => "Given back: cheaper than quoted",
        LedgerKind.Release => "Given back: not delivered",
        LedgerKind.Adjust => "Corrected",
    };

    private async Task AuditAsync()
    {
        if (await CurrentCaller.GetAsync(_closed.Token) is { IsAdmin: true } caller)
            (_audit, _now) = (await Audit.CheckAsync(caller, _closed.Token), Time.GetUtcNow());
    }

    private async Task ApplyAsync()
    {
        _problem = null;
        var filter = Filter with { Before = null, IsNew = null, Kind = Enum.TryParse<LedgerKind>(_kind, out var kind) ? kind : null };
        if (!string.IsNullOrWhiteSpace(_creator) && await CurrentCaller.GetAsync(_closed.Token) is { } caller)
        {
            if (await Subjects.FindCreatorAsync(caller, _creator, _closed.Token) is not { } creatorId)
            {
                _problem = $"Your team has not looked up {_creator.Trim()}.";
                return;
            }

            filter = filter with { CreatorId = creatorId };
        }

        Navigation.NavigateTo(CreditUrls.Ledger(filter));
    }
}

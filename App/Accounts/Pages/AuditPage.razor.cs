using Microsoft.AspNetCore.Components;

namespace CreatorAnalytics.Accounts.Pages;

/// <summary>Who did what, narrowed down by what stands in the address.</summary>
public sealed partial class AuditPage : IDisposable
{
    private const int PageSize = 50;

    private readonly CancellationTokenSource _closed = new();
    private IReadOnlyList<AuditRow>? _rows;
    private IReadOnlyList<Member> _members = [];
    private DateTimeOffset _now;
    private bool _isAdmin;
    private string? _problem;

    [SupplyParameterFromQuery(Name = "from")]
    public string? From { get; set; }

    [SupplyParameterFromQuery(Name = "to")]
    public string? To { get; set; }

    [SupplyParameterFromQuery(Name = "member")]
    public string? Member { get; set; }

    [SupplyParameterFromQuery(Name = "kind")]
    public string? Kind { get; set; }

    [SupplyParameterFromQuery(Name = "before")]
    public string? Before { get; set; }

    [Inject]
    public required AuditQueries Audit { get; init; }

    [Inject]
    public required Members Members { get; init; }

    [Inject]
    public required CurrentCaller CurrentCaller { get; init; }

    [Inject]
    public required TimeProvider Time { get; init; }

    private AuditFilter Filter => AuditUrls.Filter(name => name switch
    {
        "from" => From,
        "to" => To,
        "member" => Member,
        "kind" => Kind,
        "before" => Before,
        _ => null,
    });

    public void Dispose()
    {
        _closed.Cancel();
        _closed.Dispose();
    }

    protected override async Task OnParametersSetAsync()
    {
        var filter = Filter with { Limit = PageSize };
        try
        {
            if (await CurrentCaller.GetAsync(_closed.Token) is not { } caller)
            {
                (_rows, _problem) = ([], "You are not a member of a team any more.");
                return;
            }

            _isAdmin = caller.IsAdmin;
            if (_isAdmin)
                _members = await Members.ListAsync(caller, _closed.Token);
            var rows = await Audit.RowsAsync(caller, filter, _closed.Token);
            if (filter == Filter with { Limit = PageSize })
                (_rows, _now) = (rows, Time.GetUtcNow());
        }
        catch (OperationCanceledException) when (_closed.IsCancellationRequested)
        {
            // The page was closed while it loaded.
        }
    }
}

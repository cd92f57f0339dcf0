using CreatorAnalytics.Accounts;
using CreatorAnalytics.Creators;
using Microsoft.AspNetCore.Components;

namespace CreatorAnalytics.Analysis.Pages;

/// <summary>Two to fifteen creators side by side, ranked by whichever figure one presses. Who is compared stands in the address.</summary>
public sealed partial class ComparePage : IDisposable
{
    private readonly CancellationTokenSource _closed = new();
    private ComparedCreators? _comparison;
    private DateTimeOffset _now;
    private string? _rankedBy;
    private bool _isAscending;
    private string? _added;

    [SupplyParameterFromQuery(Name = CreatorUrls.UsernamesParameter)]
    public string? Usernames { get; set; }

    [Inject]
    public required Comparisons Comparisons { get; init; }

    [Inject]
    public required CurrentCaller CurrentCaller { get; init; }

    [Inject]
    public required NavigationManager Navigation { get; init; }

    [Inject]
    public required TimeProvider Time { get; init; }

    private IReadOnlyList<string> Names => Split(Usernames);

    private IReadOnlyList<ComparedGroup> Rows => _comparison is { Reports: [var first, ..] } ? ComparedGroup.Of(first) : [];

    /// <summary>In the order asked for until somebody ranks; creators without the value come last.</summary>
    private IEnumerable<Report> Ranked
    {
        get
        {
            if (_comparison is not { } comparison)
                return [];
            if (Rows.SelectMany(group => group.Rows).FirstOrDefault(row => row.Key == _rankedBy) is not { } by)
                return comparison.Reports;
            var known = comparison.Reports.OrderBy(report => by.Cell(report)?.Value is null);
            return _isAscending
                ? known.ThenBy(report => by.Cell(report)?.Value)
                : known.ThenByDescending(report => by.Cell(report)?.Value);
        }
    }

    public void Dispose()
    {
        _closed.Cancel();
        _closed.Dispose();
    }

    protected override async Task OnParametersSetAsync()
    {
        var asked = Usernames;
        try
        {
            if (await CurrentCaller.GetAsync(_closed.Token) is not { } caller)
            {
                _comparison = new ComparedCreators([], [], []);
                return;
            }

            var comparison = await Comparisons.CompareAsync(caller, Names, _closed.Token);

            // Somebody may have added or left out another creator in the meantime.
            if (asked == Usernames)
                (_comparison, _now) = (comparison, Time.GetUtcNow());
        }
        catch (OperationCanceledException) when (_closed.IsCancellationRequested)
        {
            // The page was closed while it loaded.
        }
    }

    private static List<string> Split(string? names) =>
        [.. (names ?? "").Split([',', ';', ' ', '\n', '\t'], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
            .Select(name => name.TrimStart('@').ToLowerInvariant()).Where(name => name.Length > 0).Distinct()];

    private void RankBy(string key)
    {
        _isAscending = _rankedBy == key && !_isAscending;
        _rankedBy = key;
    }

    private void Add()
    {
        var names = Names.Concat(Split(_added)).Distinct().Take(Comparisons.Most).ToList();
        _added = null;
        Navigation.NavigateTo(CreatorUrls.Comparing(names));
    }

    private void Remove(Report report)
    {
        // The address may hold a former name of the creator: what is left is named as it is shown.
        var left = _comparison!.Reports.Where(other => other.ExternalId != report.ExternalId).Select(other => other.Username);
        Navigation.NavigateTo(CreatorUrls.Comparing(left.Concat(_comparison.Missing)));
    }
}

using CreatorAnalytics.Accounts;
using Microsoft.AspNetCore.Components;

namespace CreatorAnalytics.Creators.Pages;

/// <summary>
/// The creators that the team has, all or those of a list. What is shown stands in the address, so that it can be kept, shared inside the
/// team and gone back to.
/// </summary>
public sealed partial class CreatorLibrary : IDisposable
{
    private readonly CancellationTokenSource _closed = new();
    private IReadOnlyList<ListSummary> _lists = [];
    private ListSummary? _list;
    private LibraryResult? _result;
    private DateTimeOffset _now;
    private string? _announcement;
    private string? _problem;

    [SupplyParameterFromQuery(Name = "q")]
    public string? Search { get; set; }

    [SupplyParameterFromQuery(Name = "list")]
    public string? List { get; set; }

    [SupplyParameterFromQuery(Name = "min")]
    public string? MinFollowers { get; set; }

    [SupplyParameterFromQuery(Name = "max")]
    public string? MaxFollowers { get; set; }

    [SupplyParameterFromQuery(Name = "verified")]
    public string? Verified { get; set; }

    [SupplyParameterFromQuery(Name = "sort")]
    public string? Sort { get; set; }

    [SupplyParameterFromQuery(Name = "ascending")]
    public string? Ascending { get; set; }

    [SupplyParameterFromQuery(Name = "page")]
    public string? Page { get; set; }

    [Inject]
    public required TeamLibrary Library { get; init; }

    [Inject]
    public required CreatorLists CreatorLists { get; init; }

    [Inject]
    public required CurrentCaller CurrentCaller { get; init; }

    [Inject]
    public required NavigationManager Navigation { get; init; }

    [Inject]
    public required TimeProvider Time { get; init; }

    private LibraryQuery Query => CreatorUrls.Query(name => name switch
    {
        "q" => Search,
        "list" => List,
        "min" => MinFollowers,
        "max" => MaxFollowers,
        "verified" => Verified,
        "sort" => Sort,
        "ascending" => Ascending,
        _ => Page,
    });

    private bool IsFiltered =>
        !string.IsNullOrWhiteSpace(Query.Search) || Query.MinFollowers is not null || Query.MaxFollowers is not null || Query.VerifiedOnly;

    private int Pages => ((_result?.Total ?? 0) + Query.PageSize - 1) / Query.PageSize;

    public void Dispose()
    {
        _closed.Cancel();
        _closed.Dispose();
    }

    protected override async Task OnParametersSetAsync()
    {
        _problem = null;
        await ReadAsync();
    }

    private async Task ReadAsync()
    {
        var query = Query;
        try
        {
            if (await CurrentCaller.GetAsync(_closed.Token) is not { } caller)
            {
                (_result, _lists, _list) = (new LibraryResult([], 0), [], null);
                _problem = "You are not a member of a team any more.";
                return;
            }

            var lists = await CreatorLists.AllAsync(caller, _closed.Token);
            var result = await Library.SearchAsync(caller, query, _closed.Token);

            // Somebody may have gone on in the meantime; what they see now must not be overwritten.
            if (query == Query)
                (_lists, _list, _result, _now) = (lists, lists.FirstOrDefault(list => list.Id == query.ListId), result, Time.GetUtcNow());
        }
        catch (OperationCanceledException) when (_closed.IsCancellationRequested)
        {
            // The page was closed while it loaded.
        }
    }

    private void Go(LibraryQuery query) => Navigation.NavigateTo(CreatorUrls.Of(query));

    private void OpenLibrary() => Go(new LibraryQuery());

    private Task OpenListAsync(ListSummary list)
    {
        Go(new LibraryQuery { ListId = list.Id });
        return Task.CompletedTask;
    }

    private async Task AddAsync((Guid ListId, IReadOnlyCollection<string> Usernames) wanted)
    {
        var added = await ActAsync(caller => CreatorLists.AddAsync(caller, wanted.ListId, wanted.Usernames, _closed.Token));
        var name = _lists.FirstOrDefault(list => list.Id == wanted.ListId)?.Name;
        if (added is null)
            _problem = "This list is not there any more, so nobody was added.";
        else
            _announcement = added.Added.Count == 0 ? $"All of them were on {name} already." : $"{added.Added.Count} added to {name}.";
    }

    private async Task RemoveAsync(LibraryCreator creator)
    {
        if (Query.ListId is not { } listId)
            return;
        await ActAsync(caller => CreatorLists.RemoveAsync(caller, listId, creator.Id, _closed.Token));
        _announcement = $"{creator.Username} is off the list.";
    }

    private async Task SetEntryAsync((LibraryCreator Creator, LibraryEntry Entry) change)
    {
        if (Query.ListId is not { } listId)
            return;
        var kept = await ActAsync(caller => CreatorLists.SetEntryAsync(
            caller, listId, change.Creator.Id, change.Entry.Status, change.Entry.Note, _closed.Token));
        if (kept)
            _announcement = $"{change.Creator.Username}: kept.";
        else
            _problem = $"{change.Creator.Username} is not on this list any more, so nothing was kept.";
    }

    /// <summary>Does it as the caller that one is now, and shows what became of it.</summary>
    private async Task<T?> ActAsync<T>(Func<Caller, Task<T>> act)
    {
        _problem = null;
        if (await CurrentCaller.GetAsync(_closed.Token) is not { } caller)
            return default;
        var result = await act(caller);
        await ReadAsync();
        return result;
    }
}

using System.Globalization;
using Microsoft.AspNetCore.Components;

namespace CreatorAnalytics.Creators.Pages;

/// <summary>A page of the library: order it, choose from it, and on a list say how far one has come with each creator.</summary>
public sealed partial class LibraryTable
{
    private const int MostCompared = 15;

    private static readonly Column[] Columns =
    [
        new(LibrarySort.Username, "Creator", Class: null),
        new(LibrarySort.Followers, "Followers", "ca-right"),
        new(LibrarySort.Posts, "Posts", "ca-right second"),
        new(LibrarySort.EngagementRate, "Engagement", "ca-right"),
        new(LibrarySort.LastLookedUp, "Looked up", "second"),
    ];

    /// <summary>Usernames, in the order in which they were chosen; they stay chosen on other pages and in other orders.</summary>
    private readonly List<string> _chosen = [];
    private string _addTo = "";

    [Parameter, EditorRequired]
    public required LibraryResult Result { get; set; }

    [Parameter, EditorRequired]
    public required LibraryQuery Query { get; set; }

    [Parameter, EditorRequired]
    public IReadOnlyList<ListSummary> Lists { get; set; } = [];

    [Parameter, EditorRequired]
    public DateTimeOffset Now { get; set; }

    [Parameter]
    public EventCallback<LibraryQuery> OnSort { get; set; }

    [Parameter]
    public EventCallback<(Guid ListId, IReadOnlyCollection<string> Usernames)> OnAdd { get; set; }

    [Parameter]
    public EventCallback<LibraryCreator> OnRemove { get; set; }

    [Parameter]
    public EventCallback<(LibraryCreator Creator, LibraryEntry Entry)> OnEntry { get; set; }

    private bool AllChosen => Result.Rows.All(row => _chosen.Contains(row.Creator.Username));

    private string? SortOf(Column column) => Query.Sort != column.Sort ? null : Query.Ascending ? "ascending" : "descending";

    private string ArrowOf(Column column) => Query.Sort != column.Sort ? "" : Query.Ascending ? "↑" : "↓";

    /// <summary>Names first from a, figures from the largest; pressed again, the other way round.</summary>
    private Task SortAsync(Column column) => OnSort.InvokeAsync(Query with
    {
        Sort = column.Sort,
        Ascending = Query.Sort == column.Sort ? !Query.Ascending : column.Sort is LibrarySort.Username,
        Page = 1,
    });

    private void Choose(string username)
    {
        if (!_chosen.Remove(username))
            _chosen.Add(username);
    }

    private void ChooseAll()
    {
        var names = Result.Rows.Select(row => row.Creator.Username).ToList();
        if (AllChosen)
            _chosen.RemoveAll(names.Contains);
        else
            _chosen.AddRange(names.Except(_chosen).ToList());
    }

    private async Task AddAsync(string listId)
    {
        // The box falls back to its first line, so that the same list can be chosen again.
        _addTo = "";
        if (Guid.TryParse(listId, CultureInfo.InvariantCulture, out var id))
            await OnAdd.InvokeAsync((id, [.. _chosen]));
    }

    /// <param name="Class">Second ones are left out where the window is narrow.</param>
    private sealed record Column(LibrarySort Sort, string Word, string? Class);
}

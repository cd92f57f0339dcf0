using System.Globalization;
using Microsoft.AspNetCore.Components;

namespace CreatorAnalytics.Creators.Pages;

/// <summary>Narrows the library down.</summary>
public sealed partial class LibraryFilters
{
    private static readonly FollowerRange[] Sizes =
    [
        new("Any number", null, null),
        new("Under 10,000", null, 9_999),
        new("10,000 to 100,000", 10_000, 99_999),
        new("100,000 to 1 million", 100_000, 999_999),
        new("1 million and more", 1_000_000, null),
    ];

    private string? _search;

    [Parameter, EditorRequired]
    public required LibraryQuery Query { get; set; }

    /// <summary>What to show instead, from its first page.</summary>
    [Parameter]
    public EventCallback<LibraryQuery> OnChanged { get; set; }

    private string Size => Sizes.FirstOrDefault(size => (size.Min, size.Max) == (Query.MinFollowers, Query.MaxFollowers))?.Word ?? "";

    /// <summary>A whole number that is not negative; null for everything else.</summary>
    internal static long? Number(string? text) =>
        long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;

    protected override void OnParametersSet() => _search = Query.Search;

    private Task Apply() => OnChanged.InvokeAsync(Query with { Search = _search, Page = 1 });

    private Task SetVerified(bool only) => OnChanged.InvokeAsync(Query with { Search = _search, VerifiedOnly = only, Page = 1 });

    private Task SetSize(string word)
    {
        var size = Sizes.First(size => size.Word == word);
        return OnChanged.InvokeAsync(Query with { Search = _search, MinFollowers = size.Min, MaxFollowers = size.Max, Page = 1 });
    }

    private sealed record FollowerRange(string Word, long? Min, long? Max);
}

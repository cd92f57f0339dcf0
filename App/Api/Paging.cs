using CreatorAnalytics.Storage;
using Microsoft.AspNetCore.Http.HttpResults;

namespace CreatorAnalytics.Api;

/// <summary>A page of a list.</summary>
/// <param name="Items">In the list's order.</param>
/// <param name="NextCursor">What to send as <c>cursor</c> for the next page; null at the end.</param>
internal sealed record Page<T>(IReadOnlyList<T> Items, string? NextCursor);

/// <summary>How long pages are.</summary>
internal static class Paging
{
    public const int DefaultLimit = 20;
    public const int MaxLimit = 100;

    public const string LimitWords = "How many at most, 1 to 100; 20 if left out.";
    public const string CursorWords = "The nextCursor of the page before; the first page if left out.";

    /// <summary>What is wrong with the limit asked for, if anything.</summary>
    public static ProblemHttpResult? Problem(int? limit) =>
        limit is < 1 or > MaxLimit ? Problems.InvalidRequest($"'limit' must be 1 to {MaxLimit}; it is {limit}.") : null;

    /// <summary>Reads a cursor, null for none; false when no page can have said it.</summary>
    public static bool TryReadCursor<TKey>(string? text, out PageCursor<TKey>? cursor)
        where TKey : struct, IParsable<TKey> =>
        PageCursor<TKey>.TryParse(text, out cursor) || string.IsNullOrEmpty(text);

    public static ProblemHttpResult UnknownCursor() =>
        Problems.InvalidRequest("'cursor' must be the nextCursor of a page before; leave it out to start again.");
}

namespace CreatorAnalytics.Creators;

/// <summary>What of the library is asked for, and in which order.</summary>
public sealed record LibraryQuery
{
    /// <summary>Part of a username or name; null for all.</summary>
    public string? Search { get; init; }

    /// <summary>Only creators of this list; null for the whole library.</summary>
    public Guid? ListId { get; init; }

    /// <summary>Only creators with this many followers or more.</summary>
    public long? MinFollowers { get; init; }

    /// <summary>Only creators with this many followers or fewer.</summary>
    public long? MaxFollowers { get; init; }

    public bool VerifiedOnly { get; init; }

    public LibrarySort Sort { get; init; }

    public bool Ascending { get; init; }

    /// <summary>1 for the first; one past the end gives no creators.</summary>
    public int Page { get; init; } = 1;

    /// <summary>1 to 100.</summary>
    public int PageSize { get; init; } = 50;
}

/// <summary>What the library is ordered by. Creators without a value come last either way.</summary>
public enum LibrarySort
{
    LastLookedUp,
    Username,
    Followers,
    Posts,
    EngagementRate,
}

/// <summary>A page of the library.</summary>
/// <param name="Total">How many creators the query finds on all pages.</param>
public sealed record LibraryResult(IReadOnlyList<LibraryRow> Rows, int Total);

/// <summary>A creator of the library, with its place on the list that was asked for.</summary>
/// <param name="Entry">Null when the whole library was asked for.</param>
public sealed record LibraryRow(LibraryCreator Creator, LibraryEntry? Entry);

/// <summary>How far the team has come with a creator of a list.</summary>
public sealed record LibraryEntry(ListStatus Status, string Note);

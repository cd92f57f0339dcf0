using CreatorAnalytics.Credits;

namespace CreatorAnalytics.Jobs;

/// <summary>What a search would cost.</summary>
/// <param name="Available">What the caller can spend, in credits: what the team has, or what is left of their own limit if that is less.</param>
/// <param name="Duplicates">Usernames given more than once; they cost once.</param>
public sealed record Quote(
    long TotalCredits,
    int NewCreators,
    int ExistingCreators,
    long Available,
    IReadOnlyList<QuotedCreator> Items,
    IReadOnlyList<InvalidUsername> Invalid,
    IReadOnlyList<string> Duplicates)
{
    public bool Sufficient => Available >= TotalCredits;

    /// <summary>What the caller may spend this month; null without a limit.</summary>
    public MemberBudget? Budget { get; init; }
}

/// <summary>A creator's price.</summary>
/// <param name="IsNew">Whether this installation has not analysed it yet.</param>
/// <param name="LastScrapedAt">How old what is stored is; null when nothing is.</param>
public sealed record QuotedCreator(string Username, bool IsNew, long Credits, DateTimeOffset? LastScrapedAt);

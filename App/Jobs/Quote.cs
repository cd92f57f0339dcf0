namespace CreatorAnalytics.Jobs;

/// <summary>What a search would cost.</summary>
/// <param name="Available">What the team can spend, in credits.</param>
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
}

/// <summary>A creator's price.</summary>
/// <param name="IsNew">Whether this installation has not analysed it yet.</param>
/// <param name="LastScrapedAt">How old what is stored is; null when nothing is.</param>
public sealed record QuotedCreator(string Username, bool IsNew, long Credits, DateTimeOffset? LastScrapedAt);

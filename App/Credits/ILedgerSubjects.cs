using CreatorAnalytics.Accounts;

namespace CreatorAnalytics.Credits;

/// <summary>What the ids of ledger rows stand for, in words. Rows hold ids only, and searches and creators live in higher rooms.</summary>
public interface ILedgerSubjects
{
    /// <summary>The names of the team's searches and creators; what was erased is absent.</summary>
    /// <param name="itemIds">Creators of searches that were never found out to be anybody: what was typed names them.</param>
    Task<LedgerNames> NamesAsync(
        Caller caller, IReadOnlyCollection<Guid> jobIds, IReadOnlyCollection<Guid> creatorIds, IReadOnlyCollection<Guid> itemIds,
        CancellationToken cancellationToken);

    /// <summary>The team's creator of that username, now or formerly; null when it has none.</summary>
    Task<Guid?> FindCreatorAsync(Caller caller, string username, CancellationToken cancellationToken);
}

/// <param name="Jobs">A short title by job.</param>
/// <param name="Creators">The username by creator.</param>
/// <param name="Items">The username by item of a search.</param>
public sealed record LedgerNames(
    IReadOnlyDictionary<Guid, string> Jobs, IReadOnlyDictionary<Guid, string> Creators, IReadOnlyDictionary<Guid, string> Items);

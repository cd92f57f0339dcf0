using CreatorAnalytics.Accounts;

namespace CreatorAnalytics.Credits;

/// <summary>For commands, which run without searches and creators: ids stay ids.</summary>
internal sealed class UnnamedSubjects : ILedgerSubjects
{
    private static readonly LedgerNames None = new(new Dictionary<Guid, string>(), new Dictionary<Guid, string>());

    public Task<LedgerNames> NamesAsync(
        Caller caller, IReadOnlyCollection<Guid> jobIds, IReadOnlyCollection<Guid> creatorIds, CancellationToken cancellationToken) =>
        Task.FromResult(None);

    public Task<Guid?> FindCreatorAsync(Caller caller, string username, CancellationToken cancellationToken) => Task.FromResult<Guid?>(null);
}

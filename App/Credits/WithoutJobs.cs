using CreatorAnalytics.Accounts;

namespace CreatorAnalytics.Credits;

/// <summary>For commands, which run without searches and creators: ids stay ids, and nothing was scraped.</summary>
internal sealed class WithoutJobs : ILedgerSubjects, IProviderCosts
{
    private static readonly Dictionary<Guid, string> NoNames = [];
    private static readonly Dictionary<Guid, double> NoCosts = [];

    public Task<LedgerNames> NamesAsync(
        Caller caller, IReadOnlyCollection<Guid> jobIds, IReadOnlyCollection<Guid> creatorIds, IReadOnlyCollection<Guid> itemIds,
        CancellationToken cancellationToken) =>
        Task.FromResult(new LedgerNames(NoNames, NoNames, NoNames));

    public Task<Guid?> FindCreatorAsync(Caller caller, string username, CancellationToken cancellationToken) => Task.FromResult<Guid?>(null);

    public Task<ProviderCosts> OfAsync(Caller caller, DateTimeOffset from, DateTimeOffset to, Guid? userId, CancellationToken cancellationToken) =>
        Task.FromResult(new ProviderCosts(0, 0, 0, NoCosts, NoCosts, NoCosts));
}

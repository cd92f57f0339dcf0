using CreatorAnalytics.Accounts;

namespace CreatorAnalytics.Credits;

/// <summary>What the team's searches have cost at the data provider, to be shown beside the credits; scrapes live in another room.</summary>
public interface IProviderCosts
{
    /// <param name="from">From this moment on.</param>
    /// <param name="to">Before this moment.</param>
    /// <param name="userId">One member's searches only; null for all of the team.</param>
    Task<ProviderCosts> OfAsync(Caller caller, DateTimeOffset from, DateTimeOffset to, Guid? userId, CancellationToken cancellationToken);
}

/// <summary>Costs in US dollars, of creators that were scraped for the team in a span of time.</summary>
/// <param name="Usd">All of it.</param>
/// <param name="Scraped">How many creators were scraped; those served from what was stored cost nothing.</param>
/// <param name="Unsettled">How many of them have no price yet, because the provider settles its bills late.</param>
public sealed record ProviderCosts(
    double Usd,
    int Scraped,
    int Unsettled,
    IReadOnlyDictionary<Guid, double> Members,
    IReadOnlyDictionary<Guid, double> Jobs,
    IReadOnlyDictionary<Guid, double> Creators);

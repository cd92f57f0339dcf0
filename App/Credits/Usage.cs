namespace CreatorAnalytics.Credits;

/// <summary>Of which movements of credits usage is made up.</summary>
public enum UsageKind
{
    /// <summary>Credits spent on creators that were new to this installation.</summary>
    New,

    /// <summary>Credits spent on creators that it knew.</summary>
    Known,

    /// <summary>Credits that were held and came back.</summary>
    Released,
}

/// <summary>What usage is asked of.</summary>
/// <param name="From">From this moment on.</param>
/// <param name="To">Before this moment.</param>
/// <param name="UserId">One member only; null for all that the caller sees.</param>
/// <param name="Kind">Null for all.</param>
public sealed record UsageFilter(DateTimeOffset From, DateTimeOffset To, Guid? UserId = null, UsageKind? Kind = null)
{
    /// <summary>The rows of the ledger that are added up, besides others that neither spend nor give back.</summary>
    public LedgerFilter Rows => new()
    {
        From = From,
        To = To,
        UserId = UserId,
        Kind = Kind switch
        {
            UsageKind.New or UsageKind.Known => LedgerKind.Charge,
            UsageKind.Released => LedgerKind.Release,
            null => null,
        },
        IsNew = Kind is UsageKind.New ? true : Kind is UsageKind.Known ? false : null,
    };
}

/// <summary>What credits were spent on in a span of time; of the team for admins, of oneself for members.</summary>
/// <param name="Before">The same of the time before: of the month before where the span is a month or its beginning, else of an equal length.</param>
/// <param name="BeforeFrom">When that time began; it ended at <paramref name="From"/>.</param>
/// <param name="Members">The largest first, as the other shares.</param>
/// <param name="Provider">What the provider of the data was paid; null for members, and where only some kinds of movements were asked for.</param>
public sealed record Usage(
    DateTimeOffset From, DateTimeOffset To, UsageTotals Totals, DateTimeOffset BeforeFrom, UsageTotals Before, IReadOnlyList<UsageDay> Days,
    IReadOnlyList<UsageShare> Members, IReadOnlyList<UsageShare> Jobs, IReadOnlyList<UsageShare> Creators, ProviderTotals? Provider);

/// <param name="Spent">Credits charged for creators delivered.</param>
/// <param name="Creators">How many were delivered.</param>
/// <param name="NewCreators">Those of them that were charged more than a known creator costs.</param>
/// <param name="Released">Credits that were held and came back: failed, cancelled, or cheaper than quoted.</param>
public sealed record UsageTotals(long Spent, int Creators, int NewCreators, long SpentOnNew, long Released);

/// <summary>Credits spent on a day (UTC) by a member.</summary>
public sealed record UsageDay(DateOnly Day, Guid? UserId, string Member, long Spent);

/// <summary>What was spent on one thing or by one member.</summary>
/// <param name="Name">In words; null when it was erased.</param>
/// <param name="Creators">How many were delivered.</param>
/// <param name="Released">Credits that came back.</param>
/// <param name="Usd">What the provider was paid, in US dollars; null where that is not told, or nothing was scraped.</param>
public sealed record UsageShare(Guid? Id, string? Name, long Spent, int Creators, long Released, double? Usd);

/// <summary>What the provider of the data was paid in that time.</summary>
/// <param name="Usd">In US dollars.</param>
/// <param name="Scraped">For how many creators; those served from what was stored cost nothing.</param>
/// <param name="Unsettled">How many of them have no price yet, because the provider settles its bills late.</param>
public sealed record ProviderTotals(double Usd, int Scraped, int Unsettled);

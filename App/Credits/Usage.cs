namespace CreatorAnalytics.Credits;

/// <summary>What credits were spent on in a span of time; of the team for admins, of oneself for members.</summary>
/// <param name="Before">The same of the span of equal length before it.</param>
public sealed record Usage(
    DateTimeOffset From, DateTimeOffset To, UsageTotals Totals, UsageTotals Before, IReadOnlyList<UsageDay> Days,
    IReadOnlyList<UsageShare> Members, IReadOnlyList<UsageShare> Jobs, IReadOnlyList<UsageShare> Creators);

/// <param name="Spent">Credits charged for creators delivered.</param>
/// <param name="Creators">How many were delivered.</param>
/// <param name="NewCreators">Those of them that were charged more than a known creator costs.</param>
/// <param name="Released">Credits that were held and came back: failed, cancelled, or cheaper than quoted.</param>
public sealed record UsageTotals(long Spent, int Creators, int NewCreators, long SpentOnNew, long Released);

/// <summary>Credits spent on a day (UTC) by a member.</summary>
public sealed record UsageDay(DateOnly Day, Guid? UserId, string Member, long Spent);

/// <summary>What was spent on one thing or by one member.</summary>
/// <param name="Name">In words; null when it was erased.</param>
public sealed record UsageShare(Guid? Id, string? Name, long Spent, int Creators, long Released);

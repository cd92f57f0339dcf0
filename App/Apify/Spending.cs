using CreatorAnalytics.Storage;
using Microsoft.Extensions.Options;

namespace CreatorAnalytics.Apify;

/// <summary>
/// What may be spent: a ceiling for each run, from what it is asked for, and one for the month (UTC), over which no run is started.
/// </summary>
internal sealed class Spending(RunRecords records, IOptions<ApifyOptions> options, TimeProvider time)
{
    // Prices are tiered and move, and error rows are billed too; the ceiling is there for a run that has gone mad.
    private const double Headroom = 2;

    // Some actors refuse a lower one.
    private const double LowestCeilingUsd = 1;

    /// <summary>What the run may cost at most.</summary>
    public double CeilingOf(ApifyRun run)
    {
        var creators = run.UsernameList().Length;
        return Math.Max(LowestCeilingUsd, Headroom * creators * PriceOfCreator(run.Kind));
    }

    /// <summary>
    /// Why the run may not be started now; null when it may. Intents count already, its own among them, so that starts at the same moment,
    /// in whatever process, cannot all pass by what is left for one.
    /// </summary>
    public async Task<string?> StopsAsync(ApifyRun asking, CancellationToken cancellationToken)
    {
        if (options.Value.MonthlyUsdLimit is not { } limit)
            return null;
        var spent = await ThisMonthAsync(cancellationToken, asking);
        return spent <= limit
            ? null
            : FormattableString.Invariant(
                $"Apify:MonthlyUsdLimit is {limit:0.00} USD; {spent:0.00} USD would be spent this month with the runs that are going and wanted now.");
    }

    /// <summary>What the month's runs have cost, or are expected to, those about to start included, in US dollars.</summary>
    public Task<double> ThisMonthAsync(CancellationToken cancellationToken, ApifyRun? asking = null) =>
        records.SpentSinceAsync(UtcMonth.StartOf(time.GetUtcNow()), asking, EstimateOf, cancellationToken);

    /// <summary>What a run is expected to cost.</summary>
    private double EstimateOf(ApifyRun run) => run.UsernameList().Length * PriceOfCreator(run.Kind);

    private double PriceOfCreator(RunKind kind) =>
        kind is RunKind.Profile ? options.Value.UsdPerProfile : options.Value.UsdPerPost * options.Value.PostsLimit;
}

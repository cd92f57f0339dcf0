using System.Globalization;

namespace CreatorAnalytics.Analysis.Tables;

/// <summary>What must hold of tables of numbers, so that every creator finds one row and every range has two ends in order.</summary>
internal static class NumberRules
{
    private const int MostRows = 100;
    private const int LongestLabel = 60;
    private const long MostFollowers = 10_000_000_000;
    private const double MostPercent = 1_000;
    private const double MostUsd = 10_000_000;
    private const double MostCpm = 10_000;
    private const double MostImpressions = 100;

    public static IEnumerable<string> Of(Benchmarks table)
    {
        foreach (var problem in CommonRules.Source("source", table.Source).Concat(CommonRules.Date(table.Date)))
            yield return problem;
        if (table.Url.Length > 0 && !(Uri.TryCreate(table.Url, UriKind.Absolute, out var url) && url.Scheme is "http" or "https"))
            yield return "url must be an address that begins with https://, or empty.";
        if (table.Note.Length > CommonRules.LongestText)
            yield return $"note may have {CommonRules.LongestText} characters; it has {table.Note.Length}.";
        foreach (var problem in Rows("rows", table.Rows, row => row?.Label, row => row!.From))
            yield return problem;
        foreach (var (index, row) in table.Rows.Index().Where(pair => pair.Item is not null))
        {
            var place = $"rows, row {index + 1}";
            if (row.To <= row.From || row.To > MostFollowers)
                yield return $"{place}: to must be greater than from ({row.From:N0}) and at most {MostFollowers:N0}.";
            if (index > 0 && table.Rows[index - 1] is { } before && row.From != before.To && row.From > before.From)
                yield return $"{place}: from must be {before.To}, where the row before ends; no size may be left out.";
            if (row.Cuts.Count != 4)
                yield return $"{place}: cuts must be four numbers, where below, average, above and high begin; there are {row.Cuts.Count}.";
            else if (!row.Cuts.All(cut => IsWithin(cut, 0, MostPercent)))
                yield return $"{place}: cuts must be percentages from 0 to {MostPercent}.";
            else if (row.Cuts.Zip(row.Cuts.Skip(1)).Any(pair => pair.First >= pair.Second))
                yield return $"{place}: cuts must rise; they are {string.Join(", ", row.Cuts.Select(Number))}.";
        }
    }

    public static IEnumerable<string> Of(ReachTable table)
    {
        foreach (var problem in CommonRules.Date(table.Date)
            .Concat(CommonRules.Source("reachSource", table.ReachSource))
            .Concat(CommonRules.Source("impressionsSource", table.ImpressionsSource))
            .Concat(CommonRules.Source("cpmSource", table.CpmSource))
            .Concat(CommonRules.Source("priceSource", table.PriceSource)))
            yield return problem;
        if (!IsWithin(table.ImpressionsPerReach, 0.01, MostImpressions))
            yield return $"impressionsPerReach must be from 0.01 to {MostImpressions}; it is {Number(table.ImpressionsPerReach)}.";
        if (!IsRange(table.Cpm.From, table.Cpm.To, MostCpm))
            yield return $"cpm must be two dollar amounts from 0 to {MostCpm:N0}, from not above to.";
        if (!IsWithin(table.UsdPerThousandFollowers, 0, MostCpm))
            yield return $"usdPerThousandFollowers must be from 0 to {MostCpm:N0}; it is {Number(table.UsdPerThousandFollowers)}.";
        foreach (var problem in Bands("reach", table.Reach, 1, "shares of followers from 0 to 1 (0.2 is 20 %)")
            .Concat(Bands("prices", table.Prices, MostUsd, $"dollar amounts from 0 to {MostUsd:N0}")))
            yield return problem;
    }

    private static IEnumerable<string> Bands(string name, IReadOnlyList<Band> bands, double most, string what) =>
        Rows(name, bands, band => band?.Label, band => band!.From).Concat(bands.Index()
            .Where(pair => pair.Item is not null && !IsRange(pair.Item.Low, pair.Item.High, most))
            .Select(pair => $"{name}, row {pair.Index + 1}: low and high must be {what}, low not above high."));

    private static IEnumerable<string> Rows<T>(string name, IReadOnlyList<T> rows, Func<T, string?> label, Func<T, long> from)
    {
        if (rows.Count is 0 or > MostRows)
            yield return $"{name} must have 1 to {MostRows} rows; there are {rows.Count}.";
        long? before = null;
        foreach (var (index, row) in rows.Take(MostRows).Index())
        {
            var place = $"{name}, row {index + 1}";
            if (row is null)
            {
                yield return $"{place} is empty. Fill it in or remove it.";
                continue;
            }

            if (label(row) is not { Length: <= LongestLabel } text || string.IsNullOrWhiteSpace(text))
                yield return $"{place}: label must have 1 to {LongestLabel} characters.";
            if (from(row) is < 0 or > MostFollowers)
                yield return $"{place}: from must be a number of followers from 0 to {MostFollowers:N0}; it is {from(row)}.";
            if (from(row) <= before)
                yield return $"{place}: from ({from(row):N0}) must be greater than in the row before ({before:N0}); rows stand in ascending order.";
            before = from(row);
        }
    }

    private static bool IsRange(double low, double high, double most) => IsWithin(low, 0, most) && IsWithin(high, low, most);

    /// <summary>False for what is no number as well.</summary>
    private static bool IsWithin(double value, double least, double most) => value >= least && value <= most;

    private static string Number(double value) => value.ToString(CultureInfo.InvariantCulture);
}

using System.Globalization;
using Microsoft.AspNetCore.Components;

namespace CreatorAnalytics.Credits.Pages;

/// <summary>Who or what the credits went to, the largest first.</summary>
public sealed partial class UsageTable
{
    private const int First = 10;

    private bool _all;
    private string _find = "";

    [Parameter, EditorRequired]
    public required string Title { get; set; }

    /// <summary>What a row is, for its heading.</summary>
    [Parameter, EditorRequired]
    public required string What { get; set; }

    [Parameter, EditorRequired]
    public required IReadOnlyList<UsageShare> Shares { get; set; }

    /// <summary>Where the rows of the ledger behind a number are.</summary>
    [Parameter, EditorRequired]
    public required Func<UsageShare, string> Link { get; set; }

    /// <summary>What each has cost at the data provider, in US dollars; null where that is not shown.</summary>
    [Parameter]
    public IReadOnlyDictionary<Guid, double>? Costs { get; set; }

    [Parameter]
    public bool IsSearchable { get; set; }

    /// <summary>As dollars; small amounts with more digits, since a creator costs some cents.</summary>
    internal static string Dollars(double usd) => usd.ToString(usd is > 0 and < 10 ? "$0.000" : "$#,0.00", CultureInfo.InvariantCulture);

    private IEnumerable<UsageShare> Shown => _find.Trim() is { Length: > 0 } find
        ? Shares.Where(share => share.Name?.Contains(find.TrimStart('@'), StringComparison.OrdinalIgnoreCase) is true)
        : Shares.Take(_all ? int.MaxValue : First);
}

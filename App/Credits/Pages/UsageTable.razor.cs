using System.Globalization;
using Microsoft.AspNetCore.Components;

namespace CreatorAnalytics.Credits.Pages;

/// <summary>Who or what the credits went to, the largest first; every number opens the rows behind it.</summary>
public sealed partial class UsageTable
{
    private const int First = 10;
    private const int Most = 100;

    private bool _all;
    private string _find = "";

    [Parameter, EditorRequired]
    public required string Title { get; set; }

    /// <summary>What a row is, for its heading.</summary>
    [Parameter, EditorRequired]
    public required string What { get; set; }

    /// <summary>All there are: those that are not shown can be found.</summary>
    [Parameter, EditorRequired]
    public required IReadOnlyList<UsageShare> Shares { get; set; }

    /// <summary>The rows of the ledger behind a share.</summary>
    [Parameter, EditorRequired]
    public required Func<UsageShare, LedgerFilter> Rows { get; set; }

    /// <summary>Whether it is shown what each has cost at the data provider.</summary>
    [Parameter]
    public bool HasCosts { get; set; }

    /// <summary>Makes the table one that can be searched: what to say where none has that name.</summary>
    [Parameter]
    public RenderFragment<string>? NothingFound { get; set; }

    /// <summary>As dollars; small amounts with more digits, since a creator costs some cents.</summary>
    internal static string Dollars(double usd) =>
        usd is > 0 and < 0.001 ? "<$0.001" : usd.ToString(usd is > 0 and < 10 ? "$0.000" : "$#,0.00", CultureInfo.InvariantCulture);

    private IReadOnlyList<UsageShare> Found => _find.Trim() is { Length: > 0 } find
        ? [.. Shares.Where(share => share.Name?.Contains(find.TrimStart('@'), StringComparison.OrdinalIgnoreCase) is true)]
        : Shares;

    private IReadOnlyList<UsageShare> Shown => [.. Found.Take(_all || _find.Length > 0 ? Most : First)];
}

using System.Globalization;
using CreatorAnalytics.Ui;
using Microsoft.AspNetCore.Components;

namespace CreatorAnalytics.Credits.Pages;

/// <summary>A bar a day, stacked by member: the four who spent most have colours of their own, the others share one.</summary>
public sealed partial class DailySpending
{
    private const int Series = 5;

    [Parameter, EditorRequired]
    public required Usage Usage { get; set; }

    /// <summary>The rows of the ledger behind all of it.</summary>
    [Parameter, EditorRequired]
    public required LedgerFilter Rows { get; set; }

    private List<string> Members =>
        [.. Usage.Days.GroupBy(day => day.Member).OrderByDescending(group => group.Sum(day => day.Spent)).Select(group => group.Key)];

    private IReadOnlyList<Bar> Days
    {
        get
        {
            var order = Members;
            var byDay = Usage.Days.ToLookup(day => day.Day);
            var (first, last) = (DateOnly.FromDateTime(Usage.From.UtcDateTime), DateOnly.FromDateTime(Usage.To.AddTicks(-1).UtcDateTime));
            return
            [
                .. Enumerable.Range(0, last.DayNumber - first.DayNumber + 1).Select(first.AddDays).Select(day => new Bar(
                    day,
                    byDay[day].Sum(part => part.Spent),
                    [.. byDay[day].Select(part => new Part(SeriesOf(order.IndexOf(part.Member)), part.Spent)).OrderByDescending(part => part.Series)])),
            ];
        }
    }

    private long Highest => Usage.Days.GroupBy(day => day.Day).Select(group => group.Sum(day => day.Spent)).DefaultIfEmpty().Max();

    private string Summary
    {
        get
        {
            var busiest = Days.MaxBy(day => day.Total)!;
            return $"{Format.Exact(Usage.Totals.Spent)} credits spent in {Days.Count} days, most on {Word(busiest.Day)}: {Format.Exact(busiest.Total)}.";
        }
    }

    private static int SeriesOf(int index) => Math.Min(index + 1, Series);

    private static string Word(DateOnly day) => day.ToString("d MMM yyyy", CultureInfo.InvariantCulture);

    private LedgerFilter RowsOf(UsageDay row) =>
        Rows with { From = PageAddress.Start(row.Day), To = PageAddress.Start(row.Day.AddDays(1)), UserId = row.UserId };

    private string Share(long spent) => string.Create(CultureInfo.InvariantCulture, $"{100d * spent / Math.Max(1, Highest):0.##}%");

    private sealed record Bar(DateOnly Day, long Total, IReadOnlyList<Part> Parts);

    private sealed record Part(int Series, long Spent);
}

using System.Globalization;
using Microsoft.AspNetCore.Components;

namespace CreatorAnalytics.Analysis.Pages;

/// <summary>A week in blocks of four hours, darker where posts did better than usual.</summary>
public sealed partial class BestTimesChart
{
    private static readonly int[] Hours = [0, 4, 8, 12, 16, 20];

    private static readonly DayOfWeek[] Week =
    [
        DayOfWeek.Monday, DayOfWeek.Tuesday, DayOfWeek.Wednesday, DayOfWeek.Thursday, DayOfWeek.Friday, DayOfWeek.Saturday, DayOfWeek.Sunday,
    ];

    [Parameter, EditorRequired]
    public required IReadOnlyList<PostingTime> Times { get; set; }

    private string Summary => $"Posts did best on {Times[0].Weekday} from {Times[0].HourUtc}:00 UTC, with {Times100(Times[0])} of the usual engagement in {FigureText.Counted(Times[0].N, "post")}.";

    private PostingTime? At(DayOfWeek day, int hour) => Times.FirstOrDefault(time => time.Weekday == day && time.HourUtc == hour);

    private static string Times100(PostingTime time) => string.Create(CultureInfo.InvariantCulture, $"{100 * time.Score:0}%");

    /// <summary>The share of the accent colour: nothing at half the usual, all that still lets the figure be read at one and a half times it.</summary>
    private static string? Shade(PostingTime? time) => time is null
        ? null
        : string.Create(CultureInfo.InvariantCulture, $"--share:{Math.Clamp((time.Score - 0.5) * 45, 4, 45):0}%");
}

using System.Globalization;

namespace CreatorAnalytics.Ui;

/// <summary>How values are written on every page. Nothing here depends on the server's language.</summary>
public static class Format
{
    private static readonly CultureInfo Culture = CultureInfo.InvariantCulture;
    private static readonly (double Unit, string Suffix)[] Units = [(1e9, "b"), (1e6, "m"), (1e3, "k")];

    /// <summary>Three figures at most: 950, 12.4k, 1.25m. Never rounded up into the next unit's 1000k.</summary>
    public static string Compact(long value)
    {
        var size = Math.Abs((double)value);
        foreach (var (unit, suffix) in Units)
        {
            if (size >= unit)
                return (value < 0 ? "-" : "") + ThreeFigures(size / unit) + suffix;
        }

        return value.ToString(Culture);
    }

    /// <summary>With thousands separated: 12,431.</summary>
    public static string Exact(long value) => value.ToString("N0", Culture);

    /// <summary>A share of one: 0.0342 is 3.42%, 0.34 is 34%. Small shares keep more places, since there they matter.</summary>
    public static string Percent(double share) => (Math.Abs(share) switch
    {
        < 0.1 => (share * 100).ToString("0.##", Culture),
        < 1 => (share * 100).ToString("0.#", Culture),
        _ => (share * 100).ToString("0", Culture),
    }) + "%";

    /// <summary>For the <c>datetime</c> attribute.</summary>
    public static string Iso(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", Culture);

    /// <summary>To the minute: 24 Nov 2026, 06:24 UTC.</summary>
    public static string Exact(DateTimeOffset time) => time.UtcDateTime.ToString("d MMM yyyy, HH:mm 'UTC'", Culture);

    /// <summary>How long ago or until then: just now, 5 min ago, in 2 h, 3 days ago; past a month the date.</summary>
    public static string Relative(DateTimeOffset time, DateTimeOffset now)
    {
        var distance = (now - time).Duration();
        if (distance < TimeSpan.FromMinutes(1))
            return "just now";
        if (distance >= TimeSpan.FromDays(31))
            return time.UtcDateTime.ToString("d MMM yyyy", Culture);

        // What is over is cut, and what is to come rounded: a moment after it was set, a week ahead is not six days.
        var isOver = time <= now;
        int Whole(double units) => (int)(isOver ? units : Math.Round(units));
        var amount = distance.TotalHours < 1 ? $"{Whole(distance.TotalMinutes)} min"
            : distance.TotalDays < 1 ? $"{Whole(distance.TotalHours)} h"
            : Whole(distance.TotalDays) == 1 ? "1 day"
            : $"{Whole(distance.TotalDays)} days";
        return isOver ? $"{amount} ago" : $"in {amount}";
    }

    /// <summary>How long something takes: 0.8 s, 42 s, 3 min 05 s, 2 h 10 min.</summary>
    public static string Duration(TimeSpan duration) => duration switch
    {
        { TotalSeconds: < 9.95 } => string.Create(Culture, $"{duration.TotalSeconds:0.#} s"),
        { TotalSeconds: < 60 } => string.Create(Culture, $"{(int)duration.TotalSeconds} s"),
        { TotalMinutes: < 60 } => string.Create(Culture, $"{(int)duration.TotalMinutes} min {duration.Seconds:00} s"),
        _ => string.Create(Culture, $"{(int)duration.TotalHours} h {duration.Minutes:00} min"),
    };

    /// <summary>Cut, not rounded, so that 999,999 is 999k and nobody is promised a million.</summary>
    private static string ThreeFigures(double amount)
    {
        var step = amount switch { >= 100 => 1, >= 10 => 10, _ => 100 };
        return (Math.Floor((amount * step) + 1e-9) / step).ToString("0.##", Culture);
    }
}

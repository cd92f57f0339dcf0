namespace CreatorAnalytics.Storage;

/// <summary>Limits, grants and usage count by the month in UTC, wherever their reader is.</summary>
public static class UtcMonth
{
    /// <summary>The first moment of the month, in UTC, that a moment lies in.</summary>
    public static DateTimeOffset StartOf(DateTimeOffset moment) => new(moment.UtcDateTime.Year, moment.UtcDateTime.Month, 1, 0, 0, 0, TimeSpan.Zero);
}

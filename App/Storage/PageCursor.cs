using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace CreatorAnalytics.Storage;

/// <summary>
/// Where a page of a list in order of time ended: its last row's time, and its key, since several rows can be of one time. As text,
/// what callers send back.
/// </summary>
public sealed record PageCursor<TKey>(DateTimeOffset At, TKey Key)
    where TKey : struct, IParsable<TKey>
{
    /// <summary>Reads what <see cref="ToString"/> wrote; false for anything else.</summary>
    public static bool TryParse(string? text, [NotNullWhen(true)] out PageCursor<TKey>? cursor)
    {
        var parts = (text ?? "").Split('-', 2);
        cursor = parts.Length == 2
            && long.TryParse(parts[0], NumberStyles.None, CultureInfo.InvariantCulture, out var ticks)
            && ticks <= DateTimeOffset.MaxValue.UtcTicks
            && TKey.TryParse(parts[1], CultureInfo.InvariantCulture, out var key)
            ? new PageCursor<TKey>(new DateTimeOffset(ticks, TimeSpan.Zero), key)
            : null;
        return cursor is not null;
    }

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{At.UtcTicks}-{Key}");
}

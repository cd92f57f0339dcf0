using CreatorAnalytics.Storage;
using Microsoft.EntityFrameworkCore;

namespace CreatorAnalytics.Jobs;

/// <summary>
/// When a job will end, from what the last 50 creators of each kind really took (waits included). Says nothing below 5 of a kind. It
/// answers from memory, since it is asked inside transactions; <see cref="RefreshAsync"/> looks at the database from time to time.
/// </summary>
public sealed class EtaEstimator(Database database)
{
    private const int SampleSize = 50;
    private const int FewestSamples = 5;

    private volatile Medians _medians = new(null, null);

    /// <summary>
    /// The expected end of the last of the creators, which have not ended; null when it cannot be told, or there is none. Never in the
    /// past.
    /// </summary>
    public DateTimeOffset? EndOf(IEnumerable<(bool IsNew, DateTimeOffset? StartedAt)> creators, DateTimeOffset now)
    {
        var medians = _medians;
        DateTimeOffset? end = null;
        foreach (var (isNew, startedAt) in creators)
        {
            if ((isNew ? medians.New : medians.Known) is not { } duration)
                return null;
            var expected = (startedAt ?? now) + duration;
            if (expected < now)
                expected = now;
            end = end is null || expected > end ? expected : end;
        }

        return end;
    }

    /// <summary>Reads the latest durations.</summary>
    public async Task RefreshAsync(CancellationToken cancellationToken) =>
        _medians = await database.ReadAsync(
            async db => new Medians(
                await MedianAsync(db, isNew: true, cancellationToken),
                await MedianAsync(db, isNew: false, cancellationToken)),
            cancellationToken);

    private static async Task<TimeSpan?> MedianAsync(AppDbContext db, bool isNew, CancellationToken cancellationToken)
    {
        var durations = await db.Set<JobItem>()
            .Where(i => i.Status == JobStatus.Completed && i.IsNew == isNew && i.CompletedAt != null)
            .OrderByDescending(i => i.CompletedAt)
            .Take(SampleSize)
            .Select(i => i.ProcessingDurationMs)
            .ToListAsync(cancellationToken);
        if (durations.Count < FewestSamples)
            return null;
        var sorted = durations.Select(d => d ?? 0).Order().ToList();
        return TimeSpan.FromMilliseconds(sorted[sorted.Count / 2]);
    }

    private sealed record Medians(TimeSpan? New, TimeSpan? Known);
}

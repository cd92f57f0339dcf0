using System.Net;
using System.Text.Json;
using CreatorAnalytics.Storage;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace CreatorAnalytics.Apify;

/// <summary>
/// Copies every raw row into one dataset of the account (<see cref="ApifyOptions.MergeDataset"/>), run by run after its end and page by
/// page. How far a run is copied stands in the table, so that each row is there at least once, whatever dies; searches never wait for it,
/// and no more than a page is in memory.
/// </summary>
internal sealed class MergedDataset(
    ApifyClient apify,
    ApifyPlatform platform,
    Database database,
    DatabaseClock clock,
    IOptions<ApifyOptions> options,
    TimeProvider time,
    ILogger<MergedDataset> logger)
{
    private const int RowsPerPage = 200;

    // The platform takes 5 MB at once.
    private const int MostBytes = 4 * 1024 * 1024;

    private static readonly TimeSpan LateRows = TimeSpan.FromSeconds(15);

    // The platform keeps a run's rows no longer on its smallest plan.
    private static readonly TimeSpan Oldest = TimeSpan.FromDays(7);

    // How long a run is one process' to copy, and how long after a failure it is tried again.
    private static readonly TimeSpan Lease = TimeSpan.FromMinutes(1);

    /// <summary>Copies what is there to be copied; does nothing when no dataset is set.</summary>
    public async Task CopyAsync(CancellationToken cancellationToken)
    {
        if (options.Value.MergeDataset is not { Length: > 0 } name)
            return;
        while (await TakeAsync(cancellationToken) is { } run)
            await CopyAsync(run, name, cancellationToken);
    }

    /// <summary>The next run that nobody copies now.</summary>
    private Task<ApifyRun?> TakeAsync(CancellationToken cancellationToken) => database.WriteAsync(
        async (db, token) =>
        {
            var now = await clock.NowAsync(db, token);
            var complete = time.GetUtcNow() - LateRows * Math.Clamp(platform.TimeScale, 0.01, 1);
            var next = await db.Set<ApifyRun>().AsNoTracking()
                .Where(run => run.MergedAt == null && run.ClosedAt <= complete && run.ClosedAt >= complete - Oldest
                    && run.DatasetId != null && run.WatchedUntil < now)
                .OrderBy(run => run.ClosedAt).FirstOrDefaultAsync(token);
            if (next is null)
                return null;
            var taken = await db.Set<ApifyRun>().Where(run => run.Id == next.Id && run.MergedAt == null && run.WatchedUntil < now)
                .ExecuteUpdateAsync(set => set.SetProperty(run => run.WatchedUntil, now + Lease), token);
            return taken > 0 ? next : null;
        },
        cancellationToken);

    private async Task CopyAsync(ApifyRun run, string name, CancellationToken cancellationToken)
    {
        try
        {
            var target = await apify.Datasets.GetOrCreateAsync(name, cancellationToken);
            JsonElement[] rows;
            do
            {
                rows = await apify.Datasets.ItemsAsync(run.DatasetId!, run.MergedRows, RowsPerPage, cancellationToken);
                foreach (var part in Parts(rows))
                    await apify.Datasets.PushAsync(target, part, cancellationToken);
                run.MergedRows += rows.Length;
                await NoteAsync(run, isAll: rows.Length < RowsPerPage, cancellationToken);
            }
            while (rows.Length == RowsPerPage);
        }
        catch (ApifyException exception) when (exception.Status is HttpStatusCode.NotFound)
        {
            logger.LogError("The rows of run {RunId} are gone before they were copied into {Name} (Apify:MergeDataset)", run.RunId, name);
            await NoteAsync(run, isAll: true, cancellationToken);
        }
        catch (ApifyException exception)
        {
            logger.LogWarning("The rows of run {RunId} cannot be copied into {Name} yet (Apify:MergeDataset): {Problem}", run.RunId, name, exception.Message);
        }
    }

    private Task NoteAsync(ApifyRun run, bool isAll, CancellationToken cancellationToken)
    {
        DateTimeOffset? mergedAt = isAll ? time.GetUtcNow() : null;
        return database.WriteAsync(
            async (db, token) =>
            {
                var until = await clock.NowAsync(db, token) + Lease;
                await db.Set<ApifyRun>().Where(r => r.Id == run.Id).ExecuteUpdateAsync(
                    set => set.SetProperty(r => r.MergedRows, run.MergedRows).SetProperty(r => r.MergedAt, mergedAt)
                        .SetProperty(r => r.WatchedUntil, until),
                    token);
            },
            cancellationToken);
    }

    /// <summary>The rows as JSON arrays, each small enough for one request.</summary>
    private static IEnumerable<byte[]> Parts(IReadOnlyList<JsonElement> rows)
    {
        var part = new List<JsonElement>();
        var size = 0;
        foreach (var row in rows)
        {
            var length = JsonSerializer.SerializeToUtf8Bytes(row, ApifyJson.Default.JsonElement).Length + 1;
            if (size + length > MostBytes && part.Count > 0)
            {
                yield return ToArray(part);
                part.Clear();
                size = 0;
            }

            part.Add(row);
            size += length;
        }

        if (part.Count > 0)
            yield return ToArray(part);
    }

    private static byte[] ToArray(List<JsonElement> rows) => JsonSerializer.SerializeToUtf8Bytes([.. rows], ApifyJson.Default.JsonElementArray);
}

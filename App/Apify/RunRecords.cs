using System.Text.Json;
using CreatorAnalytics.Storage;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace CreatorAnalytics.Apify;

/// <summary>
/// The runs as the database knows them. The process that reads a run says so every few seconds; when it falls silent, or a creator of
/// the run is asked for elsewhere, another takes the run over. Changes are written to the table and to the object alike.
/// </summary>
internal sealed class RunRecords(Database database, DatabaseClock clock, IOptions<ApifyOptions> options, TimeProvider time)
{
    /// <summary>How long a process is believed to read a run after it last said so.</summary>
    public static readonly TimeSpan WatchLease = TimeSpan.FromSeconds(15);

    private readonly Guid _me = Guid.CreateVersion7();

    /// <summary>Commits the intent to start runs, each for its creators.</summary>
    /// <param name="after">A run of the batch, for further ones; null for the first.</param>
    /// <returns>The runs; none when another process has taken over <paramref name="after"/>, and with it the batch.</returns>
    public async Task<IReadOnlyList<ApifyRun>> IntendAsync(
        Guid batchId,
        IEnumerable<(RunKind Kind, IEnumerable<string> Usernames)> wanted,
        CancellationToken cancellationToken,
        ApifyRun? after = null)
    {
        ApifyRun[] runs = [.. wanted.Select(run => New(run.Kind, InOrder([.. run.Usernames])))];
        return await database.WriteAsync(
            async (db, token) =>
            {
                var until = await clock.NowAsync(db, token) + WatchLease;
                if (after is not null && await Mine(db, after).ExecuteUpdateAsync(set => set.SetProperty(r => r.WatchedUntil, until), token) == 0)
                    return [];
                foreach (var run in runs)
                    run.WatchedUntil = until;
                db.AddRange(runs.AsEnumerable());
                return runs;
            },
            cancellationToken);

        ApifyRun New(RunKind kind, string[] names) => new()
        {
            Id = Guid.CreateVersion7(),
            BatchId = batchId,
            Kind = kind,
            Actor = kind is RunKind.Profile ? options.Value.ProfileActor : options.Value.PostsActor,
            Usernames = string.Join(',', names),
            Input = InputOf(kind, names),
            CreatedAt = time.GetUtcNow(),
            AttemptedAt = time.GetUtcNow(),
            Watcher = _me,
            WatchedUntil = time.GetUtcNow(),
        };
    }

    /// <summary>Notes that a start request is about to be sent; false when another process has taken the run over, and may send it.</summary>
    public Task<bool> AttemptAsync(ApifyRun run, CancellationToken cancellationToken) =>
        database.WriteAsync(
            async (db, token) =>
            {
                run.AttemptedAt = time.GetUtcNow();
                return await Mine(db, run).ExecuteUpdateAsync(set => set.SetProperty(r => r.AttemptedAt, run.AttemptedAt), token) > 0;
            },
            cancellationToken);

    /// <summary>Notes which run the intent became.</summary>
    public async Task BindAsync(ApifyRun run, ActorRun started, CancellationToken cancellationToken)
    {
        var startedAt = time.GetUtcNow();
        await UpdateAsync(
            (db, token) => db.Set<ApifyRun>().Where(r => r.Id == run.Id).ExecuteUpdateAsync(
                set => set.SetProperty(r => r.RunId, started.Id).SetProperty(r => r.DatasetId, started.DefaultDatasetId)
                    .SetProperty(r => r.Status, started.Status).SetProperty(r => r.StartedAt, startedAt),
                token),
            cancellationToken);

        // Not before: what has an id may be asked to step aside, which the write above would undo.
        (run.DatasetId, run.Status, run.StartedAt) = (started.DefaultDatasetId, started.Status, startedAt);
        run.RunId = started.Id;
    }

    /// <summary>
    /// Notes how the run ended and what it has cost as far as that is told yet (see <see cref="RunBills"/>), unless another process reads it
    /// now.
    /// </summary>
    public async Task EndAsync(ApifyRun run, RunEnd end, CancellationToken cancellationToken)
    {
        run.Status = end.Status;
        run.FinishedAt = end.Run?.FinishedAt ?? time.GetUtcNow();
        run.UsageUsd = end.Run?.UsageTotalUsd;
        run.ChargedEvents = end.Run?.ChargedEvents();
        await UpdateAsync(
            (db, token) => Mine(db, run).ExecuteUpdateAsync(
                set => set.SetProperty(r => r.Status, run.Status).SetProperty(r => r.FinishedAt, run.FinishedAt)
                    .SetProperty(r => r.UsageUsd, run.UsageUsd).SetProperty(r => r.ChargedEvents, run.ChargedEvents),
                token),
            cancellationToken);
    }

    /// <summary>
    /// Notes that the run is about to be asked to end, its rest to go on in another; whoever reads it after this process knows it. False
    /// when another process reads it by now.
    /// </summary>
    public Task<bool> StepAsideAsync(ApifyRun run, CancellationToken cancellationToken) =>
        database.WriteAsync(
            async (db, token) =>
            {
                run.Status = RunEnd.SteppedAside;
                return await Mine(db, run).ExecuteUpdateAsync(set => set.SetProperty(r => r.Status, run.Status), token) > 0;
            },
            cancellationToken);

    /// <summary>Notes that nothing in the runs is of interest any more, unless another process reads them now.</summary>
    public Task CloseAsync(Guid batchId, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        return UpdateAsync(
            (db, token) => db.Set<ApifyRun>().Where(r => r.BatchId == batchId && r.ClosedAt == null && r.Watcher == _me)
                .ExecuteUpdateAsync(set => set.SetProperty(r => r.ClosedAt, now), token),
            cancellationToken);
    }

    /// <summary>All runs that may still be of interest, by batch.</summary>
    public async Task<IReadOnlyList<IGrouping<Guid, ApifyRun>>> OpenAsync(CancellationToken cancellationToken)
    {
        var runs = await database.ReadAsync(
            db => db.Set<ApifyRun>().Where(run => run.ClosedAt == null).OrderBy(run => run.CreatedAt).ToListAsync(cancellationToken),
            cancellationToken);
        return [.. runs.GroupBy(run => run.BatchId)];
    }

    /// <summary>
    /// Makes this process the one that reads the batch, and returns its runs. Not <paramref name="evenIfWatched"/>, it only takes what another
    /// process has fallen silent about, the batch as a whole; none when there is nothing to take.
    /// </summary>
    public Task<IReadOnlyList<ApifyRun>> TakeAsync(Guid batchId, bool evenIfWatched, CancellationToken cancellationToken) =>
        database.WriteAsync(
            async (db, token) =>
            {
                var now = await clock.NowAsync(db, token);
                var until = now + WatchLease;
                var runs = db.Set<ApifyRun>().Where(run => run.BatchId == batchId && run.ClosedAt == null);
                if (!evenIfWatched && await runs.AnyAsync(run => run.WatchedUntil >= now, token))
                    return [];
                await runs.ExecuteUpdateAsync(set => set.SetProperty(r => r.Watcher, _me).SetProperty(r => r.WatchedUntil, until), token);
                return (IReadOnlyList<ApifyRun>)await runs.AsNoTracking().OrderBy(run => run.CreatedAt).ToListAsync(token);
            },
            cancellationToken);

    /// <summary>Says that this process still reads the batches; returns the runs in them that another has taken over.</summary>
    public async Task<IReadOnlyList<Guid>> RenewAsync(IReadOnlyCollection<Guid> batchIds, CancellationToken cancellationToken)
    {
        await UpdateAsync(
            async (db, token) =>
            {
                var until = await clock.NowAsync(db, token) + WatchLease;
                return await db.Set<ApifyRun>().Where(run => batchIds.Contains(run.BatchId) && run.Watcher == _me && run.ClosedAt == null)
                    .ExecuteUpdateAsync(set => set.SetProperty(r => r.WatchedUntil, until), token);
            },
            cancellationToken);
        return await database.ReadAsync(
            db => db.Set<ApifyRun>().Where(run => batchIds.Contains(run.BatchId) && run.Watcher != _me).Select(run => run.Id)
                .ToListAsync(cancellationToken),
            cancellationToken);
    }

    /// <summary>Whether the run is still this process's to abort, or another has taken it over for somebody of its own.</summary>
    public Task<bool> IsMineAsync(ApifyRun run, CancellationToken cancellationToken) =>
        database.ReadAsync(db => db.Set<ApifyRun>().AnyAsync(r => r.Id == run.Id && r.Watcher == _me, cancellationToken), cancellationToken);

    /// <summary>
    /// What the runs since then have cost; those whose bill is not settled count with what they are expected to, at least, and so do
    /// intents that may still become a run. Of the asking one's batch only those before it do: of a large batch as many runs pass as there
    /// is money for.
    /// </summary>
    public async Task<double> SpentSinceAsync(
        DateTimeOffset since, ApifyRun? asking, Func<ApifyRun, double> estimate, CancellationToken cancellationToken)
    {
        // Unsettled ones first: a bill settled in between counts twice for this once; the other way round it would count in neither.
        var unsettled = await database.ReadAsync(
            db => db.Set<ApifyRun>()
                .Where(run => run.CreatedAt >= since && run.UsageReadAt == null
                    && (run.RunId != null || (run.FinishedAt == null && run.ClosedAt == null)))
                .ToListAsync(cancellationToken),
            cancellationToken);
        var known = await database.ReadAsync(
            db => db.Set<ApifyRun>().Where(run => run.CreatedAt >= since && run.UsageReadAt != null)
                .SumAsync(run => run.UsageUsd ?? 0, cancellationToken),
            cancellationToken);
        return known + unsettled.Where(run => !ComesAfter(run, asking)).Sum(run => Math.Max(run.UsageUsd ?? 0, estimate(run)));
    }

    /// <summary>Which of the platform's runs already belong to an intent.</summary>
    public async Task<HashSet<string>> BoundAsync(IReadOnlyCollection<string> runIds, CancellationToken cancellationToken)
    {
        var bound = await database.ReadAsync(
            db => db.Set<ApifyRun>().Where(run => run.RunId != null && runIds.Contains(run.RunId))
                .Select(run => run.RunId!).ToListAsync(cancellationToken),
            cancellationToken);
        return [.. bound];
    }

    private static bool ComesAfter(ApifyRun run, ApifyRun? asking) =>
        run.RunId is null && run.BatchId == asking?.BatchId && run.Id.CompareTo(asking.Id) > 0;

    // Nobody else has taken it over, and it is not closed.
    private IQueryable<ApifyRun> Mine(AppDbContext db, ApifyRun run) =>
        db.Set<ApifyRun>().Where(r => r.Id == run.Id && r.Watcher == _me && r.ClosedAt == null);

    // Those of a short run are worked on together, and sorted they find their task again (<see cref="StartBy.Tasks"/>); in a long one who
    // came first is first.
    private string[] InOrder(string[] names) =>
        names.Length > options.Value.UsernamesPerRun ? names : [.. names.Order(StringComparer.Ordinal)];

    private string InputOf(RunKind kind, string[] names) => kind is RunKind.Profile
        ? JsonSerializer.Serialize(new ProfileRunInput(names), ApifyJson.Default.ProfileRunInput)
        : JsonSerializer.Serialize(new PostsRunInput(names, options.Value.PostsLimit), ApifyJson.Default.PostsRunInput);

    private Task UpdateAsync(Func<AppDbContext, CancellationToken, Task<int>> update, CancellationToken cancellationToken) =>
        database.WriteAsync(update, cancellationToken);
}

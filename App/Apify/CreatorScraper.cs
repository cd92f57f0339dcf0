using System.Threading.Channels;
using CreatorAnalytics.Storage;
using Microsoft.Extensions.Options;

namespace CreatorAnalytics.Apify;

/// <summary>
/// The way of a request: it joins its creator's scrape (<see cref="SharedScrape"/>) or opens one; scrapes wait a moment for each other and
/// are dealt, by rank, into batches (<see cref="ScrapeBatch"/>) as slots allow (<see cref="RunSlots"/>), whose runs <see cref="BatchRunner"/>
/// takes to their end. A run that is going already, begun by a process that died or by another one, is joined, not repeated.
/// </summary>
internal sealed class CreatorScraper(
    BatchRunner runner,
    RunWatcher watcher,
    RunRecords records,
    RunSlots slots,
    ScrapeStore store,
    ApifyPlatform platform,
    Readiness readiness,
    IHostApplicationLifetime lifetime,
    IOptions<ApifyOptions> options,
    TimeProvider time,
    ILogger<CreatorScraper> logger) : BackgroundService, ICreatorScraper
{
    /// <summary>
    /// How long what a dead process began is kept going, and what it brought kept at hand, until its items ask for it again: their
    /// leases (60 s by default) must run out first.
    /// </summary>
    public static readonly TimeSpan RecoveryGrace = TimeSpan.FromMinutes(2);

    private static readonly TimeSpan AfterError = TimeSpan.FromSeconds(1);

    // That a run has kept its slot for too long is told by nothing but the time.
    private static readonly TimeSpan LookEvery = TimeSpan.FromSeconds(1);

    // Nobody comes back for what a process left behind this long ago.
    private static readonly TimeSpan TooOld = TimeSpan.FromDays(1);

    private readonly Lock _lock = new();
    private readonly Dictionary<string, SharedScrape> _inFlight = new(StringComparer.Ordinal);
    private readonly List<SharedScrape> _waiting = [];
    private readonly Dictionary<Guid, ScrapeBatch> _batches = [];
    private readonly Channel<bool> _wake = Channel.CreateBounded<bool>(
        new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });
    private bool _freshWentLast;

    /// <inheritdoc/>
    public string Source => platform.Source;

    public Uri? ImageOrigin => platform.Source == ApifyPlatform.Sandbox ? platform.Address() : null;

    /// <inheritdoc/>
    public async Task<ScrapeResult> ScrapeAsync(ScrapeRequest request, CancellationToken cancellationToken)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, lifetime.ApplicationStopping);
        stop.Token.ThrowIfCancellationRequested();
        var scrape = Join(request);
        try
        {
            await Task.WhenAny(scrape.Started, scrape.Result).WaitAsync(stop.Token);
            if (request.OnStarted is { } onStarted && scrape.Started.IsCompleted)
                await onStarted(stop.Token);
            return await scrape.Result.WaitAsync(stop.Token);
        }
        finally
        {
            Leave(scrape);
        }
    }

    /// <inheritdoc/>
    public Task<StoredScrape> LoadAsync(Guid scrapeId, CancellationToken cancellationToken) => store.LoadAsync(scrapeId, cancellationToken);

    /// <summary>Takes over what a process left behind that has fallen silent.</summary>
    public async Task RecoverAsync(CancellationToken cancellationToken)
    {
        foreach (var runs in await records.OpenAsync(cancellationToken))
            await TakeOverAsync(runs.Key, evenIfWatched: false, cancellationToken);
    }

    /// <summary>Says that this process reads the batches it is at work on; the slots of runs taken over are counted by who has them now.</summary>
    public async Task KeepAsync(CancellationToken cancellationToken)
    {
        ScrapeBatch[] ours;
        lock (_lock)
            ours = [.. _batches.Values];
        if (ours.Length == 0)
            return;
        var taken = await records.RenewAsync([.. ours.Select(batch => batch.Id)], cancellationToken);
        foreach (var run in ours.SelectMany(batch => batch.Runs).Where(run => run.Record is { } record && taken.Contains(record.Id)))
            await run.LeaveSlotAsync();
    }

    /// <summary>Returns when nothing writes to the database any more; the runs themselves go on.</summary>
    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        Task going;
        lock (_lock)
            going = Task.WhenAll(_batches.Values.Select(batch => batch.Ended));
        await going.WaitAsync(cancellationToken);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await readiness.WaitAsync(stoppingToken);
        slots.Freed += Wake;
        await using var looks = time.CreateTimer(_ => Wake(), state: null, LookEvery, LookEvery);
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await _wake.Reader.ReadAsync(stoppingToken);
                await DealAsync(stoppingToken);
            }
            catch (Exception exception) when (!stoppingToken.IsCancellationRequested)
            {
                logger.LogError(exception, "Dealing creators into runs failed; trying again");
                await Task.Delay(AfterError, time, stoppingToken);
                Wake();
            }
        }
    }

    private void Wake() => _wake.Writer.TryWrite(true);

    private SharedScrape Join(ScrapeRequest request)
    {
        lock (_lock)
        {
            if (!_inFlight.TryGetValue(request.Username, out var scrape) || !scrape.CanBeJoined)
            {
                scrape = New(request.Username);
                _inFlight[request.Username] = scrape;
                _waiting.Add(scrape);
                Wake();
            }

            scrape.Waiters++;
            scrape.WasAskedFor = true;
            scrape.Rank = Math.Min(scrape.Rank, request.Rank);
            scrape.Alone |= request.Alone;
            scrape.IsLastTry |= request.IsLastTry;
            return scrape;
        }
    }

    private void Leave(SharedScrape scrape)
    {
        lock (_lock)
        {
            scrape.Waiters--;
            if (scrape.Waiters > 0 || scrape.IsSettled)
                return;
            if (scrape.Batch is { } batch)
                GiveUpIfUnwanted(batch);
            else
            {
                _waiting.Remove(scrape);
                Forget(scrape);
            }
        }
    }

    // At shutdown everybody leaves; but the items go on in the next process, which finds their runs still going.
    private void GiveUpIfUnwanted(ScrapeBatch batch)
    {
        if (batch.IsWanted || lifetime.ApplicationStopping.IsCancellationRequested || time.GetUtcNow() < batch.KeepUntil)
            return;
        foreach (var scrape in batch.Scrapes)
            Forget(scrape);
        batch.GiveUp();
    }

    private void Forget(SharedScrape scrape)
    {
        if (_inFlight.GetValueOrDefault(scrape.Username) == scrape)
            _inFlight.Remove(scrape.Username);
    }

    private async Task DealAsync(CancellationToken stopping)
    {
        for (var wait = WaitToGather(); wait > TimeSpan.Zero; wait = WaitToGather())
            await Task.Delay(wait, time, stopping);

        await LookUpAsync(stopping);
        while (Deal())
        {
        }
    }

    // Nothing when nobody waits; else what is left of the time that they give the others.
    private TimeSpan WaitToGather()
    {
        lock (_lock)
        {
            if (_waiting.Count == 0)
                return TimeSpan.Zero;
            var (first, last) = (_waiting.Min(scrape => scrape.ArrivedAt), _waiting.Max(scrape => scrape.ArrivedAt));
            return RunPlan.GatherUntil(first, last, _waiting.Count, slots.Free, slots.Limit, options.Value) - time.GetUtcNow();
        }
    }

    /// <summary>Gives those who wait what is paid for already: a scrape that nobody has read, or a run that is going.</summary>
    private async Task LookUpAsync(CancellationToken stopping)
    {
        var arrived = Arrived();
        if (arrived.Count == 0)
            return;

        var unread = await store.UnreadAsync([.. arrived.Select(scrape => scrape.Username)], stopping);
        lock (_lock)
            foreach (var scrape in arrived.Where(scrape => unread.ContainsKey(scrape.Username) && _waiting.Remove(scrape)))
            {
                Forget(scrape);
                scrape.Finish(new ScrapeResult.Scraped(unread[scrape.Username]));
            }

        foreach (var runs in await records.OpenAsync(stopping))
        {
            var names = ScrapeBatch.NamesIn(runs);
            if (Arrived().Exists(scrape => scrape.FitsInto(names)))
                await TakeOverAsync(runs.Key, evenIfWatched: true, stopping);
        }

        lock (_lock)
        {
            foreach (var scrape in arrived)
                scrape.WasLookedUp = true;
        }
    }

    private List<SharedScrape> Arrived()
    {
        lock (_lock)
            return [.. _waiting.Where(scrape => !scrape.WasLookedUp)];
    }

    private async Task TakeOverAsync(Guid batchId, bool evenIfWatched, CancellationToken cancellationToken)
    {
        bool isOurs;
        lock (_lock)
            isOurs = _batches.ContainsKey(batchId);
        if (isOurs || await records.TakeAsync(batchId, evenIfWatched, cancellationToken) is not [_, ..] taken)
            return;
        if (taken[0].CreatedAt < time.GetUtcNow() - TooOld || await watcher.AreForgottenAsync(taken, cancellationToken))
            await records.CloseAsync(batchId, cancellationToken);
        else
            Adopt(batchId, taken);
    }

    /// <summary>Reads on what another process began, for those who wait for creators in it and those who will come.</summary>
    private void Adopt(Guid batchId, IReadOnlyList<ApifyRun> runs)
    {
        var names = ScrapeBatch.NamesIn(runs);
        ScrapeBatch batch;
        lock (_lock)
        {
            if (_batches.ContainsKey(batchId))
                return;
            var waiting = _waiting.Where(scrape => scrape.FitsInto(names)).ToDictionary(scrape => scrape.Username);
            _waiting.RemoveAll(waiting.ContainsValue);
            var scrapes = names.ToDictionary(name => name, name => waiting.GetValueOrDefault(name) ?? New(name));
            batch = ScrapeBatch.LeftBehind(batchId, runs, scrapes, keepUntil: time.GetUtcNow() + RecoveryGrace);
            foreach (var scrape in batch.Scrapes)
                _inFlight.TryAdd(scrape.Username, scrape);
            batch.OccupySlots(slots);
            Add(batch);
        }

        logger.LogInformation("Reading on batch {BatchId} of {Count} creators, begun elsewhere", batch.Id, batch.Scrapes.Count);
        Begin(batch);

        // The process before this one may not have come to ask the platform.
        foreach (var run in batch.Runs.Where(run => run is { IsSteppingAside: true, Record.FinishedAt: null }))
            StepAside(batch, run);
    }

    private SharedScrape New(string username) => new(username, options.Value.PostsLimit) { ArrivedAt = time.GetUtcNow() };

    /// <summary>
    /// Lets those who wait begin as far as slots are free: who is new by rank, then who was left over, then the rest of runs that stepped
    /// aside; or these first, see <see cref="Workload.IsRestFirst"/>.
    /// </summary>
    private bool Deal()
    {
        lock (_lock)
        {
            var load = new Workload(_batches.Values, _waiting, options.Value, time.GetUtcNow());
            var restFirst = load.IsRestFirst(slots.Limit, _freshWentLast);
            MakeRoom(restFirst && RunPlan.MayBeLong(slots.Limit) ? 0 : load.Fresh.Count, load);
            if (slots.Free == 0 || (load.Fresh.Count == 0 && !load.HasRest))
            {
                slots.Want(load.RunsWanted);
                return false;
            }

            _freshWentLast = !restFirst;
            if (!restFirst)
                Begin(TakeBatch(load.Fresh, slots.Free + load.Coming, load.ShortRunsGoing, load.Work));
            else if (load.LeftOver.Count > 0)
                Begin(TakeBatch(load.LeftOver, slots.Free + load.Coming + load.ShortRuns, soon: 0, load.Work));
            else
                GoOn(load.Rest!, load.Work);
            return true;
        }
    }

    private ScrapeBatch TakeBatch(IReadOnlyList<SharedScrape> ready, int free, int soon, double work)
    {
        var together = ready.Where(scrape => !scrape.Alone).ToList();
        var plan = ready[0].Alone ? new RunPlan(1, 1, 1) : RunPlan.Of(together.Count, free, soon, work, slots.Limit, options.Value);
        var dealt = ready[0].Alone ? [ready[0]] : together.GetRange(0, plan.Creators);
        if (!ready[0].Alone && RunPlan.MayBeLong(slots.Limit) && RunPlan.ShortRunsFor(together.Count, options.Value) > free)
            together.ForEach(scrape => scrape.IsLeftOver = true);
        var batch = ScrapeBatch.Deal(dealt, plan);
        batch.TakeSlots(slots);
        _waiting.RemoveAll(dealt.ToHashSet().Contains);
        return Add(batch);
    }

    private ScrapeBatch Add(ScrapeBatch batch)
    {
        _batches.Add(batch.Id, batch);
        batch.Changed += Wake;
        return batch;
    }

    /// <summary>Asks long runs to step aside for those who wait, or for another process whose part of the slots this one holds.</summary>
    private void MakeRoom(int waiting, Workload load)
    {
        var wanted = RunPlan.ToStepAside(waiting, slots.Free + load.Coming, load.ShortRunsGoing, slots.Limit, options.Value);
        if (slots.IsShared)
            wanted = Math.Max(wanted, slots.Used - slots.Limit - load.SteppingAside);
        foreach (var run in load.MayStepAside.Take(wanted).ToList())
        {
            logger.LogInformation("Run {RunId} steps aside for creators that are new", run.Record!.RunId);
            StepAside(run.Scrapes[0].Batch!, run);
        }
    }

    private void StepAside(ScrapeBatch batch, BatchRun run)
    {
        run.IsSteppingAside = true;
        batch.Track(Task.Run(() => runner.StepAsideAsync(run, lifetime.ApplicationStopping), CancellationToken.None));
    }

    private void GoOn(ScrapeBatch batch, double work)
    {
        // For what a dead process began, they come later.
        if (!(time.GetUtcNow() < batch.KeepUntil) && batch.DropUnwanted() == 0)
            return;
        var run = batch.GoOn(RunPlan.PartOfRest(batch.RestCount, work, slots.Limit, options.Value), slots);
        batch.Track(Task.Run(() => runner.GoOnAsync(batch, run, lifetime.ApplicationStopping), CancellationToken.None));
    }

    // On the pool, so that neither the dealing nor a batch waits for another's first steps.
    private void Begin(ScrapeBatch batch) =>
        _ = Task.Run(() => RunAsync(batch, lifetime.ApplicationStopping), CancellationToken.None);

    private async Task RunAsync(ScrapeBatch batch, CancellationToken stopping)
    {
        try
        {
            var grace = batch.KeepUntil is null ? Task.CompletedTask : GiveUpAfterGraceAsync(batch, stopping);
            await runner.RunAsync(batch, stopping);
            await grace;
            await records.CloseAsync(batch.Id, stopping);
        }
        catch (Exception exception) when (!stopping.IsCancellationRequested)
        {
            logger.LogError(exception, "Batch {BatchId} broke off", batch.Id);
            foreach (var scrape in batch.Scrapes)
                scrape.Break(exception);
        }
        catch (OperationCanceledException)
        {
            // The next process reads on.
        }
        finally
        {
            lock (_lock)
            {
                _batches.Remove(batch.Id);
                foreach (var scrape in batch.Scrapes)
                    Forget(scrape);
            }

            batch.SetEnded();
        }
    }

    private async Task GiveUpAfterGraceAsync(ScrapeBatch batch, CancellationToken stopping)
    {
        await Task.Delay(RecoveryGrace, time, stopping);
        lock (_lock)
            GiveUpIfUnwanted(batch);
    }
}

using System.Threading.Channels;
using CreatorAnalytics.Storage;
using Microsoft.Extensions.Options;

namespace CreatorAnalytics.Apify;

/// <summary>
/// The way of a request: it joins its creator's scrape (<see cref="SharedScrape"/>) or opens one; scrapes wait a moment for each other
/// and are dealt, by rank, into batches (<see cref="ScrapeBatch"/>) as slots allow (<see cref="RunSlots"/>); a batch's two runs are
/// started (<see cref="RunLauncher"/>) and read (<see cref="RunWatcher"/>) by <see cref="BatchRunner"/>, which settles each scrape as soon
/// as its rows are there. A run that is going already, begun by a process that died or by another one, is joined, not repeated.
/// </summary>
internal sealed class CreatorScraper(
    BatchRunner runner,
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

    private readonly Lock _lock = new();
    private readonly Dictionary<string, SharedScrape> _inFlight = new(StringComparer.Ordinal);
    private readonly List<SharedScrape> _waiting = [];
    private readonly Dictionary<Guid, ScrapeBatch> _batches = [];
    private readonly Channel<bool> _wake = Channel.CreateBounded<bool>(
        new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });

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
        {
            if (!IsOurs(runs.Key) && await records.TakeAsync(runs.Key, evenIfWatched: false, cancellationToken))
                Adopt(runs, holding: []);
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await readiness.WaitAsync(stoppingToken);
        slots.Freed += Wake;
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
                scrape = new SharedScrape(request.Username, options.Value.PostsLimit) { ArrivedAt = time.GetUtcNow() };
                _inFlight[request.Username] = scrape;
                _waiting.Add(scrape);
                Wake();
            }

            scrape.Waiters++;
            scrape.WasAskedFor = true;
            scrape.Rank = Math.Min(scrape.Rank, request.Rank);
            scrape.Alone |= request.Alone;
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
        if (WaitToGather() is { } wait)
            await Task.Delay(wait, time, stopping);

        await LookUpAsync(stopping);
        while (TakeBatch() is { } batch)
            _ = RunAsync(batch, stopping);
    }

    // Null when nobody waits; else what is left of the moment that the first of them gives the others.
    private TimeSpan? WaitToGather()
    {
        lock (_lock)
        {
            if (_waiting.Count == 0)
                return null;
            var until = _waiting.Min(scrape => scrape.ArrivedAt) + TimeSpan.FromMilliseconds(options.Value.GatherMilliseconds);
            var left = until - time.GetUtcNow();
            return left > TimeSpan.Zero ? left : TimeSpan.Zero;
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
        {
            foreach (var scrape in arrived.Where(scrape => unread.ContainsKey(scrape.Username) && _waiting.Remove(scrape)))
            {
                Forget(scrape);
                scrape.Finish(new ScrapeResult.Scraped(unread[scrape.Username]));
            }
        }

        foreach (var runs in await records.OpenAsync(stopping))
        {
            var names = runs.First().UsernameList();
            var holding = Arrived().Where(scrape => names.Contains(scrape.Username) && (!scrape.Alone || names.Length == 1)).ToList();
            if (holding.Count > 0 && !IsOurs(runs.Key) && await records.TakeAsync(runs.Key, evenIfWatched: true, stopping))
                Adopt(runs, holding);
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

    private bool IsOurs(Guid batchId)
    {
        lock (_lock)
            return _batches.ContainsKey(batchId);
    }

    /// <summary>Reads on what another process began; <paramref name="holding"/> are those here that wait for creators in it.</summary>
    private void Adopt(IGrouping<Guid, ApifyRun> runs, IReadOnlyList<SharedScrape> holding)
    {
        ScrapeBatch batch;
        lock (_lock)
        {
            var waiting = holding.Where(_waiting.Remove).ToDictionary(scrape => scrape.Username);
            SharedScrape[] scrapes = [.. runs.First().UsernameList().Select(name => waiting.GetValueOrDefault(name) ?? Unasked(name))];
            batch = new ScrapeBatch(runs.Key, scrapes, slots: 2)
            {
                Runs = [.. runs.OrderBy(run => run.Kind)],
                IsRecovered = true,
                KeepUntil = time.GetUtcNow() + RecoveryGrace,
            };
            foreach (var scrape in scrapes)
            {
                scrape.Batch = batch;
                _inFlight.TryAdd(scrape.Username, scrape);
            }

            _batches.Add(batch.Id, batch);
        }

        slots.Occupy(batch.Slots);
        logger.LogInformation("Reading on batch {BatchId} of {Count} creators, begun elsewhere", batch.Id, batch.Scrapes.Count);
        _ = RunAsync(batch, lifetime.ApplicationStopping);
    }

    private SharedScrape Unasked(string username) => new(username, options.Value.PostsLimit) { ArrivedAt = time.GetUtcNow() };

    /// <summary>The next creators by rank, when slots are free for them.</summary>
    private ScrapeBatch? TakeBatch()
    {
        lock (_lock)
        {
            var ready = _waiting.Where(scrape => scrape.WasLookedUp).OrderBy(scrape => scrape.Rank).ThenBy(scrape => scrape.ArrivedAt).ToList();
            if (ready.Count == 0 || slots.TryTake() is not (> 0 and var taken))
                return null;
            SharedScrape[] dealt = ready[0].Alone
                ? [ready[0]]
                : [.. ready.Where(scrape => !scrape.Alone).Take(options.Value.UsernamesPerRun)];
            var batch = new ScrapeBatch(Guid.CreateVersion7(), dealt, taken);
            foreach (var scrape in dealt)
            {
                _waiting.Remove(scrape);
                scrape.Batch = batch;
            }

            _batches.Add(batch.Id, batch);
            return batch;
        }
    }

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
        }
    }

    private async Task GiveUpAfterGraceAsync(ScrapeBatch batch, CancellationToken stopping)
    {
        await Task.Delay(RecoveryGrace, time, stopping);
        lock (_lock)
            GiveUpIfUnwanted(batch);
    }
}

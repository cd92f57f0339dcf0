using Coravel.Invocable;
using CreatorAnalytics.Analysis;
using CreatorAnalytics.Apify;
using CreatorAnalytics.Creators;
using CreatorAnalytics.Storage;

namespace CreatorAnalytics.Jobs;

/// <summary>
/// One creator's way: apify → database → cdn → ai → settle. Each stage that is finished is checkpointed, so a retry or another process
/// goes on after the last one. Waiting for the scrape holds a slot but no thread; waiting for a retry holds neither.
/// </summary>
public sealed class ProcessJobItem(
    RunningItems running,
    ItemThreads threads,
    JobsTelemetry telemetry,
    StoredItems items,
    ItemWrites writes,
    SettleRetry settleRetry,
    ICreatorScraper scraper,
    CreatorMedia media,
    MediaOrigins imageOrigins,
    ReportWriter analyst,
    ILogger<ProcessJobItem> logger) : IInvocable, IInvocableWithPayload<ItemClaim>
{
    /// <summary>The item, and the right to work on it.</summary>
    public ItemClaim Payload { get; set; } = null!;

    /// <summary>Goes to threads of its own: Coravel runs what stands before the first await of each invocable one after the other.</summary>
    public Task Invoke() => threads.RunAsync(ProcessAsync);

    private async Task ProcessAsync()
    {
        BackgroundWork.Begin();
        using var work = running.Get(Payload);
        using var ids = logger.BeginScope(Ids(Payload));
        using var watch = telemetry.Watch(Payload);
        try
        {
            if (await WorkAsync(work, watch) is { } outcome)
                await SettleAsync(outcome, watch);
            else if (work.StopReason is StopReason.ClaimLost)
                telemetry.LeaseLost();
        }
        catch (ClaimLostException)
        {
            telemetry.LeaseLost();
            logger.LogWarning("Item {ItemId} was taken over by another worker; its result is dropped", Payload.ItemId);
        }
        catch (Exception exception)
        {
            running.Drop(Payload);
            logger.LogError(exception, "Item {ItemId} could not be settled; it is taken over when its lease ends", Payload.ItemId);
        }
    }

    private async Task SettleAsync(ItemOutcome outcome, ItemWatch watch)
    {
        // Whoever cancelled waits for it, and sees it end within a second.
        if (outcome is ItemOutcome.Cancelled)
            BackgroundWork.End();
        watch.End(outcome.Error);
        watch.Enter(Stage.Done);
        watch.Begin();
        await settleRetry.RunAsync(token => writes.SettleAsync(Payload, outcome, token));
    }

    /// <summary>Works until there is an outcome; null when the item is no longer ours to settle.</summary>
    private async Task<ItemOutcome?> WorkAsync(RunningItems.RunningItem work, ItemWatch watch)
    {
        try
        {
            return await RunStagesAsync(watch, work.Token);
        }
        catch (OperationCanceledException) when (work.Token.IsCancellationRequested)
        {
            return work.StopReason is StopReason.Cancelled ? new ItemOutcome.Cancelled() : null;
        }
        catch (Exception exception) when (exception is not ClaimLostException)
        {
            logger.LogError(exception, "Item {ItemId} of job {JobId} failed", Payload.ItemId, Payload.JobId);
            return new ItemOutcome.TryAgain(ItemErrors.InternalError, Payload.RetryAlone);
        }
    }

    private async Task<ItemOutcome> RunStagesAsync(ItemWatch watch, CancellationToken token)
    {
        var item = await items.LoadAsync(Payload.ItemId, token);
        watch.LinkTo(item.TraceParent);
        if (item.CancelRequested)
            return new ItemOutcome.Cancelled();
        if (Payload.LeasesLost > RetrySchedule.MostLeasesLost)
            return new ItemOutcome.Abandoned();
        if (!item.ApifyCompleted && await items.FindFreshAsync(item, token) is { } fresh)
            return fresh;

        var scrapeId = item.ScrapeId;
        if (scrapeId is null)
        {
            watch.Enter(Stage.Apify);
            switch (await ScrapeAsync(item, watch, token))
            {
                case ScrapeResult.Refused refused:
                    return new ItemOutcome.Failed(refused.Code);
                case ScrapeResult.Failed failed:
                    logger.LogInformation("Scraping {Username} failed with {Code}: {Detail}", item.Username, failed.Code, failed.Detail);
                    return new ItemOutcome.TryAgain(failed.Code, failed.RetryAlone);
                case ScrapeResult.Scraped scraped:
                    scrapeId = scraped.ScrapeId;
                    await writes.ApifyCompletedAsync(Payload, scraped.ScrapeId, token);
                    break;
            }
        }

        var creatorId = item.ProfileId;
        var warnings = item.Warnings;
        if (creatorId is null)
        {
            watch.Enter(Stage.Database);
            var scrape = await scraper.LoadAsync(scrapeId!.Value, token);
            warnings = ScrapeMapping.Warnings(scrape);
            creatorId = await writes.DatabasePopulatedAsync(
                Payload,
                warnings,
                (transaction, inner) =>
                {
                    watch.Begin();
                    return CreatorImporter.ImportAsync(
                        transaction.Db,
                        ScrapeMapping.Profile(scrape),
                        ScrapeMapping.Posts(scrape),
                        item.Username,
                        scraper.Source,
                        scrape.ScrapedAt,
                        inner);
                },
                token);
            if (scrape.Profile.Private is true)
                return new ItemOutcome.Private(creatorId.Value);
        }
        else if (await items.IsPrivateAsync(creatorId.Value, token))
        {
            return new ItemOutcome.Private(creatorId.Value);
        }

        if (!item.CdnProcessed)
        {
            watch.Enter(Stage.Cdn);
            if (scraper.ImageOrigin is { } origin)
                imageOrigins.Allow(origin);
            var images = await media.KeepImagesAsync(creatorId.Value, token, watch.Begin);
            if (images.Missing > 0)
                warnings = [.. warnings, new ItemWarning("cdn", KeptImages.WarningCode, images.Warning)];
            await writes.CdnProcessedAsync(Payload, warnings, token);
        }

        // The report is stored in the transaction that settles.
        watch.Enter(Stage.Ai);
        var report = await analyst.WriteAsync(
            creatorId.Value, [.. warnings.Select(w => new ReportWarning(w.Stage, w.Code, w.Message))], token, watch.Begin);
        return new ItemOutcome.Analysed(creatorId.Value, report);
    }

    /// <summary>What every line that is logged for the item carries.</summary>
    private static Dictionary<string, object> Ids(ItemClaim claim) => new()
    {
        ["JobId"] = claim.JobId,
        ["ItemId"] = claim.ItemId,
        ["UserId"] = claim.UserId,
    };

    private Task<ScrapeResult> ScrapeAsync(WorkItem item, ItemWatch watch, CancellationToken token) =>
        scraper.ScrapeAsync(
            new ScrapeRequest(item.Username, Payload.FairRank, Payload.RetryAlone)
            {
                OnStarted = started =>
                {
                    watch.Begin();
                    return writes.ScrapeStartedAsync(Payload, started);
                },
                IsLastTry = RetrySchedule.IsLastTry(Payload),
            },
            token);
}

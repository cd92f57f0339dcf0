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
        try
        {
            if (await WorkAsync(work) is { } outcome)
                await settleRetry.RunAsync(token => writes.SettleAsync(Payload, outcome, token));
        }
        catch (ClaimLostException)
        {
            telemetry.ClaimLost();
            logger.LogWarning("Item {ItemId} was taken over by another worker; its result is dropped", Payload.ItemId);
        }
        catch (Exception exception)
        {
            running.Drop(Payload);
            logger.LogError(exception, "Item {ItemId} could not be settled; it is taken over when its lease ends", Payload.ItemId);
        }
    }

    /// <summary>Works until there is an outcome; null when the item is no longer ours to settle.</summary>
    private async Task<ItemOutcome?> WorkAsync(RunningItems.RunningItem work)
    {
        try
        {
            return await RunStagesAsync(work.Token);
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

    private async Task<ItemOutcome> RunStagesAsync(CancellationToken token)
    {
        var item = await items.LoadAsync(Payload.ItemId, token);
        if (item.CancelRequested)
            return new ItemOutcome.Cancelled();
        if (Payload.LeasesLost > RetrySchedule.MostLeasesLost)
            return new ItemOutcome.Abandoned();
        if (!item.ApifyCompleted && await items.FindFreshAsync(item, token) is { } fresh)
            return fresh;

        // apify
        var scrapeId = item.ScrapeId;
        if (scrapeId is null)
        {
            switch (await ScrapeAsync(item, token))
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

        // database
        var creatorId = item.ProfileId;
        var warnings = item.Warnings;
        if (creatorId is null)
        {
            var scrape = await scraper.LoadAsync(scrapeId!.Value, token);
            warnings = ScrapeMapping.Warnings(scrape);
            creatorId = await writes.DatabasePopulatedAsync(
                Payload,
                warnings,
                (transaction, inner) => CreatorImporter.ImportAsync(
                    transaction.Db,
                    ScrapeMapping.Profile(scrape),
                    ScrapeMapping.Posts(scrape),
                    item.Username,
                    scraper.Source,
                    scrape.ScrapedAt,
                    inner),
                token);
            if (scrape.Profile.Private is true)
                return new ItemOutcome.Private(creatorId.Value);
        }
        else if (await items.IsPrivateAsync(creatorId.Value, token))
        {
            return new ItemOutcome.Private(creatorId.Value);
        }

        // cdn
        if (!item.CdnProcessed)
        {
            if (scraper.ImageOrigin is { } origin)
                imageOrigins.Allow(origin);
            var images = await media.KeepImagesAsync(creatorId.Value, token);
            if (images.Missing > 0)
                warnings = [.. warnings, new ItemWarning("cdn", KeptImages.WarningCode, images.Warning)];
            await writes.CdnProcessedAsync(Payload, warnings, token);
        }

        // ai; the report is stored in the transaction that settles
        var report = await analyst.WriteAsync(
            creatorId.Value, [.. warnings.Select(w => new ReportWarning(w.Stage, w.Code, w.Message))], token);
        return new ItemOutcome.Analysed(creatorId.Value, report);
    }

    private Task<ScrapeResult> ScrapeAsync(WorkItem item, CancellationToken token) =>
        scraper.ScrapeAsync(
            new ScrapeRequest(item.Username, Payload.FairRank, Payload.RetryAlone)
            {
                OnStarted = started => writes.ScrapeStartedAsync(Payload, started),
                IsLastTry = RetrySchedule.IsLastTry(Payload),
            },
            token);
}

using System.Net;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.Options;

namespace CreatorAnalytics.Apify;

/// <summary>
/// Turns an intent into exactly one run. A start has no idempotency key: when its answer is unclear, the run is looked for among the
/// actor's runs, by time and input, before another start is sent.
/// </summary>
internal sealed class RunLauncher(
    ApifyClient apify,
    TaskLibrary tasks,
    ApifyWebhook webhook,
    Spending spending,
    StartHolds holds,
    RunRecords records,
    IOptions<ApifyOptions> options,
    TimeProvider time,
    ILogger<RunLauncher> logger)
{
    private const int MostUnclearStarts = 3;
    private const int MostNotSent = 10;
    private const int RunsPerLook = 200;

    private static readonly TimeSpan ClockTolerance = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan LookFor = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan LookEvery = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan GiveUpLooking = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan FirstWait = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(10);

    /// <summary>Starts the run, or finds it. Returns null when it is there, else why not.</summary>
    /// <param name="mayBeThere">True for an intent that was left behind: it is looked for first.</param>
    /// <param name="givenUp">Ends the waiting between starts. A start on its way is answered all the same, so that its run is known.</param>
    public async Task<RunEnd?> StartAsync(ApifyRun run, bool mayBeThere, CancellationToken givenUp, CancellationToken stopping)
    {
        var wait = FirstWait;
        var (unclear, notSent) = (0, 0);
        while (true)
        {
            if (mayBeThere && await LookAsync(run, stopping) is { } look && look is not Look.Absent)
                return look is Look.Found ? null : new RunEnd(RunEnd.NotStarted, "The platform does not answer.", Code: ScrapeCodes.ProviderError);
            givenUp.ThrowIfCancellationRequested();
            if (await spending.StopsAsync(run, stopping) is { } spent)
            {
                logger.LogError("No run is started. {Problem}", spent);
                holds.Raise(HoldKind.MonthlyLimit, spent);
                return new RunEnd(RunEnd.NotStarted, spent, Code: ScrapeCodes.ProviderLimit);
            }

            if (!await records.AttemptAsync(run, stopping))
                return RunEnd.ReadElsewhere;
            try
            {
                await records.BindAsync(run, await SendAsync(run, stopping), stopping);
                holds.Started();
                return null;
            }
            catch (ApifyException exception) when (exception.MayHaveHappened)
            {
                logger.LogWarning("The start of {Kind} run {Id} is unclear: {Problem}", run.Kind, run.Id, exception.Message);
                mayBeThere = true;
                if (++unclear >= MostUnclearStarts)
                    return await LookAsync(run, stopping) is Look.Found
                        ? null
                        : new RunEnd(RunEnd.NotStarted, exception.Message, Code: ScrapeCodes.ProviderError);
            }
            catch (ApifyException exception) when (IsBusy(exception) && !(exception.WasNotSent && ++notSent >= MostNotSent))
            {
                logger.LogInformation("The {Kind} run {Id} waits for a place: {Problem}", run.Kind, run.Id, exception.Message);
                holds.Raise(exception);
                mayBeThere = false;
                await Task.Delay(wait, time, givenUp);
                wait = wait * 2 < LongestWait ? wait * 2 : LongestWait;
            }
            catch (ApifyException exception)
            {
                return Refused(run, exception);
            }
        }
    }

    private Task<ActorRun> SendAsync(ApifyRun run, CancellationToken cancellationToken)
    {
        var start = new RunStart(
            Encoding.UTF8.GetBytes(run.Input),
            options.Value.RunTimeoutSeconds,
            options.Value.RunMemoryMbytes,
            spending.CeilingOf(run),
            webhook.ForStart());
        return options.Value.StartBy is StartBy.Tasks
            ? tasks.StartAsync(run, start, cancellationToken)
            : apify.Actors.StartAsync(run.Actor, start, cancellationToken);
    }

    // Nothing was started and it will go later: too many runs, too much memory in use, too many requests, a platform that is down.
    private static bool IsBusy(ApifyException exception) =>
        exception is { WasNotSent: true }
            or { Status: HttpStatusCode.TooManyRequests }
            or { Status: HttpStatusCode.PaymentRequired, Type: "actor-memory-limit-exceeded" or "concurrent-runs-limit-exceeded" };

    private RunEnd Refused(ApifyRun run, ApifyException exception)
    {
        holds.Raise(exception);
        var code = exception.Status is HttpStatusCode.PaymentRequired or HttpStatusCode.Forbidden
            || exception.Type is "max-items-must-be-greater-than-zero"
                ? ScrapeCodes.ProviderLimit
                : ScrapeCodes.ProviderError;
        if (exception.Status is HttpStatusCode.Unauthorized)
            logger.LogError("Apify does not accept the token: set Apify:Token. {Problem}", exception.Message);
        else if (code is ScrapeCodes.ProviderLimit)
            logger.LogError("The Apify account can start no runs until its plan or usage limit is changed. {Problem}", exception.Message);
        else
            logger.LogError("Apify refuses to start {Kind} run {Id}. {Problem}", run.Kind, run.Id, exception.Message);

        // An input that the platform will not take may have one bad name in it: each is tried by itself then, so that the others go on.
        return exception.Status is HttpStatusCode.BadRequest && code is ScrapeCodes.ProviderError
            ? new RunEnd(ActorRunStatus.Failed, exception.Message)
            : new RunEnd(RunEnd.NotStarted, exception.Message, Code: code);
    }

    private enum Look
    {
        Found,
        Absent,
        Unanswered,
    }

    /// <summary>Looks for the run until it could not appear any more; what the start left behind can be late in the list.</summary>
    private async Task<Look> LookAsync(ApifyRun run, CancellationToken cancellationToken)
    {
        var begun = time.GetUtcNow();
        var foreign = new HashSet<string>(StringComparer.Ordinal);
        while (true)
        {
            var lookedAt = time.GetUtcNow();
            try
            {
                if (await FindAsync(run, foreign, cancellationToken) is { } found)
                {
                    logger.LogInformation("The {Kind} run {Id} was started after all: it is {RunId}", run.Kind, run.Id, found.Id);
                    await records.BindAsync(run, found, cancellationToken);
                    return Look.Found;
                }

                if (lookedAt >= run.AttemptedAt + LookFor)
                    return Look.Absent;
            }
            catch (ApifyException exception)
            {
                logger.LogWarning("Looking for {Kind} run {Id} failed: {Problem}", run.Kind, run.Id, exception.Message);
                if (time.GetUtcNow() >= begun + GiveUpLooking || !exception.IsTransient)
                    return Look.Unanswered;
            }

            await Task.Delay(LookEvery, time, cancellationToken);
        }
    }

    private async Task<ActorRun?> FindAsync(ApifyRun run, HashSet<string> foreign, CancellationToken cancellationToken)
    {
        using var input = JsonDocument.Parse(run.Input);
        var since = run.CreatedAt + apify.ServerAhead - ClockTolerance;
        for (var offset = 0; ; offset += RunsPerLook)
        {
            var page = await apify.Actors.RunsSinceAsync(run.Actor, since, offset, RunsPerLook, cancellationToken);
            var candidates = page.Where(candidate => candidate is { Id: not null, DefaultKeyValueStoreId: not null, DefaultDatasetId: not null }
                && !foreign.Contains(candidate.Id)).ToList();
            foreign.UnionWith(await records.BoundAsync([.. candidates.Select(candidate => candidate.Id!)], cancellationToken));
            foreach (var candidate in candidates.Where(candidate => !foreign.Contains(candidate.Id!)))
            {
                if (await InputOfAsync(candidate, cancellationToken) is not { } theirs)
                    continue;
                if (HoldsAll(theirs, input.RootElement))
                    return candidate;
                foreign.Add(candidate.Id!);
            }

            if (page.Count < RunsPerLook)
                return null;
        }
    }

    // Null while the record is not there yet.
    private async Task<JsonElement?> InputOfAsync(ActorRun run, CancellationToken cancellationToken)
    {
        try
        {
            return await apify.KeyValueStores.RecordAsync(run.DefaultKeyValueStoreId!, "INPUT", cancellationToken);
        }
        catch (ApifyException exception) when (exception.Status is HttpStatusCode.NotFound)
        {
            return null;
        }
    }

    // The platform adds the actor's defaults to what was sent, so that the record may hold more than we did.
    private static bool HoldsAll(JsonElement theirs, JsonElement ours) =>
        theirs.ValueKind is JsonValueKind.Object
        && ours.EnumerateObject().All(property =>
            theirs.TryGetProperty(property.Name, out var value) && JsonElement.DeepEquals(value, property.Value));
}

using System.Globalization;
using System.Text.Json;

namespace CreatorAnalytics.Apify;

/// <summary>The platform's resources. Each only builds path and options; every call throws <see cref="ApifyException"/>.</summary>
internal sealed class ApifyClient(ApifyTransport transport)
{
    public ActorsResource Actors { get; } = new(transport);

    public RunsResource Runs { get; } = new(transport);

    public DatasetsResource Datasets { get; } = new(transport);

    public KeyValueStoresResource KeyValueStores { get; } = new(transport);

    public AccountResource Account { get; } = new(transport);

    /// <inheritdoc cref="ApifyTransport.ServerAhead"/>
    public TimeSpan ServerAhead => transport.ServerAhead;
}

/// <summary>How long the platform may take for a request, before the first repetition.</summary>
internal static class ApifyTimeouts
{
    public static readonly TimeSpan Small = TimeSpan.FromSeconds(10);
    public static readonly TimeSpan Rows = TimeSpan.FromSeconds(60);

    /// <summary>Longer than a start takes by far: giving up early leaves a run that must be looked for.</summary>
    public static readonly TimeSpan Start = TimeSpan.FromSeconds(60);
}

/// <summary><c>/v2/actors/…</c></summary>
internal sealed class ActorsResource(ApifyTransport transport)
{
    /// <summary>Starts a run. Sent once, whatever happens: when the answer stays out, the run may be there all the same.</summary>
    public async Task<ActorRun> StartAsync(
        string actor, byte[] input, int timeoutSeconds, int memoryMbytes, CancellationToken cancellationToken)
    {
        var path = $"{PathOf(actor)}/runs?timeout={timeoutSeconds}&memory={memoryMbytes}";
        var request = new ApifyRequest(HttpMethod.Post, path, input, Repeatable: false, ApifyTimeouts.Start);
        var run = (await transport.SendAsync(request, ApifyJson.Default.EnvelopeActorRun, cancellationToken)).Data;
        return run is { Id.Length: > 0, DefaultDatasetId.Length: > 0 }
            ? run
            : throw ApifyException.Unanswered(HttpMethod.Post, path, "the answer names no run", new JsonException());
    }

    /// <summary>Runs of the actor started after a time, oldest first.</summary>
    public async Task<IReadOnlyList<ActorRun>> RunsSinceAsync(
        string actor, DateTimeOffset startedAfter, int offset, int limit, CancellationToken cancellationToken)
    {
        var since = startedAfter.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);
        var path = $"{PathOf(actor)}/runs?startedAfter={Uri.EscapeDataString(since)}&offset={offset}&limit={limit}";
        var request = new ApifyRequest(HttpMethod.Get, path, Body: null, Repeatable: true, ApifyTimeouts.Small);
        return (await transport.SendAsync(request, ApifyJson.Default.EnvelopeActorRunList, cancellationToken)).Data?.Items ?? [];
    }

    // In a path the slash between owner and name is written as a tilde.
    private static string PathOf(string actor) => $"v2/actors/{Uri.EscapeDataString(actor.Replace('/', '~'))}";
}

/// <summary><c>/v2/actor-runs/…</c></summary>
internal sealed class RunsResource(ApifyTransport transport)
{
    /// <summary>The run as it is; with <paramref name="waitForFinish"/>, when it has ended or that many seconds (at most 60) are over.</summary>
    public async Task<ActorRun> GetAsync(string runId, int waitForFinish, CancellationToken cancellationToken)
    {
        var path = $"v2/actor-runs/{Uri.EscapeDataString(runId)}?waitForFinish={waitForFinish}";
        var timeout = ApifyTimeouts.Small + TimeSpan.FromSeconds(waitForFinish);
        return await SendAsync(new ApifyRequest(HttpMethod.Get, path, Body: null, Repeatable: true, timeout), cancellationToken);
    }

    /// <summary>Stops the run; does nothing to one that has ended.</summary>
    public async Task<ActorRun> AbortAsync(string runId, CancellationToken cancellationToken)
    {
        var path = $"v2/actor-runs/{Uri.EscapeDataString(runId)}/abort";
        return await SendAsync(
            new ApifyRequest(HttpMethod.Post, path, Body: null, Repeatable: true, ApifyTimeouts.Small), cancellationToken);
    }

    private async Task<ActorRun> SendAsync(ApifyRequest request, CancellationToken cancellationToken) =>
        (await transport.SendAsync(request, ApifyJson.Default.EnvelopeActorRun, cancellationToken)).Data ?? new ActorRun();
}

/// <summary><c>/v2/datasets/…</c></summary>
internal sealed class DatasetsResource(ApifyTransport transport)
{
    /// <summary>
    /// The rows from <paramref name="offset"/> on, as they are. Without <c>clean</c> and <c>skipEmpty</c> a page that is not full is the
    /// last one, for now.
    /// </summary>
    public Task<JsonElement[]> ItemsAsync(string datasetId, long offset, int limit, CancellationToken cancellationToken)
    {
        var path = $"v2/datasets/{Uri.EscapeDataString(datasetId)}/items?format=json&offset={offset}&limit={limit}";
        return transport.SendAsync(
            new ApifyRequest(HttpMethod.Get, path, Body: null, Repeatable: true, ApifyTimeouts.Rows),
            ApifyJson.Default.JsonElementArray,
            cancellationToken);
    }
}

/// <summary><c>/v2/key-value-stores/…</c></summary>
internal sealed class KeyValueStoresResource(ApifyTransport transport)
{
    /// <summary>A record that holds JSON; it comes bare.</summary>
    public Task<JsonElement> RecordAsync(string storeId, string key, CancellationToken cancellationToken)
    {
        var path = $"v2/key-value-stores/{Uri.EscapeDataString(storeId)}/records/{Uri.EscapeDataString(key)}";
        return transport.SendAsync(
            new ApifyRequest(HttpMethod.Get, path, Body: null, Repeatable: true, ApifyTimeouts.Small),
            ApifyJson.Default.JsonElement,
            cancellationToken);
    }
}

/// <summary><c>/v2/users/me/…</c></summary>
internal sealed class AccountResource(ApifyTransport transport)
{
    /// <summary>What the plan allows and what is used now.</summary>
    public async Task<AccountLimits> LimitsAsync(CancellationToken cancellationToken)
    {
        var request = new ApifyRequest(HttpMethod.Get, "v2/users/me/limits", Body: null, Repeatable: true, ApifyTimeouts.Small);
        return (await transport.SendAsync(request, ApifyJson.Default.EnvelopeAccountLimits, cancellationToken)).Data
            ?? new AccountLimits(null, null);
    }
}

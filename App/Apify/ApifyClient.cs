using System.Globalization;
using System.Net;
using System.Text;
using System.Text.Json;

namespace CreatorAnalytics.Apify;

/// <summary>The platform's resources. Each only builds path and options; every call throws <see cref="ApifyException"/>.</summary>
internal sealed class ApifyClient(ApifyTransport transport)
{
    public ActorsResource Actors { get; } = new(transport);

    public TasksResource Tasks { get; } = new(transport);

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
    public Task<ActorRun> StartAsync(string actor, RunStart start, CancellationToken cancellationToken) =>
        StartedRun.SendAsync(transport, $"{PathOf(actor)}/runs?{start.ToQuery()}", start.Input, cancellationToken);

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

/// <summary><c>/v2/actor-tasks/…</c></summary>
internal sealed class TasksResource(ApifyTransport transport)
{
    /// <summary>The task of that name in the own account; null when there is none.</summary>
    public async Task<ActorTask?> FindAsync(string name, CancellationToken cancellationToken)
    {
        var request = new ApifyRequest(HttpMethod.Get, PathOf($"~{name}"), Body: null, Repeatable: true, ApifyTimeouts.Small);
        try
        {
            return (await transport.SendAsync(request, ApifyJson.Default.EnvelopeActorTask, cancellationToken)).Data;
        }
        catch (ApifyException exception) when (exception.Status is HttpStatusCode.NotFound)
        {
            return null;
        }
    }

    /// <summary>Makes a task. A name that is taken is refused with 409, so that it can be sent again.</summary>
    public async Task<ActorTask> CreateAsync(string actor, string name, string input, CancellationToken cancellationToken)
    {
        using var json = JsonDocument.Parse(input);
        var body = JsonSerializer.SerializeToUtf8Bytes(
            new NewTask(actor.Replace('/', '~'), name, json.RootElement), ApifyJson.Default.NewTask);
        var request = new ApifyRequest(HttpMethod.Post, "v2/actor-tasks", body, Repeatable: true, ApifyTimeouts.Small);
        return (await transport.SendAsync(request, ApifyJson.Default.EnvelopeActorTask, cancellationToken)).Data
            ?? throw ApifyException.Unanswered(HttpMethod.Post, request.Path, "the answer names no task", new JsonException());
    }

    /// <summary>Starts the task with its own input. Sent once, as <see cref="ActorsResource.StartAsync"/> is.</summary>
    public Task<ActorRun> StartAsync(string taskId, RunStart start, CancellationToken cancellationToken) =>
        StartedRun.SendAsync(transport, $"{PathOf(taskId)}/runs?{start.ToQuery()}", Encoding.UTF8.GetBytes("{}"), cancellationToken);

    /// <summary>The account's tasks, oldest first.</summary>
    public async Task<IReadOnlyList<ActorTask>> ListAsync(int offset, int limit, CancellationToken cancellationToken)
    {
        var request = new ApifyRequest(
            HttpMethod.Get, $"v2/actor-tasks?offset={offset}&limit={limit}", Body: null, Repeatable: true, ApifyTimeouts.Small);
        return (await transport.SendAsync(request, ApifyJson.Default.EnvelopeActorTaskList, cancellationToken)).Data?.Items ?? [];
    }

    /// <summary>Removes the task; its runs stay.</summary>
    public Task DeleteAsync(string taskId, CancellationToken cancellationToken) =>
        transport.SendAsync(
            new ApifyRequest(HttpMethod.Delete, PathOf(taskId), Body: null, Repeatable: true, ApifyTimeouts.Small), cancellationToken);

    private static string PathOf(string task) => $"v2/actor-tasks/{Uri.EscapeDataString(task)}";
}

/// <summary>The answer to a start, of an actor or a task.</summary>
internal static class StartedRun
{
    public static async Task<ActorRun> SendAsync(ApifyTransport transport, string path, byte[] body, CancellationToken cancellationToken)
    {
        var request = new ApifyRequest(HttpMethod.Post, path, body, Repeatable: false, ApifyTimeouts.Start);
        var run = (await transport.SendAsync(request, ApifyJson.Default.EnvelopeActorRun, cancellationToken)).Data;
        return run is { Id.Length: > 0, DefaultDatasetId.Length: > 0 }
            ? run
            : throw ApifyException.Unanswered(HttpMethod.Post, path, "the answer names no run", new JsonException());
    }
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
    /// <summary>The dataset of that name in the own account, made when there is none.</summary>
    public async Task<string> GetOrCreateAsync(string name, CancellationToken cancellationToken)
    {
        var path = $"v2/datasets?name={Uri.EscapeDataString(name)}";
        var request = new ApifyRequest(HttpMethod.Post, path, Body: null, Repeatable: true, ApifyTimeouts.Small);
        return (await transport.SendAsync(request, ApifyJson.Default.EnvelopeDatasetInfo, cancellationToken)).Data?.Id
            ?? throw ApifyException.Unanswered(HttpMethod.Post, path, "the answer names no dataset", new JsonException());
    }

    /// <summary>Appends rows, given as a JSON array. Sent again when the answer stays out, which may append them twice.</summary>
    public Task PushAsync(string datasetId, byte[] rows, CancellationToken cancellationToken) =>
        transport.SendAsync(
            new ApifyRequest(
                HttpMethod.Post, $"v2/datasets/{Uri.EscapeDataString(datasetId)}/items", rows, Repeatable: true, ApifyTimeouts.Rows),
            cancellationToken);

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

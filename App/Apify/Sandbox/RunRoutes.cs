using System.Text;
using System.Text.Json.Nodes;

namespace CreatorAnalytics.Apify.Sandbox;

/// <summary><c>/v2/actor-runs</c>, and the same resources where else the platform offers them.</summary>
internal static class RunRoutes
{
    public static void MapRuns(this IEndpointRouteBuilder routes, SandboxParts parts)
    {
        routes.MapGet("/v2/actor-runs", (HttpContext context) => List(context, parts.Account.Runs, parts));
        routes.MapRunResources("/v2/actor-runs/{runId}", parts, context => parts.Account.Run(context.Request.RouteValues["runId"]!.ToString()!));
        routes.MapGet("/v2/logs/{runId}", (HttpContext context, string runId) => WriteLogAsync(context, parts.Account.Run(runId), parts));
    }

    /// <summary>A run and what hangs on it, below <paramref name="prefix"/>.</summary>
    public static void MapRunResources(this IEndpointRouteBuilder routes, string prefix, SandboxParts parts, Func<HttpContext, SandboxRun> find)
    {
        IResult Shown(SandboxRun run) => Answers.Data(run.ToJson(SandboxAccount.UserId, parts.Clock));

        routes.MapGet(prefix, async (HttpContext context) =>
        {
            var run = find(context);
            await parts.WaitAsAskedAsync(context, run);
            return Shown(run);
        });
        routes.MapPut(prefix, async (HttpContext context) =>
        {
            var run = find(context);
            Change(run, await RequestBody.ReadObjectAsync(context.Request));
            return Shown(run);
        });
        routes.MapDelete(prefix, (HttpContext context) =>
        {
            var run = find(context);
            if (!run.IsFinal)
                throw new ApifyFault(400, "cannot-remove-running-run", "It is not possible to delete a run that has not finished yet.");
            parts.Account.Remove(run);
            return Answers.NoContent();
        });
        routes.MapPost($"{prefix}/abort", (HttpContext context) =>
        {
            var run = find(context);
            parts.Executor.Abort(run, context.Request.Query.Flag("gracefully"));
            return Shown(run);
        });
        routes.MapPost($"{prefix}/resurrect", (HttpContext context) =>
        {
            var run = find(context);
            parts.Starter.Resurrect(context, run, parts.Stops);
            return Shown(run);
        });
        routes.MapPost($"{prefix}/reboot", (HttpContext context) =>
        {
            var run = find(context);
            parts.Executor.Restart(run, run.Reboot(parts.Clock.Now), parts.Stops);
            return Shown(run);
        });
        routes.MapPost($"{prefix}/metamorph", async (HttpContext context) =>
        {
            var run = find(context);
            await parts.Starter.MetamorphAsync(context, run, parts.Stops);
            return Shown(run);
        });
        routes.MapPost($"{prefix}/charge", async (HttpContext context) =>
        {
            var run = find(context);
            var charge = await RequestBody.ReadObjectAsync(context.Request);
            var key = context.Request.Headers["idempotency-key"].ToString();
            run.Charge(charge["eventName"]?.ToString() ?? "", Count(charge), key.Length > 0 ? key : null, parts.Clock.Now);
            return Answers.Bare(new JsonObject(), 201);
        });
        routes.MapGet($"{prefix}/log", (HttpContext context) => WriteLogAsync(context, find(context), parts));
        routes.MapStorage($"{prefix}/dataset", parts.Account.Datasets, context => find(context).Dataset, parts);
        routes.MapRows($"{prefix}/dataset", context => find(context).Dataset, parts);
        routes.MapStorage($"{prefix}/key-value-store", parts.Account.Stores, context => find(context).Store, parts);
        routes.MapRecords($"{prefix}/key-value-store", context => find(context).Store, parts);
    }

    public static IResult List(HttpContext context, IEnumerable<SandboxRun> runs, SandboxParts parts)
    {
        var query = context.Request.Query;
        var statuses = query.List("status");
        var (after, before) = (query.Date("startedAfter"), query.Date("startedBefore"));
        var listed = runs
            .Where(run => statuses is null || statuses.Contains(run.Status))
            .Where(run => (after is null || run.StartedAt >= after) && (before is null || run.StartedAt <= before))
            .ToList();
        return Answers.Page(context, listed, run => run.ToShortJson(SandboxAccount.UserId, parts.Clock));
    }

    public static SandboxRun Last(HttpContext context, IEnumerable<SandboxRun> runs)
    {
        var statuses = context.Request.Query.List("status");
        return runs.LastOrDefault(run => statuses is null || statuses.Contains(run.Status)) ?? throw ApifyFault.NotFound("Actor run");
    }

    private static void Change(SandboxRun run, JsonObject change)
    {
        if (change["statusMessage"] is { } message)
            run.Say(message.ToString(), change["isStatusMessageTerminal"]?.GetValue<bool>());
        if (change["generalAccess"] is { } access)
            run.GeneralAccess = access.ToString();
    }

    private static int Count(JsonObject charge) => charge["count"] switch
    {
        null => 1,
        JsonValue value when value.TryGetValue(out int count) && count > 0 => count,
        _ => throw ApifyFault.InvalidValue("Field count must be a positive integer."),
    };

    /// <summary>The log so far; with <c>stream</c> what follows too, until the run ends.</summary>
    private static async Task WriteLogAsync(HttpContext context, SandboxRun run, SandboxParts parts)
    {
        context.Response.ContentType = "text/plain; charset=utf-8";
        using var gone = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, parts.Stops);
        var sent = 0;
        try
        {
            while (true)
            {
                var finished = run.Finished;
                var isLast = finished.IsCompleted || !context.Request.Query.Flag("stream");
                var log = run.ReadLog();
                await context.Response.Body.WriteAsync(Encoding.UTF8.GetBytes(log[sent..]), gone.Token);
                await context.Response.Body.FlushAsync(gone.Token);
                sent = log.Length;
                if (isLast)
                    return;
                await Task.WhenAny(finished, Task.Delay(TimeSpan.FromMilliseconds(250), TimeProvider.System, gone.Token));
            }
        }
        catch (OperationCanceledException)
        {
            // The reader has gone, or the sandbox goes down.
        }
    }
}

using System.Text;

namespace CreatorAnalytics.Apify.Sandbox;

/// <summary><c>/v2/actor-runs</c>, and the same resources where else the platform offers them.</summary>
internal static class RunRoutes
{
    public static void MapRuns(this IEndpointRouteBuilder routes, SandboxParts parts)
    {
        routes.MapGet("/v2/actor-runs", (HttpContext context) => List(context, parts.Account.Runs));
        routes.MapRunResources("/v2/actor-runs/{runId}", parts, context => parts.Account.Run(context.Request.RouteValues["runId"]!.ToString()!));
        routes.MapGet("/v2/logs/{runId}", (HttpContext context, string runId) => WriteLogAsync(context, parts.Account.Run(runId), parts));
        routes.MapDelete("/v2/actor-runs/{runId}", (string runId) =>
        {
            var run = parts.Account.Run(runId);
            if (!run.IsFinal)
                throw new ApifyFault(400, "cannot-remove-running-run", "It is not possible to delete a run that has not finished yet.");
            parts.Account.Remove(run);
            return Answers.NoContent();
        });
    }

    /// <summary>A run and what hangs on it, below <paramref name="prefix"/>.</summary>
    public static void MapRunResources(this IEndpointRouteBuilder routes, string prefix, SandboxParts parts, Func<HttpContext, SandboxRun> find)
    {
        IResult Shown(SandboxRun run) => Answers.Data(run.ToJson(SandboxAccount.UserId, parts.Clock.Now));

        routes.MapGet(prefix, async (HttpContext context) =>
        {
            var run = find(context);
            await parts.WaitAsAskedAsync(context, run);
            return Shown(run);
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
            parts.Starter.Resurrect(run, parts.Stops);
            return Shown(run);
        });
        foreach (var action in (string[])["reboot", "metamorph"])
            routes.MapPost($"{prefix}/{action}", (HttpContext context) => find(context).IsFinal
                ? throw new ApifyFault(403, "job-finished", "Actor job is already finished.")
                : throw new ApifyFault(501, "not-implemented", $"The sandbox's actors do not {action}."));
        routes.MapGet($"{prefix}/log", (HttpContext context) => WriteLogAsync(context, find(context), parts));
        routes.MapGet($"{prefix}/dataset", (HttpContext context) => Answers.Data(find(context).Dataset.ToJson(SandboxAccount.UserId)));
        routes.MapMethods($"{prefix}/dataset/items", ["GET", "HEAD"], (HttpContext context) => DatasetItems.WriteAsync(context, find(context).Dataset));
        routes.MapPost($"{prefix}/dataset/items", async (HttpContext context) =>
        {
            var dataset = find(context).Dataset;
            return await DatasetRoutes.PushAsync(context, dataset, parts);
        });
        routes.MapGet($"{prefix}/key-value-store", (HttpContext context) => Answers.Data(find(context).Store.ToJson(SandboxAccount.UserId)));
        routes.MapGet($"{prefix}/key-value-store/keys", (HttpContext context) => KeyValueRoutes.Keys(context, find(context).Store));
        routes.MapMethods($"{prefix}/key-value-store/records/{{key}}", ["GET", "HEAD"], (HttpContext context, string key) =>
            KeyValueRoutes.WriteRecordAsync(context, find(context).Store, key));
    }

    public static IResult List(HttpContext context, IEnumerable<SandboxRun> runs)
    {
        var query = context.Request.Query;
        var statuses = query.List("status");
        var (after, before) = (query.Date("startedAfter"), query.Date("startedBefore"));
        var listed = runs
            .Where(run => statuses is null || statuses.Contains(run.Status))
            .Where(run => (after is null || run.StartedAt >= after) && (before is null || run.StartedAt <= before))
            .ToList();
        return Answers.Page(context, listed, run => run.ToShortJson(SandboxAccount.UserId));
    }

    public static SandboxRun Last(HttpContext context, IEnumerable<SandboxRun> runs)
    {
        var statuses = context.Request.Query.List("status");
        return runs.LastOrDefault(run => statuses is null || statuses.Contains(run.Status)) ?? throw ApifyFault.NotFound("Actor run");
    }

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

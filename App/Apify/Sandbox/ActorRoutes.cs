using System.Text.Json.Nodes;

namespace CreatorAnalytics.Apify.Sandbox;

/// <summary><c>/v2/actors</c>.</summary>
internal static class ActorRoutes
{
    public static void MapActors(this IEndpointRouteBuilder routes, SandboxParts parts)
    {
        var account = parts.Account;
        routes.MapGet("/v2/actors", (HttpContext context) => Answers.Page(context, [], (SandboxActor actor) => actor.ToJson(0)));
        routes.MapGet("/v2/actors/{actorId}", (string actorId) =>
        {
            var actor = SandboxActor.Get(actorId);
            return Answers.Data(actor.ToJson(account.Runs.Count(run => run.Actor == actor)));
        });

        routes.MapPost("/v2/actors/{actorId}/validate-input", async (HttpContext context, string actorId) =>
        {
            SandboxActor.Get(actorId).PlanOf(await RequestBody.ReadObjectAsync(context.Request), parts.Clock.Now);
            return Answers.Bare(new JsonObject { ["valid"] = true });
        });

        routes.MapPost("/v2/actors/{actorId}/runs", async (HttpContext context, string actorId) =>
        {
            var run = await parts.Starter.StartAsync(context, SandboxActor.Get(actorId), parts.Stops);
            return await StartedAsync(context, run, parts);
        });

        routes.MapMethods("/v2/actors/{actorId}/run-sync", ["GET", "POST"], async (HttpContext context, string actorId) =>
            await SyncAsync(context, await parts.Starter.StartAsync(context, SandboxActor.Get(actorId), parts.Stops), parts));
        routes.MapMethods("/v2/actors/{actorId}/run-sync-get-dataset-items", ["GET", "POST"], async (HttpContext context, string actorId) =>
            await SyncItemsAsync(context, await parts.Starter.StartAsync(context, SandboxActor.Get(actorId), parts.Stops), parts));

        routes.MapGet("/v2/actors/{actorId}/runs", (HttpContext context, string actorId) =>
        {
            var actor = SandboxActor.Get(actorId);
            return RunRoutes.List(context, account.Runs.Where(run => run.Actor == actor), parts);
        });
        routes.MapGet("/v2/actors/{actorId}/webhooks", (HttpContext context, string actorId) =>
        {
            var actor = SandboxActor.Get(actorId);
            return Answers.Page(context, WebhookRoutes.Kept(account, webhook => webhook.ActorId == actor.Id), webhook => webhook.ToJson(inList: true));
        });
        routes.MapRunResources("/v2/actors/{actorId}/runs/last", parts, context =>
        {
            var actor = SandboxActor.Get(context.Request.RouteValues["actorId"]!.ToString()!);
            return RunRoutes.Last(context, account.Runs.Where(run => run.Actor == actor));
        });
        routes.MapRunResources("/v2/actors/{actorId}/runs/{runId}", parts, context =>
            account.Run(context.Request.RouteValues["runId"]!.ToString()!));
    }

    /// <summary>The answer to a start: 201, where the run is, and the run, after the wait that was asked for.</summary>
    public static async Task<IResult> StartedAsync(HttpContext context, SandboxRun run, SandboxParts parts)
    {
        await parts.WaitAsAskedAsync(context, run);
        context.Response.Headers.Location = $"{context.Request.Scheme}://{context.Request.Host}/v2/actors/{run.Actor.Id}/runs/{run.Id}";
        return Answers.Data(run.ToJson(SandboxAccount.UserId, parts.Clock), 201);
    }

    /// <summary>Answers with the record that the run left as its output.</summary>
    public static async Task SyncAsync(HttpContext context, SandboxRun run, SandboxParts parts)
    {
        await parts.WaitForSuccessAsync(context, run);
        var key = context.Request.Query["outputRecordKey"].ToString() is { Length: > 0 } asked ? asked : "OUTPUT";
        await KeyValueRoutes.WriteRecordAsync(context, run.Store, key, 201);
    }

    public static async Task SyncItemsAsync(HttpContext context, SandboxRun run, SandboxParts parts)
    {
        await parts.WaitForSuccessAsync(context, run);
        await DatasetItems.WriteAsync(context, run.Dataset, 201);
    }
}

using System.Text.Json.Nodes;

namespace CreatorAnalytics.Apify.Sandbox;

/// <summary><c>/v2/actor-tasks</c>.</summary>
internal static class TaskRoutes
{
    private const int MaxTasks = 5000;

    public static void MapTasks(this IEndpointRouteBuilder routes, SandboxParts parts)
    {
        var account = parts.Account;
        routes.MapGet("/v2/actor-tasks", (HttpContext context) =>
            Answers.Page(context, [.. account.Tasks.Values.OrderBy(task => task.CreatedAt)], task => task.ToJson(withInput: false)));
        routes.MapPost("/v2/actor-tasks", async (HttpContext context) =>
        {
            var definition = await RequestBody.ReadObjectAsync(context.Request);
            return Create(account, definition, parts.Clock.Now);
        });
        routes.MapGet("/v2/actor-tasks/{taskId}", (string taskId) => Answers.Data(account.Task(taskId).ToJson(withInput: true)));
        routes.MapPut("/v2/actor-tasks/{taskId}", async (HttpContext context, string taskId) =>
        {
            var task = account.Task(taskId);
            Change(account, task, await RequestBody.ReadObjectAsync(context.Request), parts.Clock.Now);
            return Answers.Data(task.ToJson(withInput: true));
        });
        routes.MapDelete("/v2/actor-tasks/{taskId}", (string taskId) =>
        {
            var task = account.Task(taskId);
            account.Tasks.TryRemove(task.Id, out _);
            foreach (var webhook in account.Webhooks.Values.Where(webhook => webhook.TaskId == task.Id))
                account.Webhooks.TryRemove(webhook.Id, out _);
            return Answers.NoContent();
        });
        routes.MapGet("/v2/actor-tasks/{taskId}/input", (string taskId) => Answers.Bare(account.Task(taskId).Input));
        routes.MapPut("/v2/actor-tasks/{taskId}/input", async (HttpContext context, string taskId) =>
        {
            var task = account.Task(taskId);
            task.Input = task.InputWith(await RequestBody.ReadObjectAsync(context.Request));
            return Answers.Bare(task.Input);
        });

        routes.MapPost("/v2/actor-tasks/{taskId}/runs", async (HttpContext context, string taskId) =>
            await ActorRoutes.StartedAsync(context, await parts.Starter.StartAsync(context, account.Task(taskId), parts.Stops), parts));
        routes.MapMethods("/v2/actor-tasks/{taskId}/run-sync", ["GET", "POST"], async (HttpContext context, string taskId) =>
            await ActorRoutes.SyncAsync(context, await parts.Starter.StartAsync(context, account.Task(taskId), parts.Stops), parts));
        routes.MapMethods("/v2/actor-tasks/{taskId}/run-sync-get-dataset-items", ["GET", "POST"], async (HttpContext context, string taskId) =>
            await ActorRoutes.SyncItemsAsync(context, await parts.Starter.StartAsync(context, account.Task(taskId), parts.Stops), parts));
        routes.MapGet("/v2/actor-tasks/{taskId}/runs", (HttpContext context, string taskId) =>
        {
            var task = account.Task(taskId);
            return RunRoutes.List(context, account.Runs.Where(run => run.TaskId == task.Id), parts);
        });
        routes.MapGet("/v2/actor-tasks/{taskId}/webhooks", (HttpContext context, string taskId) =>
        {
            var task = account.Task(taskId);
            return Answers.Page(context, WebhookRoutes.Kept(account, webhook => webhook.TaskId == task.Id), webhook => webhook.ToJson(inList: true));
        });
        routes.MapRunResources("/v2/actor-tasks/{taskId}/runs/last", parts, context =>
        {
            var task = account.Task(context.Request.RouteValues["taskId"]!.ToString()!);
            return RunRoutes.Last(context, account.Runs.Where(run => run.TaskId == task.Id));
        });
    }

    private static IResult Create(SandboxAccount account, JsonObject definition, DateTimeOffset now)
    {
        if (definition["actId"] is not { } actId)
            throw ApifyFault.Validation("Field actId is required");
        if (account.Tasks.Count >= MaxTasks)
            throw new ApifyFault(403, "too-many-actor-tasks", $"You have reached the limit of {MaxTasks} tasks.");
        var task = new SandboxTask(SandboxActor.Get(actId.ToString()), now) { Name = "" };
        task.Name = $"task-{task.Id.ToLowerInvariant()}";
        Change(account, task, definition, now);
        account.Tasks[task.Id] = task;
        return Answers.Data(task.ToJson(withInput: true), 201);
    }

    private static void Change(SandboxAccount account, SandboxTask task, JsonObject definition, DateTimeOffset now)
    {
        if (definition["name"]?.ToString() is { Length: > 0 } name)
        {
            if (account.Tasks.Values.Any(other => other != task && other.Name.Equals(name, StringComparison.OrdinalIgnoreCase)))
                throw new ApifyFault(409, "actor-task-name-not-unique", $"Actor task name \"{name}\" is not unique");
            task.Name = name;
        }

        task.Title = definition["title"]?.ToString() ?? task.Title;
        if (definition["options"] is JsonObject options)
            task.Options = RunOptions.From(options);
        if (definition["input"] is JsonObject input)
            task.Input = input;
        task.ModifiedAt = now;
    }
}

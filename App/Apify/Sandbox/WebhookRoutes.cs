namespace CreatorAnalytics.Apify.Sandbox;

/// <summary><c>/v2/webhooks</c> and <c>/v2/webhook-dispatches</c>.</summary>
internal static class WebhookRoutes
{
    private const int MaxWebhooks = 100;

    public static void MapWebhooks(this IEndpointRouteBuilder routes, SandboxParts parts)
    {
        var account = parts.Account;
        routes.MapGet("/v2/webhooks", (HttpContext context) => Answers.Page(context, Kept(account), webhook => webhook.ToJson(inList: true)));
        routes.MapPost("/v2/webhooks", async (HttpContext context) =>
        {
            var made = Webhook.From(await RequestBody.ReadObjectAsync(context.Request), parts.Clock.Now, isAdHoc: false);
            var kept = Kept(account);
            if (made.IdempotencyKey is { } key && kept.FirstOrDefault(webhook => webhook.IdempotencyKey == key) is { } known)
                return Answers.Data(known.ToJson());
            if (kept.Count >= MaxWebhooks)
                throw new ApifyFault(403, "too-many-webhooks", $"You have reached the limit of {MaxWebhooks} webhooks.");
            if (made.TaskId is { } task)
                made.TaskId = account.Task(task).Id;
            account.Webhooks[made.Id] = made;
            return Answers.Data(made.ToJson(), 201);
        });
        routes.MapGet("/v2/webhooks/{webhookId}", (string webhookId) => Answers.Data(Find(account, webhookId).ToJson()));
        routes.MapPut("/v2/webhooks/{webhookId}", async (HttpContext context, string webhookId) =>
        {
            var webhook = Find(account, webhookId);
            webhook.Change(await RequestBody.ReadObjectAsync(context.Request), parts.Clock.Now);
            return Answers.Data(webhook.ToJson());
        });
        routes.MapDelete("/v2/webhooks/{webhookId}", (string webhookId) =>
        {
            account.Webhooks.TryRemove(Find(account, webhookId).Id, out _);
            return Answers.NoContent();
        });
        routes.MapPost("/v2/webhooks/{webhookId}/test", (string webhookId) =>
            Answers.Data(parts.Webhooks.Test(Find(account, webhookId), parts.Stops).ToJson(), 201));
        routes.MapGet("/v2/webhooks/{webhookId}/dispatches", (HttpContext context, string webhookId) =>
        {
            var webhook = Find(account, webhookId);
            return Dispatches(context, account.Dispatches.Values.Where(dispatch => dispatch.Webhook == webhook));
        });
        routes.MapGet("/v2/webhook-dispatches", (HttpContext context) => Dispatches(context, account.Dispatches.Values));
        routes.MapGet("/v2/webhook-dispatches/{dispatchId}", (string dispatchId) => account.Dispatches.TryGetValue(dispatchId, out var dispatch)
            ? Answers.Data(dispatch.ToJson())
            : throw ApifyFault.NotFound("Webhook dispatch"));
    }

    /// <summary>The webhooks that belong to no single start, oldest first.</summary>
    public static List<Webhook> Kept(SandboxAccount account, Func<Webhook, bool>? which = null) =>
        [.. account.Webhooks.Values.Where(webhook => !webhook.IsAdHoc && which?.Invoke(webhook) is not false).OrderBy(webhook => webhook.CreatedAt)];

    private static Webhook Find(SandboxAccount account, string id) =>
        account.Webhooks.TryGetValue(id, out var webhook) ? webhook : throw ApifyFault.NotFound("Webhook");

    private static IResult Dispatches(HttpContext context, IEnumerable<WebhookDispatch> dispatches) =>
        Answers.Page(context, [.. dispatches.OrderBy(dispatch => dispatch.CreatedAt)], dispatch => dispatch.ToJson());
}

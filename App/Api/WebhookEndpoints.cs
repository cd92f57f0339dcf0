using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using CreatorAnalytics.Accounts;
using CreatorAnalytics.Notifications.Webhooks;
using CreatorAnalytics.Storage;
using Microsoft.AspNetCore.Http.HttpResults;

namespace CreatorAnalytics.Api;

/// <summary>/webhooks: what other systems are told.</summary>
internal static class WebhookEndpoints
{
    private const string NoSuchWebhook = "Your team has no webhook of this id.";
    private const string NoSuchDelivery = "Your team has no such delivery.";

    public static void Map(RouteGroupBuilder api)
    {
        var webhooks = api.MapGroup("/webhooks").WithTags("Webhooks")
            .RequireAuthorization(ApiAccess.AdminPolicy)
            .AddEndpointFilter(AdminsOnly.FilterAsync)
            .Refuses(StatusCodes.Status403Forbidden, Problems.InsufficientScope, Problems.Forbidden);
        webhooks.MapGet("/", ListAsync)
            .WithName("listWebhooks")
            .WithSummary("List the team's webhooks")
            .WithDescription("Oldest first, without their secrets.");
        webhooks.MapPost("/", CreateAsync)
            .WithName("createWebhook")
            .WithSummary("Make a webhook")
            .WithDescription(
                "Messages are signed after Standard Webhooks with the secret, which is shown in this answer only. One that is not answered with "
                + "2xx is sent again after 30 s, 5 min, 30 min, 2 h, 8 h and 24 h; sort by seq, since messages may overtake each other.")
            .TakesIdempotencyKey()
            .RefusesUnreadableBodies()
            .Refuses(StatusCodes.Status400BadRequest, Problems.InvalidWebhook, Problems.InvalidRequestCode);

        var webhook = webhooks.MapGroup("/{webhookId:guid}").Refuses(StatusCodes.Status404NotFound, Problems.NotFoundCode);
        webhook.MapGet("/", FindAsync)
            .WithName("getWebhook")
            .WithSummary("Get a webhook")
            .WithDescription("Also tells since when it fails, and why it was switched off.");
        webhook.MapPatch("/", ChangeAsync)
            .WithName("changeWebhook")
            .WithSummary("Change a webhook, or switch it off or on")
            .WithDescription("What is left out stays as it is.")
            .RefusesUnreadableBodies()
            .Refuses(StatusCodes.Status400BadRequest, Problems.InvalidWebhook, Problems.InvalidRequestCode);
        webhook.MapDelete("/", DeleteAsync)
            .WithName("deleteWebhook")
            .WithSummary("Delete a webhook")
            .WithDescription("Also what still waits to be sent to it.");
        webhook.MapPost("/rotate-secret", RotateAsync)
            .WithName("rotateWebhookSecret")
            .WithSummary("Give a webhook a new secret")
            .WithDescription("For 24 hours messages carry a signature with each of the two, so that receivers can change over in peace.")
            .TakesIdempotencyKey();
        webhook.MapPost("/test", TestAsync)
            .WithName("testWebhook")
            .WithSummary("Send a test message")
            .WithDescription("Its type is webhook.test; what came of it is in the delivery.")
            .TakesIdempotencyKey();
        webhook.MapGet("/deliveries", DeliveriesAsync)
            .WithName("listWebhookDeliveries")
            .WithSummary("List what was sent to a webhook")
            .WithDescription("Newest first, kept for 30 days unless the operator chose otherwise.")
            .Refuses(StatusCodes.Status400BadRequest, Problems.InvalidRequestCode);
        webhook.MapGet("/deliveries/{deliveryId:guid}", DeliveryAsync)
            .WithName("getWebhookDelivery")
            .WithSummary("Get a delivery")
            .WithDescription("With its attempts, oldest first, and the body as it is signed and sent.");
        webhook.MapPost("/deliveries/{deliveryId:guid}/replay", ReplayAsync)
            .WithName("replayWebhookDelivery")
            .WithSummary("Send a delivery again")
            .WithDescription("Under the same webhook-id, so that receivers that have it know it.");
    }

    private static async Task<Ok<Page<WebhookView>>> ListAsync(ApiCaller api, TeamWebhooks webhooks, CancellationToken cancellationToken) =>
        TypedResults.Ok(new Page<WebhookView>(await webhooks.AllAsync(api.Caller, cancellationToken), NextCursor: null));

    private static async Task<Results<Created<WebhookWithSecret>, ProblemHttpResult>> CreateAsync(
        JsonBody<CreateWebhookRequest> body, ApiCaller api, NewId newId, TeamWebhooks webhooks, CancellationToken cancellationToken)
    {
        var wish = new WebhookWish(body.Value.Url, body.Value.Events, body.Value.Description, body.Value.Enabled);
        return await webhooks.CreateAsync(api.Caller, newId.Value ?? Guid.CreateVersion7(), wish, cancellationToken) switch
        {
            WebhookChange.Done done =>
                TypedResults.Created($"/api/v1/webhooks/{done.Webhook.Id}", new WebhookWithSecret(done.Webhook, done.Secret!)),
            WebhookChange.Refused refused => Problems.WebhookRefused(refused.Problem),
            _ => Problems.NotFound(NoSuchWebhook),
        };
    }

    private static async Task<Results<Ok<WebhookView>, ProblemHttpResult>> FindAsync(
        Guid webhookId, ApiCaller api, TeamWebhooks webhooks, CancellationToken cancellationToken) =>
        await webhooks.FindAsync(api.Caller, webhookId, cancellationToken) is { } found ? TypedResults.Ok(found) : Problems.NotFound(NoSuchWebhook);

    private static async Task<Results<Ok<WebhookView>, ProblemHttpResult>> ChangeAsync(
        Guid webhookId, JsonBody<ChangeWebhookRequest> body, ApiCaller api, TeamWebhooks webhooks, CancellationToken cancellationToken)
    {
        var wish = new WebhookWish(body.Value.Url, body.Value.Events, body.Value.Description, body.Value.Enabled);
        return await webhooks.ChangeAsync(api.Caller, webhookId, wish, cancellationToken) switch
        {
            WebhookChange.Done done => TypedResults.Ok(done.Webhook),
            WebhookChange.Refused refused => Problems.WebhookRefused(refused.Problem),
            _ => Problems.NotFound(NoSuchWebhook),
        };
    }

    private static async Task<Results<NoContent, ProblemHttpResult>> DeleteAsync(
        Guid webhookId, ApiCaller api, TeamWebhooks webhooks, CancellationToken cancellationToken) =>
        await webhooks.DeleteAsync(api.Caller, webhookId, cancellationToken) ? TypedResults.NoContent() : Problems.NotFound(NoSuchWebhook);

    private static async Task<Results<Ok<WebhookWithSecret>, ProblemHttpResult>> RotateAsync(
        Guid webhookId, ApiCaller api, NewId newId, TeamWebhooks webhooks, CancellationToken cancellationToken) =>
        await webhooks.RotateSecretAsync(api.Caller, webhookId, cancellationToken, newId.Value) is WebhookChange.Done done
            ? TypedResults.Ok(new WebhookWithSecret(done.Webhook, done.Secret!))
            : Problems.NotFound(NoSuchWebhook);

    private static async Task<Results<Accepted<WebhookDeliveryDetails>, ProblemHttpResult>> TestAsync(
        Guid webhookId, ApiCaller api, WebhookLog log, CancellationToken cancellationToken) =>
        await log.SendTestAsync(api.Caller, webhookId, cancellationToken) is { } deliveryId
            ? await AcceptedAsync(webhookId, deliveryId, api.Caller, log, cancellationToken)
            : Problems.NotFound(NoSuchWebhook);

    private static async Task<Results<Ok<Page<WebhookDeliveryView>>, ProblemHttpResult>> DeliveriesAsync(
        Guid webhookId,
        [Description("pending, delivered or failed; all if left out.")] string? status,
        [Description(Paging.LimitWords)] int? limit,
        [Description(Paging.CursorWords)] string? cursor,
        ApiCaller api,
        TeamWebhooks webhooks,
        WebhookLog log,
        CancellationToken cancellationToken)
    {
        if (Paging.Problem(limit) is { } problem)
            return problem;
        if (!Paging.TryReadCursor<Guid>(cursor, out var before))
            return Paging.UnknownCursor();
        if (!TryReadStatus(status, out var wanted))
            return Problems.InvalidRequest("'status' is pending, delivered or failed.");
        if (await webhooks.FindAsync(api.Caller, webhookId, cancellationToken) is null)
            return Problems.NotFound(NoSuchWebhook);
        var take = limit ?? Paging.DefaultLimit;
        var found = await log.ListAsync(api.Caller, webhookId, wanted, before, take + 1, cancellationToken);
        var page = found.Take(take).ToList();
        var next = found.Count > take ? new PageCursor<Guid>(page[^1].CreatedAt, page[^1].Id) : null;
        return TypedResults.Ok(new Page<WebhookDeliveryView>(page, next?.ToString()));
    }

    private static async Task<Results<Ok<WebhookDeliveryDetails>, ProblemHttpResult>> DeliveryAsync(
        Guid webhookId, Guid deliveryId, ApiCaller api, WebhookLog log, CancellationToken cancellationToken) =>
        await log.FindAsync(api.Caller, webhookId, deliveryId, cancellationToken) is { } found
            ? TypedResults.Ok(found)
            : Problems.NotFound(NoSuchDelivery);

    private static async Task<Results<Accepted<WebhookDeliveryDetails>, ProblemHttpResult>> ReplayAsync(
        Guid webhookId, Guid deliveryId, ApiCaller api, WebhookLog log, CancellationToken cancellationToken) =>
        await log.ReplayAsync(api.Caller, webhookId, deliveryId, cancellationToken)
            ? await AcceptedAsync(webhookId, deliveryId, api.Caller, log, cancellationToken)
            : Problems.NotFound(NoSuchDelivery);

    private static async Task<Accepted<WebhookDeliveryDetails>> AcceptedAsync(
        Guid webhookId, Guid deliveryId, Caller caller, WebhookLog log, CancellationToken cancellationToken) =>
        TypedResults.Accepted(
            $"/api/v1/webhooks/{webhookId}/deliveries/{deliveryId}", await log.FindAsync(caller, webhookId, deliveryId, cancellationToken));

    private static bool TryReadStatus(string? text, out WebhookDeliveryStatus? status)
    {
        status = null;
        if (string.IsNullOrEmpty(text))
            return true;
        if (!char.IsAsciiLetter(text[0]) || !Enum.TryParse<WebhookDeliveryStatus>(text, ignoreCase: true, out var known))
            return false;
        status = known;
        return true;
    }
}

/// <summary>A new webhook.</summary>
internal sealed record CreateWebhookRequest
{
    [Required]
    [Description("The address that messages are sent to; it begins with https://.")]
    public string? Url { get; init; }

    [Required]
    [Description("What to be told of: one or several of job.completed, item.completed, item.failed, credits.low.")]
    public IReadOnlyList<string>? Events { get; init; }

    [Description("What it is for, at most 200 characters.")]
    public string? Description { get; init; }

    [Description("false to make it switched off; true if left out.")]
    public bool? Enabled { get; init; }
}

/// <summary>Changes of a webhook.</summary>
internal sealed record ChangeWebhookRequest
{
    [Description("The address that messages are sent to; it begins with https://.")]
    public string? Url { get; init; }

    [Description("What to be told of: one or several of job.completed, item.completed, item.failed, credits.low.")]
    public IReadOnlyList<string>? Events { get; init; }

    [Description("What it is for, at most 200 characters.")]
    public string? Description { get; init; }

    [Description("false to switch it off, true to switch it on.")]
    public bool? Enabled { get; init; }
}

/// <summary>A webhook with its secret.</summary>
/// <param name="Secret">What messages are signed with. This is the only time it is shown.</param>
internal sealed record WebhookWithSecret(WebhookView Webhook, string Secret);

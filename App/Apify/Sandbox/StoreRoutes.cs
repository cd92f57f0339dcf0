using System.Text.Json.Nodes;

namespace CreatorAnalytics.Apify.Sandbox;

/// <summary>What the account only looks at: the Store, the actors' builds, and its schedules, of which the sandbox has none.</summary>
internal static class StoreRoutes
{
    public static void MapStore(this IEndpointRouteBuilder routes, SandboxParts parts)
    {
        routes.MapGet("/v2/store", (HttpContext context) => Answers.Page(context, Found(context.Request.Query), actor => Listed(actor, parts)));
        routes.MapGet("/v2/actors/{actorId}/builds", (HttpContext context, string actorId) =>
            Answers.Page(context, [SandboxActor.Get(actorId)], actor => actor.BuildJson()));
        routes.MapGet("/v2/actors/{actorId}/builds/default", (string actorId) => Answers.Data(SandboxActor.Get(actorId).BuildJson()));
        routes.MapGet("/v2/actor-builds", (HttpContext context) => Answers.Page(context, [], (SandboxActor actor) => actor.BuildJson()));
        routes.MapGet("/v2/actor-builds/{buildId}", (string buildId) => Answers.Data(
            (SandboxActor.All.FirstOrDefault(actor => actor.BuildId == buildId) ?? throw ApifyFault.NotFound("Actor build")).BuildJson()));
        routes.MapGet("/v2/schedules", (HttpContext context) => Answers.Page(context, Array.Empty<JsonObject>(), schedule => schedule));
        routes.MapPost("/v2/schedules", IResult () =>
            throw new ApifyFault(403, "platform-feature-disabled", "The sandbox runs nothing by a schedule."));
        routes.MapGet("/v2/schedules/{scheduleId}", IResult (string scheduleId) => throw ApifyFault.NotFound("Schedule"));
    }

    private static IReadOnlyList<SandboxActor> Found(IQueryCollection query)
    {
        var words = query["search"].ToString().Split(' ', StringSplitOptions.RemoveEmptyEntries);
        var owner = query["username"].ToString();
        return
        [
            .. SandboxActor.All
                .Where(actor => words.All(word => $"{actor.Name} {actor.Title}".Contains(word, StringComparison.OrdinalIgnoreCase)))
                .Where(_ => owner.Length == 0 || owner.Equals(SandboxActor.Owner, StringComparison.OrdinalIgnoreCase)),
        ];
    }

    private static JsonObject Listed(SandboxActor actor, SandboxParts parts) => new()
    {
        ["id"] = actor.Id,
        ["title"] = actor.Title,
        ["name"] = actor.Name,
        ["username"] = SandboxActor.Owner,
        ["userFullName"] = "Apify",
        ["description"] = actor.Description,
        ["categories"] = new JsonArray("SOCIAL_MEDIA"),
        ["url"] = $"https://apify.com/{SandboxActor.Owner}/{actor.Name}",
        ["stats"] = SandboxActor.Stats(parts.Account.Runs.Count(run => run.Actor == actor)),
        ["currentPricingInfo"] = actor.PricingInfo(),
    };
}

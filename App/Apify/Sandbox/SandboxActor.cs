using System.Text.Json.Nodes;

namespace CreatorAnalytics.Apify.Sandbox;

/// <summary>What a run brings for each name.</summary>
internal enum ScrapeKind
{
    /// <summary>One profile with its latest posts.</summary>
    Profile,

    /// <summary>A row per post.</summary>
    Posts,
}

/// <summary>A name to scrape. <paramref name="Name"/> is null for an address that is not a profile's.</summary>
internal sealed record ScrapeTarget(string? Name, string InputUrl);

/// <summary>What a run's input asks for.</summary>
internal sealed record ScrapePlan(ScrapeKind Kind, IReadOnlyList<ScrapeTarget> Targets, int PostsLimit);

/// <summary>One of the actors that the sandbox knows: the subset of Apify's Instagram actors that makes creators and posts.</summary>
internal sealed record SandboxActor(string Id, string Name, string Title, double PricePerRowUsd, Func<JsonObject, ScrapePlan> PlanOf)
{
    public const string Owner = "apify";
    public const double StartPriceUsd = 0.00005;
    public const string StartEvent = "apify-actor-start";
    public const string RowEvent = "apify-default-dataset-item";

    private const int DefaultPostsLimit = 24;

    /// <summary>The Apify Store's prices of 2026 for a paying account, as apify-instagram actors state them per 1000 rows.</summary>
    public static readonly IReadOnlyList<SandboxActor> All =
    [
        new("dSCLg0C3YEZ83HzYX", "instagram-profile-scraper", "Instagram Profile Scraper", 0.0023, input =>
            new ScrapePlan(ScrapeKind.Profile, Targets(input, "usernames"), 0)),
        new("nH2AHrwxeTRJoN5hX", "instagram-post-scraper", "Instagram Post Scraper", 0.0015, input =>
            new ScrapePlan(ScrapeKind.Posts, Targets(input, "username"), PostsLimit(input))),
        new("shu8hvrXbJbY3Eb9W", "instagram-scraper", "Instagram Scraper", 0.0023, input =>
            new ScrapePlan(ResultsType(input), Targets(input, "directUrls"), PostsLimit(input))),
    ];

    /// <summary>By id, <c>apify~name</c> or <c>apify/name</c>, case-insensitively.</summary>
    public static SandboxActor? Find(string idOrName) => All.FirstOrDefault(actor =>
        actor.Id == idOrName
        || string.Equals($"{Owner}~{actor.Name}", idOrName, StringComparison.OrdinalIgnoreCase)
        || string.Equals($"{Owner}/{actor.Name}", idOrName, StringComparison.OrdinalIgnoreCase));

    public static SandboxActor Get(string idOrName) => Find(idOrName) ?? throw ApifyFault.NotFound("Actor");

    public JsonObject PricingInfo() => new()
    {
        ["pricingModel"] = "PAY_PER_EVENT",
        ["apifyMarginPercentage"] = 0.2,
        ["createdAt"] = "2026-01-15T08:00:00.000Z",
        ["startedAt"] = "2026-01-29T08:00:00.000Z",
        ["pricingPerEvent"] = new JsonObject
        {
            ["actorChargeEvents"] = new JsonObject
            {
                [StartEvent] = new JsonObject
                {
                    ["eventTitle"] = "Actor start",
                    ["eventDescription"] = "Charged when the Actor starts running.",
                    ["eventPriceUsd"] = StartPriceUsd,
                    ["isOneTimeEvent"] = true,
                },
                [RowEvent] = new JsonObject
                {
                    ["eventTitle"] = "Result",
                    ["eventDescription"] = "Charged for each item in the default dataset.",
                    ["eventPriceUsd"] = PricePerRowUsd,
                    ["isPrimaryEvent"] = true,
                },
            },
        },
    };

    public JsonObject ToJson(int totalRuns) => new()
    {
        ["id"] = Id,
        ["userId"] = "ZscMwFR5H7eCtWtyh",
        ["name"] = Name,
        ["username"] = Owner,
        ["title"] = Title,
        ["description"] = $"{Title} of the sandbox: its creators are made up.",
        ["isPublic"] = true,
        ["createdAt"] = "2021-05-12T09:00:00.000Z",
        ["modifiedAt"] = "2026-06-01T09:00:00.000Z",
        ["stats"] = new JsonObject { ["totalBuilds"] = 1, ["totalRuns"] = totalRuns, ["totalUsers"] = 1 },
        ["versions"] = new JsonArray(),
        ["pricingInfos"] = new JsonArray(PricingInfo()),
        ["defaultRunOptions"] = new JsonObject
        {
            ["build"] = "latest",
            ["timeoutSecs"] = RunOptions.DefaultTimeoutSecs,
            ["memoryMbytes"] = RunOptions.DefaultMemoryMbytes,
        },
        ["taggedBuilds"] = new JsonObject
        {
            ["latest"] = new JsonObject { ["buildId"] = $"b{Id[1..]}", ["buildNumber"] = "0.0.1", ["finishedAt"] = "2026-06-01T09:00:00.000Z" },
        },
    };

    private static List<ScrapeTarget> Targets(JsonObject input, string field)
    {
        if (input[field] is not { } value)
            throw ApifyFault.InvalidInput($"Field input.{field} is required");
        if (value is not JsonArray list || list.Any(entry => entry is null || entry.GetValueKind() is not System.Text.Json.JsonValueKind.String))
            throw ApifyFault.InvalidInput($"Field input.{field} must be array of strings");
        if (list.Count == 0)
            throw ApifyFault.InvalidInput($"Field input.{field} must NOT have fewer than 1 items");
        return [.. list.Select(entry => InstagramAddress.Target(entry!.GetValue<string>())).DistinctBy(target => target.Name ?? target.InputUrl)];
    }

    private static int PostsLimit(JsonObject input)
    {
        if (input["resultsLimit"] is not { } limit)
            return DefaultPostsLimit;
        if (limit.GetValueKind() is not System.Text.Json.JsonValueKind.Number || limit.GetValue<double>() is not (>= 1 and <= int.MaxValue and var number))
            throw ApifyFault.InvalidInput("Field input.resultsLimit must be >= 1");
        return (int)number;
    }

    private static ScrapeKind ResultsType(JsonObject input) => input["resultsType"]?.ToString() switch
    {
        null or "posts" or "reels" => ScrapeKind.Posts,
        "details" => ScrapeKind.Profile,
        _ => throw ApifyFault.InvalidInput("Field input.resultsType must be equal to one of the allowed values: \"posts\", \"reels\", \"details\""),
    };
}

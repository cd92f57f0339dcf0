using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

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
internal sealed record ScrapePlan(ScrapeKind Kind, IReadOnlyList<ScrapeTarget> Targets, PostsWanted Posts);

/// <summary>Which posts of each name a run is to bring.</summary>
/// <param name="NewerThan">Only posts taken then or later; null for all.</param>
internal sealed record PostsWanted(int Limit, DateTimeOffset? NewerThan = null, bool SkipPinned = false)
{
    public static readonly PostsWanted None = new(0);
}

/// <summary>One of the actors that the sandbox knows: the subset of Apify's Instagram actors that makes creators and posts.</summary>
internal sealed partial record SandboxActor(string Id, string Name, string Title, double PricePerRowUsd, Func<JsonObject, DateTimeOffset, ScrapePlan> PlanOf)
{
    public const string Owner = "apify";
    public const string BuildNumber = "0.0.1";
    public const double StartPriceUsd = 0.00005;
    public const string StartEvent = "apify-actor-start";
    public const string RowEvent = "apify-default-dataset-item";

    private const string OwnerId = "ZscMwFR5H7eCtWtyh";
    private const string BuiltAt = "2026-06-01T09:00:00.000Z";
    private const int DefaultPostsLimit = 24;

    /// <summary>The Apify Store's prices of 2026 for a paying account, as apify-instagram actors state them per 1000 rows.</summary>
    public static readonly IReadOnlyList<SandboxActor> All =
    [
        new("dSCLg0C3YEZ83HzYX", "instagram-profile-scraper", "Instagram Profile Scraper", 0.0023, (input, _) =>
            new ScrapePlan(ScrapeKind.Profile, Targets(input, "usernames"), PostsWanted.None)),
        new("nH2AHrwxeTRJoN5hX", "instagram-post-scraper", "Instagram Post Scraper", 0.0015, (input, now) =>
            new ScrapePlan(ScrapeKind.Posts, Targets(input, "username"), Posts(input, now))),
        new("shu8hvrXbJbY3Eb9W", "instagram-scraper", "Instagram Scraper", 0.0023, (input, now) =>
            new ScrapePlan(ResultsType(input), Targets(input, "directUrls"), Posts(input, now))),
    ];

    public string BuildId => $"b{Id[1..]}";

    public string Description => $"{Title} of the sandbox: its creators are made up.";

    /// <summary>By id, <c>apify~name</c> or <c>apify/name</c>, case-insensitively.</summary>
    public static SandboxActor? Find(string idOrName) => All.FirstOrDefault(actor =>
        actor.Id == idOrName
        || string.Equals($"{Owner}~{actor.Name}", idOrName, StringComparison.OrdinalIgnoreCase)
        || string.Equals($"{Owner}/{actor.Name}", idOrName, StringComparison.OrdinalIgnoreCase));

    public static SandboxActor Get(string idOrName) => Find(idOrName) ?? throw ApifyFault.NotFound("Actor");

    /// <summary>The price of one event in US dollars; null for an event that the actor does not have.</summary>
    public double? PriceOf(string eventName) => eventName switch
    {
        StartEvent => StartPriceUsd,
        RowEvent => PricePerRowUsd,
        _ => null,
    };

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

    public static JsonObject Stats(int totalRuns) => new() { ["totalBuilds"] = 1, ["totalRuns"] = totalRuns, ["totalUsers"] = 1 };

    public JsonObject BuildJson() => new()
    {
        ["id"] = BuildId,
        ["actId"] = Id,
        ["userId"] = OwnerId,
        ["startedAt"] = BuiltAt,
        ["finishedAt"] = BuiltAt,
        ["status"] = RunStatus.Succeeded,
        ["buildNumber"] = BuildNumber,
        ["meta"] = new JsonObject { ["origin"] = "WEB" },
        ["options"] = new JsonObject(),
        ["stats"] = new JsonObject { ["computeUnits"] = 0 },
    };

    public JsonObject ToJson(int totalRuns) => new()
    {
        ["id"] = Id,
        ["userId"] = OwnerId,
        ["name"] = Name,
        ["username"] = Owner,
        ["title"] = Title,
        ["description"] = Description,
        ["isPublic"] = true,
        ["createdAt"] = "2021-05-12T09:00:00.000Z",
        ["modifiedAt"] = "2026-06-01T09:00:00.000Z",
        ["stats"] = Stats(totalRuns),
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
            ["latest"] = new JsonObject { ["buildId"] = BuildId, ["buildNumber"] = BuildNumber, ["finishedAt"] = BuiltAt },
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

    private static PostsWanted Posts(JsonObject input, DateTimeOffset now) =>
        new(PostsLimit(input), NewerThan(input, now), input["skipPinnedPosts"] is JsonValue skip && skip.TryGetValue(out bool yes) && yes);

    private static int PostsLimit(JsonObject input)
    {
        if (input["resultsLimit"] is not { } limit)
            return DefaultPostsLimit;
        if (limit.GetValueKind() is not System.Text.Json.JsonValueKind.Number || limit.GetValue<double>() is not (>= 1 and <= int.MaxValue and var number))
            throw ApifyFault.InvalidInput("Field input.resultsLimit must be >= 1");
        return (int)number;
    }

    /// <summary>A day, a moment, or an age such as "2 weeks", as the actors take it.</summary>
    private static DateTimeOffset? NewerThan(JsonObject input, DateTimeOffset now)
    {
        if (input["onlyPostsNewerThan"]?.ToString() is not { Length: > 0 } text)
            return null;
        if (Age().Match(text) is { Success: true } age)
        {
            var count = int.Parse(age.Groups["count"].ValueSpan, CultureInfo.InvariantCulture);
            return age.Groups["unit"].Value.ToLowerInvariant() switch
            {
                "minute" => now.AddMinutes(-count),
                "hour" => now.AddHours(-count),
                "day" => now.AddDays(-count),
                "week" => now.AddDays(-7 * count),
                "month" => now.AddMonths(-count),
                _ => now.AddYears(-count),
            };
        }

        return char.IsAsciiDigit(text[0])
            && DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var moment)
                ? moment
                : throw ApifyFault.InvalidInput("Field input.onlyPostsNewerThan must be a date such as 2026-01-31, or an age such as \"2 weeks\"");
    }

    [GeneratedRegex(@"^\s*(?<count>\d{1,3})\s*(?<unit>minute|hour|day|week|month|year)s?\s*$", RegexOptions.IgnoreCase)]
    private static partial Regex Age();

    private static ScrapeKind ResultsType(JsonObject input) => input["resultsType"]?.ToString() switch
    {
        null or "posts" or "reels" => ScrapeKind.Posts,
        "details" => ScrapeKind.Profile,
        _ => throw ApifyFault.InvalidInput("Field input.resultsType must be equal to one of the allowed values: \"posts\", \"reels\", \"details\""),
    };
}

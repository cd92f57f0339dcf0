namespace CreatorAnalytics.Apify;

/// <summary>Section <c>Apify</c>: the scraping platform and how much of it may be used at once.</summary>
public sealed class ApifyOptions
{
    public const string Section = "Apify";

    /// <summary>The account's API token. It travels in the Authorization header only and is never logged.</summary>
    public string? Token { get; set; }

    /// <summary>Where the platform is, without <c>/v2</c>. Not used while the sandbox is on.</summary>
    /// <value>The default is https://api.apify.com.</value>
    public string BaseUrl { get; set; } = "https://api.apify.com";

    /// <summary>The actor that brings profiles; its input is <c>usernames</c>.</summary>
    /// <value>The default is apify/instagram-profile-scraper.</value>
    public string ProfileActor { get; set; } = "apify/instagram-profile-scraper";

    /// <summary>The actor that brings posts; its input is <c>username</c> and <c>resultsLimit</c>.</summary>
    /// <value>The default is apify/instagram-post-scraper.</value>
    public string PostsActor { get; set; } = "apify/instagram-post-scraper";

    /// <summary>Posts per creator.</summary>
    /// <value>The default is 50.</value>
    public int PostsLimit { get; set; } = 50;

    /// <summary>How many seconds a creator whose profile is there waits for its posts.</summary>
    /// <value>The default is 60.</value>
    public int PostsWaitSeconds { get; set; } = 60;

    /// <summary>Runs that may be going at once; the account's plan may allow fewer, which is read from it.</summary>
    /// <value>The default is 25.</value>
    public int MaxConcurrentRuns { get; set; } = 25;

    /// <summary>Creators in one run. A run works on some 15 at a time, so that more would wait inside it.</summary>
    /// <value>The default is 15.</value>
    public int UsernamesPerRun { get; set; } = 15;

    /// <summary>
    /// Creators in one run while more wait than the free slots take at <see cref="UsernamesPerRun"/> each. They wait either way; inside a
    /// longer run they wait for no start-up and not for the slowest of those before them. Where fewer than six runs may go at once, none is longer.
    /// </summary>
    /// <value>The default is 250; <see cref="UsernamesPerRun"/> or less for none.</value>
    public int MaxUsernamesPerRun { get; set; } = 250;

    /// <summary>How many milliseconds a creator waits for others that could share its run.</summary>
    /// <value>The default is 250: in a burst, its first search is claimed that much before the next ones are written.</value>
    public int GatherMilliseconds { get; set; } = 250;

    /// <summary>Seconds after which the platform ends a run; its own default is a week.</summary>
    /// <value>The default is 900.</value>
    public int RunTimeoutSeconds { get; set; } = 900;

    /// <summary>Memory of a run in MB, a power of two.</summary>
    /// <value>The default is 1024.</value>
    public int RunMemoryMbytes { get; set; } = 1024;

    /// <summary>How runs are started.</summary>
    /// <value>The default is <see cref="Apify.StartBy.Runs"/>.</value>
    public StartBy StartBy { get; set; } = StartBy.Runs;

    /// <summary>The address of this application as the platform reaches it, so that it can call when a run ends.</summary>
    /// <value>The default is none: the end of a run is asked for only.</value>
    public string? PublicUrl { get; set; }

    /// <summary>US dollars that may be spent on runs in a month (UTC).</summary>
    /// <value>The default is none: the account's own limit holds.</value>
    public double? MonthlyUsdLimit { get; set; }

    /// <summary>What a profile is expected to cost, in US dollars.</summary>
    /// <value>The default is 0.0026.</value>
    public double UsdPerProfile { get; set; } = 0.0026;

    /// <summary>What a post is expected to cost, in US dollars.</summary>
    /// <value>The default is 0.0027.</value>
    public double UsdPerPost { get; set; } = 0.0027;

    /// <summary>The name of a dataset in the account into which every raw row is copied.</summary>
    /// <value>The default is none.</value>
    public string? MergeDataset { get; set; }

    /// <summary>Everything that is wrong with the values, each problem naming its key.</summary>
    internal IEnumerable<string> Problems()
    {
        if (!Uri.TryCreate(BaseUrl, UriKind.Absolute, out var address) || address.Scheme is not ("https" or "http"))
            yield return $"{Section}:{nameof(BaseUrl)} must be an http or https address; it is \"{BaseUrl}\".";
        else if (address.AbsolutePath.TrimEnd('/').EndsWith("/v2", StringComparison.Ordinal))
            yield return $"{Section}:{nameof(BaseUrl)} must be given without /v2; it is \"{BaseUrl}\".";
        if (!IsActor(ProfileActor))
            yield return $"{Section}:{nameof(ProfileActor)} must be an actor's id, or owner/name; it is \"{ProfileActor}\".";
        if (!IsActor(PostsActor))
            yield return $"{Section}:{nameof(PostsActor)} must be an actor's id, or owner/name; it is \"{PostsActor}\".";
        if (PostsLimit is < 1 or > 1000)
            yield return $"{Section}:{nameof(PostsLimit)} must be 1 to 1000; it is {PostsLimit}.";
        if (PostsWaitSeconds is < 0 or > 3600)
            yield return $"{Section}:{nameof(PostsWaitSeconds)} must be 0 to 3600; it is {PostsWaitSeconds}.";
        if (MaxConcurrentRuns is < 1 or > 1000)
            yield return $"{Section}:{nameof(MaxConcurrentRuns)} must be 1 to 1000; it is {MaxConcurrentRuns}.";
        if (UsernamesPerRun is < 1 or > 100)
            yield return $"{Section}:{nameof(UsernamesPerRun)} must be 1 to 100; it is {UsernamesPerRun}.";
        if (MaxUsernamesPerRun is < 1 or > 1000)
            yield return $"{Section}:{nameof(MaxUsernamesPerRun)} must be 1 to 1000; it is {MaxUsernamesPerRun}.";
        if (GatherMilliseconds is < 0 or > 10_000)
            yield return $"{Section}:{nameof(GatherMilliseconds)} must be 0 to 10000; it is {GatherMilliseconds}.";
        if (RunTimeoutSeconds is < 30 or > 86_400)
            yield return $"{Section}:{nameof(RunTimeoutSeconds)} must be 30 to 86400; it is {RunTimeoutSeconds}.";
        if (RunMemoryMbytes is < 128 or > 32_768 || !int.IsPow2(RunMemoryMbytes))
            yield return $"{Section}:{nameof(RunMemoryMbytes)} must be a power of two from 128 to 32768; it is {RunMemoryMbytes}.";
        foreach (var problem in ProblemsOfPlatform())
            yield return problem;
    }

    private IEnumerable<string> ProblemsOfPlatform()
    {
        if (!Enum.IsDefined(StartBy))
            yield return $"{Section}:{nameof(StartBy)} must be Runs or Tasks; it is {StartBy}.";
        if (PublicUrl is { Length: > 0 } && !(Uri.TryCreate(PublicUrl, UriKind.Absolute, out var own) && own.Scheme is ("https" or "http")))
            yield return $"{Section}:{nameof(PublicUrl)} must be an http or https address; it is \"{PublicUrl}\".";
        if (MonthlyUsdLimit is < 0)
            yield return $"{Section}:{nameof(MonthlyUsdLimit)} must be 0 or more; it is {MonthlyUsdLimit}.";
        if (UsdPerProfile is not (>= 0 and <= 10))
            yield return $"{Section}:{nameof(UsdPerProfile)} must be 0 to 10; it is {UsdPerProfile}.";
        if (UsdPerPost is not (>= 0 and <= 10))
            yield return $"{Section}:{nameof(UsdPerPost)} must be 0 to 10; it is {UsdPerPost}.";
        if (MergeDataset is { Length: > 0 } name && (name.Length > 63 || !name.All(letter => char.IsAsciiLetterOrDigit(letter) || letter == '-')))
            yield return $"{Section}:{nameof(MergeDataset)} must be a name of at most 63 letters, digits and hyphens; it is \"{name}\".";
    }

    private static bool IsActor(string actor) =>
        actor.Length is > 0 and <= 100 && actor.Count(letter => letter == '/') <= 1 && actor.All(letter => !char.IsWhiteSpace(letter));
}

/// <summary>How runs are started.</summary>
public enum StartBy
{
    /// <summary>By starting the actor with an input.</summary>
    Runs,

    /// <summary>Through a task that is kept in the account, made for each input and used again for the same.</summary>
    Tasks,
}

namespace CreatorAnalytics.Apify;

/// <summary>Which of a creator's two runs.</summary>
public enum RunKind
{
    /// <summary>Its row completes a creator.</summary>
    Profile,

    /// <summary>Its rows make the report fuller.</summary>
    Posts,
}

/// <summary>
/// A run, from before it is asked for until everything in it is read. Written before the start request, so that a run whose answer was
/// lost, or whose process died, is found again instead of being paid for twice.
/// </summary>
public sealed class ApifyRun
{
    public required Guid Id { get; init; }

    /// <summary>The runs of creators that were dealt together have the same.</summary>
    public required Guid BatchId { get; init; }

    public required RunKind Kind { get; init; }

    public required string Actor { get; init; }

    /// <summary>The creators, with a comma between.</summary>
    public required string Usernames { get; init; }

    /// <summary>The JSON that the run is started with; by it the run is known again.</summary>
    public required string Input { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>When a start request was last sent.</summary>
    public required DateTimeOffset AttemptedAt { get; set; }

    /// <summary>The platform's id; null until it is known that the run was started.</summary>
    public string? RunId { get; set; }

    public string? DatasetId { get; set; }

    /// <summary>The platform's word, or one of <see cref="RunEnd"/>'s; null before the start.</summary>
    public string? Status { get; set; }

    public DateTimeOffset? StartedAt { get; set; }

    public DateTimeOffset? FinishedAt { get; set; }

    /// <summary>What the run cost, in US dollars: preliminary until <see cref="UsageReadAt"/> is set.</summary>
    public double? UsageUsd { get; set; }

    /// <summary>When the bill was read once the platform had settled it; null before that.</summary>
    public DateTimeOffset? UsageReadAt { get; set; }

    /// <summary>What was charged for, by event, as JSON.</summary>
    public string? ChargedEvents { get; set; }

    /// <summary>The process that reads the run, and alone may abort it, until <see cref="WatchedUntil"/>.</summary>
    public required Guid Watcher { get; set; }

    public required DateTimeOffset WatchedUntil { get; set; }

    /// <summary>When nothing in the run was of interest any more.</summary>
    public DateTimeOffset? ClosedAt { get; set; }

    /// <summary>How many of its rows were copied into the dataset of <see cref="ApifyOptions.MergeDataset"/>.</summary>
    public long MergedRows { get; set; }

    /// <summary>When all of them were; null while some are to be copied, or none are wanted.</summary>
    public DateTimeOffset? MergedAt { get; set; }

    /// <summary><see cref="Usernames"/> one by one.</summary>
    public string[] UsernameList() => Usernames.Split(',');
}

/// <summary>What came back about a creator, untouched.</summary>
public sealed class Scrape
{
    public required Guid Id { get; init; }

    public required Guid BatchId { get; init; }

    /// <summary>As asked for.</summary>
    public required string Username { get; init; }

    /// <summary>Instagram's id.</summary>
    public required string ExternalId { get; init; }

    public required DateTimeOffset ScrapedAt { get; init; }

    public required bool PostsPartial { get; init; }

    /// <summary><c>{"profile": row, "posts": [rows]}</c> as it came, gzip.</summary>
    public required byte[] Rows { get; init; }

    /// <summary>How many rows of the posts actor are about the creator; they are what its run is billed by.</summary>
    public int PostRows { get; init; }

    /// <summary>The creator's part in what its runs cost, in US dollars; null until their bills are settled.</summary>
    public double? CostUsd { get; set; }

    /// <summary>When it was first read back. One that never was belongs to an item that lost its process, and serves its next attempt.</summary>
    public DateTimeOffset? ConsumedAt { get; set; }
}

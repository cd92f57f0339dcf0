namespace CreatorAnalytics.Apify;

/// <summary>Scrapes one creator; many callers at once share runs, and callers that want the same creator share its scrape.</summary>
public interface ICreatorScraper
{
    /// <summary><c>sandbox</c> or <c>apify</c>: where the data comes from, as the report says it.</summary>
    string Source { get; }

    /// <summary>Where pictures may come from besides Instagram's own hosts: the sandbox serves its own. Null with the real platform.</summary>
    Uri? ImageOrigin { get; }

    /// <summary>
    /// Waits for a place in a run, then for the creator's row, stores the raw rows and returns. Cancelling gives up this caller's part
    /// only; runs of creators none of whom anybody waits for any more are aborted. Never throws for what the platform answers: that is in
    /// the result.
    /// </summary>
    Task<ScrapeResult> ScrapeAsync(ScrapeRequest request, CancellationToken cancellationToken);

    /// <summary>Reads back what <see cref="ScrapeResult.Scraped"/> stored.</summary>
    Task<StoredScrape> LoadAsync(Guid scrapeId, CancellationToken cancellationToken);
}

/// <summary>What to scrape, and when it is this one's turn.</summary>
/// <param name="Username">Lower-case username.</param>
/// <param name="Rank">Lower goes first when run slots are short; the queue's fair rank.</param>
/// <param name="Alone">Put it into runs of its own: it was in a run that failed, so that it can spoil nobody else's.</param>
public sealed record ScrapeRequest(string Username, long Rank, bool Alone = false)
{
    /// <summary>Called once when a run that holds the username has started; null when nobody wants to know.</summary>
    public Func<CancellationToken, Task>? OnStarted { get; init; }

    /// <summary>Whether no other try follows, so that a profile without its posts is better than nothing.</summary>
    public bool IsLastTry { get; init; }
}

/// <summary>How a scrape ended. <c>Code</c> is one of <see cref="ScrapeCodes"/>; <c>Detail</c> is for the log, not for people.</summary>
public abstract record ScrapeResult
{
    private ScrapeResult()
    {
    }

    /// <summary>A profile came back (also a private one, with its header only). Its rows are stored under the id.</summary>
    public sealed record Scraped(Guid ScrapeId) : ScrapeResult;

    /// <summary>Instagram's answer is final: missing, restricted, unavailable.</summary>
    public sealed record Refused(string Code, string Detail) : ScrapeResult;

    /// <summary>No answer about the creator this time; worth another try.</summary>
    /// <param name="RetryAlone">Whether the next try belongs in a run of its own.</param>
    public sealed record Failed(string Code, string Detail, bool RetryAlone) : ScrapeResult;
}

/// <summary>The codes of scrapes that brought no profile.</summary>
public static class ScrapeCodes
{
    public const string HandleNotFound = "handle_not_found";
    public const string RestrictedAccount = "restricted_account";
    public const string AccountUnavailable = "account_unavailable";
    public const string NotReturned = "not_returned";
    public const string ProviderError = "provider_error";
    public const string ProviderLimit = "provider_limit";
    public const string TimedOut = "timed_out";
}

/// <summary>A creator's raw rows as scraped.</summary>
/// <param name="PostsPartial">True when the posts actor gave nothing, or not in time, so that there are only the profile's latest posts.</param>
public sealed record StoredScrape(
    Guid Id, string Username, DateTimeOffset ScrapedAt, ProfileRow Profile, IReadOnlyList<PostRow> Posts, bool PostsPartial);

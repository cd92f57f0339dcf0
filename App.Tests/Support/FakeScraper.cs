using System.Collections.Concurrent;
using System.Globalization;
using CreatorAnalytics.Apify;

namespace CreatorAnalytics.Tests.Support;

/// <summary>A scraper that answers as told, at once unless held back. Without a word it finds every creator.</summary>
public sealed class FakeScraper : ICreatorScraper
{
    private readonly ConcurrentDictionary<Guid, StoredScrape> _stored = new();
    private readonly ConcurrentQueue<ScrapeRequest> _requests = new();
    private readonly DateTimeOffset _scrapedAt = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    public string Source => "sandbox";

    public Uri? ImageOrigin => null;

    /// <summary>What to answer, if not a profile.</summary>
    public Func<ScrapeRequest, ScrapeResult?> Answer { get; set; } = _ => null;

    /// <summary>What to wait for before answering.</summary>
    public Func<ScrapeRequest, CancellationToken, Task> Before { get; set; } = (_, _) => Task.CompletedTask;

    /// <summary>The profile of a creator that is found.</summary>
    public Func<string, ProfileRow> Profile { get; set; } = username => new ProfileRow
    {
        Id = IdOf(username),
        Username = username,
        FullName = username,
        FollowersCount = 1000,
        FollowsCount = 10,
        PostsCount = 0,
    };

    public IReadOnlyCollection<ScrapeRequest> Requests => _requests;

    public async Task<ScrapeResult> ScrapeAsync(ScrapeRequest request, CancellationToken cancellationToken)
    {
        _requests.Enqueue(request);
        if (request.OnStarted is { } started)
            await started(cancellationToken);
        await Before(request, cancellationToken);
        if (Answer(request) is { } answer)
            return answer;
        var scrape = new StoredScrape(Guid.CreateVersion7(), request.Username, _scrapedAt, Profile(request.Username), [], PostsPartial: false);
        _stored[scrape.Id] = scrape;
        return new ScrapeResult.Scraped(scrape.Id);
    }

    public Task<StoredScrape> LoadAsync(Guid scrapeId, CancellationToken cancellationToken) => Task.FromResult(_stored[scrapeId]);

    /// <summary>A stable id: the letters' numbers in a row.</summary>
    private static string IdOf(string username) =>
        string.Concat(username.Select(letter => ((int)letter).ToString(CultureInfo.InvariantCulture)));
}

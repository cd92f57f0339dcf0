using System.Text.Json;
using CreatorAnalytics.Storage;
using Microsoft.EntityFrameworkCore;

namespace CreatorAnalytics.Apify;

/// <summary>Keeps creators' rows as they came, and reads them back.</summary>
internal sealed class ScrapeStore(Database database, TimeProvider time)
{
    /// <summary>For SQLite too. Parameters: scrape, time.</summary>
    public const string SqlServerConsume = "UPDATE scrapes SET consumed_at = {1} WHERE id = {0} AND consumed_at IS NULL";

    private static readonly Statement Consume = new(SqlServerConsume);

    private static readonly KeptQuery<Func<AppDbContext, Guid, IAsyncEnumerable<Scrape>>> ById = new(() => EF.CompileAsyncQuery(
        (AppDbContext db, Guid scrapeId) => db.Set<Scrape>().AsNoTracking().Where(s => s.Id == scrapeId)));

    private static readonly KeptQuery<Func<AppDbContext, Guid, string, IAsyncEnumerable<Guid?>>> OfBatch = new(() => EF.CompileAsyncQuery(
        (AppDbContext db, Guid batchId, string username) => db.Set<Scrape>()
            .Where(s => s.BatchId == batchId && s.Username == username)
            .Select(s => (Guid?)s.Id)));

    /// <summary>
    /// A scrape that was stored but never read belongs to an item whose process died in between, or that was cancelled. For this long
    /// it is given to whoever asks for the creator next: it is paid for and as good as new, even for a search that wants fresh data.
    /// </summary>
    private static readonly TimeSpan UnreadServesFor = TimeSpan.FromMinutes(10);

    /// <summary>Stores a creator's rows once per batch; returns the scrape's id.</summary>
    public async Task<Guid> SaveAsync(Guid batchId, string username, CreatorRows rows, bool postsPartial, CancellationToken cancellationToken)
    {
        // A long run delivers hundreds of creators within a second, and who submits would wait until all of them are stored.
        BackgroundWork.Begin();
        var (externalId, postRows, packed) = rows.Pack();
        var scrape = new Scrape
        {
            Id = Guid.CreateVersion7(),
            BatchId = batchId,
            Username = username,
            ExternalId = externalId,
            ScrapedAt = time.GetUtcNow(),
            PostsPartial = postsPartial,
            PostRows = postRows,
            Rows = packed,
        };
        return await database.WriteAsync(
            async (db, token) =>
            {
                // The process before this one may have come so far.
                var existing = await OfBatch.On(db)(db, batchId, username).FirstOrDefaultAsync(token);
                if (existing is null)
                    db.Append(scrape);
                return existing ?? scrape.Id;
            },
            cancellationToken);
    }

    /// <summary>The latest scrape of each creator that nobody has read yet, by username.</summary>
    public async Task<IReadOnlyDictionary<string, Guid>> UnreadAsync(IReadOnlyCollection<string> usernames, CancellationToken cancellationToken)
    {
        var since = time.GetUtcNow() - UnreadServesFor;
        var scrapes = await database.ReadAsync(
            db => db.Set<Scrape>()
                .Where(s => usernames.Contains(s.Username) && s.ConsumedAt == null && s.ScrapedAt >= since)
                .OrderBy(s => s.ScrapedAt)
                .Select(s => new { s.Username, s.Id })
                .ToListAsync(cancellationToken),
            cancellationToken);
        var latest = new Dictionary<string, Guid>(StringComparer.Ordinal);
        foreach (var scrape in scrapes)
            latest[scrape.Username] = scrape.Id;
        return latest;
    }

    /// <inheritdoc cref="ICreatorScraper.LoadAsync"/>
    public async Task<StoredScrape> LoadAsync(Guid scrapeId, CancellationToken cancellationToken)
    {
        var scrape = await database.ReadAsync(
            db => ById.On(db)(db, scrapeId).SingleAsync(cancellationToken).AsTask(), cancellationToken);
        if (scrape.ConsumedAt is null)
            await MarkReadAsync(scrapeId, cancellationToken);

        await using var rows = Gzip.Open(scrape.Rows);
        using var json = JsonDocument.Parse(rows);
        var profile = json.RootElement.GetProperty("profile").Deserialize(ApifyJson.Default.ProfileRow)!;
        var listed = json.RootElement.GetProperty("posts").EnumerateArray().Select(row => row.Deserialize(ApifyJson.Default.PostRow)!);
        return new StoredScrape(
            scrape.Id, scrape.Username, scrape.ScrapedAt, profile, Union(listed, profile.LatestPosts), scrape.PostsPartial);
    }

    private Task MarkReadAsync(Guid scrapeId, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        return database.WriteAsync(
            (db, token) => Consume.ChangeAsync(db, token, scrapeId, now), cancellationToken);
    }

    // A post that both actors brought is taken from the posts actor, which tells more about it.
    private static List<PostRow> Union(IEnumerable<PostRow> listed, IEnumerable<PostRow> latest) =>
        [.. listed.Concat(latest).Where(post => post.IsPost).DistinctBy(post => post.Key)];
}

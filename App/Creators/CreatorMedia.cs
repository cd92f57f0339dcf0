using System.Globalization;
using CreatorAnalytics.Storage;
using Microsoft.EntityFrameworkCore;

namespace CreatorAnalytics.Creators;

/// <summary>What became of a creator's pictures.</summary>
/// <param name="Kept">Stored now.</param>
/// <param name="Missing">Wanted and not to be had; they are tried again at the next look-up.</param>
public sealed record KeptImages(int Kept, int Missing)
{
    /// <summary>The warning's code when <see cref="Missing"/> is more than 0.</summary>
    public const string WarningCode = "images_missing";

    /// <summary>The warning's sentence, for people.</summary>
    public string Warning => string.Create(
        CultureInfo.InvariantCulture,
        $"{(Missing == 1 ? "A picture" : $"{Missing} pictures")} could not be loaded. No figure depends on pictures, and the next search tries again.");
}

/// <summary>
/// Keeps our own copies of a creator's avatar and top posts' pictures: Instagram's addresses expire within days and are refused to
/// browsers of other sites.
/// </summary>
public sealed class CreatorMedia(
    Database database, ImageFetcher fetcher, ThumbnailMaker thumbnails, IMediaStore store, TimeProvider time,
    ILogger<CreatorMedia> logger) : IDisposable
{
    /// <summary>
    /// Posts that get a thumbnail, those with most likes and comments: the first rows of a report's posts. A picture of 1080 pixels costs
    /// 20 to 35 ms of a core.
    /// </summary>
    internal const int Posts = 12;

    /// <summary>What a creator's pictures may take in all, waiting for others' included.</summary>
    internal static readonly TimeSpan Limit = TimeSpan.FromSeconds(10);

    /// <summary>Pictures in memory at once, of all creators: fetched or waiting for their turn to be re-encoded.</summary>
    private const int PlaceCount = 64;

    private readonly SemaphoreSlim _places = new(PlaceCount);

    public void Dispose() => _places.Dispose();

    /// <summary>
    /// Fetches, re-encodes and stores what is not stored yet, all at once and within 10 s, and notes the names in one write. A picture
    /// that fails is counted, never thrown.
    /// </summary>
    /// <param name="onBegun">Called when the first of them has its turn; null when nobody wants to know.</param>
    public async Task<KeptImages> KeepImagesAsync(Guid creatorId, CancellationToken cancellationToken, Action? onBegun = null)
    {
        var wanted = await database.ReadAsync(db => WantedAsync(db, creatorId, cancellationToken), cancellationToken);
        if (wanted.Count == 0)
        {
            onBegun?.Invoke();
            return new KeptImages(0, 0);
        }

        using var limit = new CancellationTokenSource(Limit, time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        var results = await Task.WhenAll(wanted.Select((picture, index) => KeepAsync(picture, index == 0 ? onBegun : null, both.Token)));
        cancellationToken.ThrowIfCancellationRequested();

        var kept = results.Where(r => r.Hash is not null).ToList();
        if (kept.Count > 0)
            await database.WriteAsync((db, token) => NoteAsync(db, creatorId, kept, token), cancellationToken);
        var missing = results.Where(r => r.Hash is null).ToList();
        if (missing.Count > 0)
        {
            logger.LogWarning(
                "{Missing} of {Wanted} images of creator {CreatorId} are missing: {Problems}",
                missing.Count, wanted.Count, creatorId, string.Join(", ", missing.Select(r => r.Problem).Distinct()));
        }

        return new KeptImages(kept.Count, missing.Count);
    }

    private static async Task<List<Picture>> WantedAsync(AppDbContext db, Guid creatorId, CancellationToken cancellationToken)
    {
        var avatar = await db.Set<Creator>()
            .Where(c => c.Id == creatorId)
            .Select(c => new { c.AvatarSourceUrl, c.AvatarKeptUrl, c.LastScrapedAt })
            .SingleAsync(cancellationToken);

        // The addresses of posts that only an earlier scrape held have expired.
        var top = await db.Set<CreatorPost>()
            .Where(p => p.CreatorId == creatorId && p.LastSeenAt >= avatar.LastScrapedAt)
            .OrderByDescending(p => p.Likes != null)
            .ThenByDescending(p => (p.Likes ?? 0) + p.Comments)
            .ThenByDescending(p => p.TakenAt)
            .Take(Posts)
            .Select(p => new { p.Id, p.ThumbnailSourceUrl, p.ThumbnailHash })
            .ToListAsync(cancellationToken);

        List<Picture> wanted = [];
        if (avatar.AvatarSourceUrl is { } url && !IsSamePicture(url, avatar.AvatarKeptUrl))
            wanted.Add(new Picture(null, url, MediaName.AvatarWidth));
        foreach (var post in top.Where(p => p.ThumbnailHash is null && p.ThumbnailSourceUrl is not null))
            wanted.Add(new Picture(post.Id, post.ThumbnailSourceUrl!, MediaName.ThumbnailWidth));
        return wanted;
    }

    /// <summary>The path names the picture; what follows is a signature, new at each scrape.</summary>
    private static bool IsSamePicture(string url, string? keptUrl) =>
        keptUrl is not null && new Uri(url).AbsolutePath == new Uri(keptUrl).AbsolutePath;

    private async Task<KeptPicture> KeepAsync(Picture picture, Action? onBegun, CancellationToken cancellationToken)
    {
        try
        {
            await _places.WaitAsync(cancellationToken);
            onBegun?.Invoke();
            try
            {
                return await KeepInPlaceAsync(picture, cancellationToken);
            }
            finally
            {
                _places.Release();
            }
        }
        catch (OperationCanceledException)
        {
            return new KeptPicture(picture, null, ImageProblem.TimedOut);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            logger.LogError(exception, "An image could not be stored; see Media in the settings");
            return new KeptPicture(picture, null, ImageProblem.NotStored);
        }
    }

    private async Task<KeptPicture> KeepInPlaceAsync(Picture picture, CancellationToken cancellationToken)
    {
        var fetched = await fetcher.FetchAsync(picture.Url, cancellationToken);
        if (fetched.Bytes is not { } bytes)
            return new KeptPicture(picture, null, fetched.Problem);
        var name = MediaName.Of(bytes, picture.Width);
        if (!await store.HasAsync(name, cancellationToken))
        {
            var made = await thumbnails.MakeAsync(bytes, picture.Width, cancellationToken);
            if (made.Bytes is not { } small)
                return new KeptPicture(picture, null, made.Problem);
            await store.WriteAsync(name, small, cancellationToken);
        }

        return new KeptPicture(picture, name.Hash, null);
    }

    private static async Task NoteAsync(
        AppDbContext db, Guid creatorId, List<KeptPicture> kept, CancellationToken cancellationToken)
    {
        var hashes = kept.Where(k => k.Picture.PostId is not null).ToDictionary(k => k.Picture.PostId!.Value, k => k.Hash);
        var postIds = hashes.Keys.ToArray();
        foreach (var post in await db.Set<CreatorPost>().AsTracking().Where(p => postIds.Contains(p.Id)).ToListAsync(cancellationToken))
            post.ThumbnailHash = hashes[post.Id];

        if (kept.Find(k => k.Picture.PostId is null) is not { } avatar)
            return;
        var creator = await db.Set<Creator>().AsTracking().SingleAsync(c => c.Id == creatorId, cancellationToken);
        creator.AvatarHash = avatar.Hash;
        creator.AvatarKeptUrl = avatar.Picture.Url;
    }

    /// <param name="PostId">Null for the avatar.</param>
    private sealed record Picture(Guid? PostId, string Url, int Width);

    private sealed record KeptPicture(Picture Picture, string? Hash, ImageProblem? Problem);
}

using Microsoft.Extensions.Caching.Memory;

namespace CreatorAnalytics.Apify.Sandbox;

/// <summary>
/// The rows that a name brings. They are made when they are read and kept for a while in a cache of limited size, so that many runs
/// that nobody reads any more cost no memory.
/// </summary>
/// <param name="origin">The sandbox's own address, known once it listens.</param>
internal sealed class ScrapeRows(int seed, Func<string> origin) : IDisposable
{
    private const int PostsInProfile = 12;
    private const long CacheBytes = 64 * 1024 * 1024;

    private readonly CreatorGenerator _creators = new(seed);
    private readonly PostGenerator _posts = new(seed);
    private readonly Lazy<InstagramJson> _json = new(() => new InstagramJson(origin(), seed));
    private readonly MemoryCache _cache = new(new MemoryCacheOptions { SizeLimit = CacheBytes });

    /// <summary>How many rows the target brings, and how to get them; the answer is the same on every call of a day.</summary>
    public (int Count, Func<IReadOnlyList<byte[]>> Rows) For(ScrapePlan plan, ScrapeTarget target, DateTimeOffset now)
    {
        var asOf = PostGenerator.AsOf(now);
        if (target.Name is not { } username)
            return One(InstagramJson.NotFound(null, target.InputUrl, "Post does not exist"));
        return plan.Kind is ScrapeKind.Profile ? Profile(username, target.InputUrl, asOf) : Posts(username, target.InputUrl, plan.Posts, asOf);
    }

    public void Dispose() => _cache.Dispose();

    private (int, Func<IReadOnlyList<byte[]>>) Profile(string username, string inputUrl, DateTimeOffset asOf) => NameFaults.Of(username) switch
    {
        NameFault.Absent => (0, () => []),
        NameFault.Missing => One(InstagramJson.NotFound(username, inputUrl, "Profile not found")),
        NameFault.Restricted => One(InstagramJson.RestrictedProfile(username, inputUrl)),
        _ => (1, () => Cached(("profile", username, inputUrl, PostsWanted.None, asOf), () => [ProfileRow(username, inputUrl, asOf)])),
    };

    private (int, Func<IReadOnlyList<byte[]>>) Posts(string username, string inputUrl, PostsWanted wanted, DateTimeOffset asOf)
    {
        switch (NameFaults.Of(username))
        {
            case NameFault.Absent:
                return (0, () => []);
            case NameFault.Missing:
                return One(InstagramJson.NotFound(username, inputUrl, "Post does not exist"));
            case NameFault.Restricted:
                return One(InstagramJson.NotFound(username, inputUrl, "Restricted profile"));
            case NameFault.Private or NameFault.Empty:
                return One(InstagramJson.NoItems(inputUrl));
        }

        var creator = _creators.Create(username);
        var count = wanted is { NewerThan: null, SkipPinned: false }
            ? PostGenerator.LatestCount(creator, asOf, wanted.Limit)
            : Wanted(creator, wanted, asOf).Count;
        return count == 0
            ? One(InstagramJson.NoItems(inputUrl))
            : (count, () => Cached(("posts", username, inputUrl, wanted, asOf), () =>
                [.. Wanted(creator, wanted, asOf).Select(post => _json.Value.PostRow(creator, post, inputUrl, asOf))]));
    }

    private List<Post> Wanted(Creator creator, PostsWanted wanted, DateTimeOffset asOf)
    {
        var posts = wanted.SkipPinned
            ? [.. _posts.Latest(creator, asOf, wanted.Limit + PostGenerator.MaxPinned).Where(post => !post.Pinned).Take(wanted.Limit)]
            : _posts.Latest(creator, asOf, wanted.Limit);
        return wanted.NewerThan is { } then ? [.. posts.Where(post => post.TakenAt >= then)] : posts;
    }

    private byte[] ProfileRow(string username, string inputUrl, DateTimeOffset asOf)
    {
        var creator = _creators.Create(username);
        var latest = creator.Fault is NameFault.Private ? [] : _posts.Latest(creator, asOf, PostsInProfile);
        return _json.Value.Profile(creator, inputUrl, latest, asOf);
    }

    private IReadOnlyList<byte[]> Cached((string, string, string, PostsWanted, DateTimeOffset) key, Func<IReadOnlyList<byte[]>> make)
    {
        if (_cache.TryGetValue(key, out IReadOnlyList<byte[]>? known) && known is not null)
            return known;
        var rows = make();
        _cache.Set(key, rows, new MemoryCacheEntryOptions { Size = rows.Sum(row => row.Length) });
        return rows;
    }

    private static (int, Func<IReadOnlyList<byte[]>>) One(byte[] row) => (1, () => [row]);
}

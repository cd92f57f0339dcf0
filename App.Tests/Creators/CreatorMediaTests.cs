using CreatorAnalytics.Creators;
using CreatorAnalytics.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Hosting.Internal;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;
using static CreatorAnalytics.Tests.Creators.Scrapes;

namespace CreatorAnalytics.Tests.Creators;

public sealed class CreatorMediaTests : IDisposable
{
    private readonly TestDatabase _test = new();
    private readonly string _folder = Directory.CreateTempSubdirectory("creator-media-").FullName;
    private readonly FakeImageHost _host = new();
    private readonly FakeTimeProvider _time = new();
    private readonly ThumbnailMaker _thumbnails = new();
    private readonly DiskMediaStore _store;
    private readonly CreatorMedia _media;

    public CreatorMediaTests()
    {
        _store = new DiskMediaStore(
            Options.Create(new MediaOptions { Path = "media" }), new HostingEnvironment { ContentRootPath = _folder });
        _media = new CreatorMedia(
            _test.Database, new ImageFetcher(_host, new MediaOrigins()), _thumbnails, _store, _time, NullLogger<CreatorMedia>.Instance);
    }

    public void Dispose()
    {
        _media.Dispose();
        _thumbnails.Dispose();
        _test.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public async Task Avatar_and_thumbnails_are_kept_under_their_content()
    {
        var id = await ImportAsync("11", "12");
        ServeAll("avatar", "11", "12");

        Assert.Equal(new KeptImages(3, 0), await KeepAsync(id));
        var creator = await CreatorAsync(id);
        Assert.True(MediaName.TryParse(MediaUrls.Avatar(creator.AvatarHash)!["/media/".Length..], out var avatar));
        Assert.True(await _store.HasAsync(avatar, TestContext.Current.CancellationToken));
        foreach (var post in await PostsAsync(id))
        {
            Assert.True(MediaName.TryParse(MediaUrls.Thumbnail(post.ThumbnailHash)!["/media/".Length..], out var thumbnail));
            Assert.True(await _store.HasAsync(thumbnail, TestContext.Current.CancellationToken));
        }
    }

    [Fact]
    public async Task What_is_kept_is_not_fetched_again_though_its_signature_changed()
    {
        var id = await ImportAsync("11");
        ServeAll("avatar", "11");
        await KeepAsync(id);
        _host.Asked.Clear();
        await _test.ImportAsync(
            Profile("1", "ada") with { AvatarUrl = "https://scontent.cdninstagram.com/v/avatar.jpg?oh=2" }, Day2, [Post("11")]);

        Assert.Equal(new KeptImages(0, 0), await KeepAsync(id));
        Assert.Empty(_host.Asked);
    }

    [Fact]
    public async Task A_new_avatar_replaces_the_old_one()
    {
        var id = await ImportAsync();
        ServeAll("avatar");
        await KeepAsync(id);
        var before = (await CreatorAsync(id)).AvatarHash;
        await _test.ImportAsync(Profile("1", "ada") with { AvatarUrl = "https://scontent.cdninstagram.com/v/new.jpg?oh=1" }, Day2);
        _host.Serve("https://scontent.cdninstagram.com/v/new.jpg?oh=1", TestImages.Jpeg(seed: 99));

        Assert.Equal(new KeptImages(1, 0), await KeepAsync(id));
        Assert.NotEqual(before, (await CreatorAsync(id)).AvatarHash);
    }

    [Fact]
    public async Task The_same_picture_twice_is_one_file()
    {
        var id = await ImportAsync("11", "12");
        _host.Serve(UrlOf("11"), TestImages.Jpeg());
        _host.Serve(UrlOf("12"), TestImages.Jpeg());
        await KeepAsync(id);

        Assert.Single((await PostsAsync(id)).Select(p => p.ThumbnailHash).Distinct());
        Assert.Single(Directory.GetFiles(_folder, "*", SearchOption.AllDirectories));
    }

    [Fact]
    public async Task Bad_pictures_are_counted_and_the_good_ones_kept()
    {
        var id = await ImportAsync("html", "svg", "bomb", "large", "away", "gone", "good");
        _host.Serve(UrlOf("html"), "<html>Sign in</html>"u8.ToArray());
        _host.Serve(UrlOf("svg"), "<svg xmlns='http://www.w3.org/2000/svg' width='10' height='10'/>"u8.ToArray());
        _host.Serve(UrlOf("bomb"), TestImages.PngBomb(20_000, 20_000));
        _host.Serve(UrlOf("large"), new byte[ImageFetcher.MaxBytes + 1]);
        _host.Redirect(UrlOf("away"), "http://127.0.0.1/");
        ServeAll("good");

        Assert.Equal(new KeptImages(1, 7), await KeepAsync(id));
        Assert.NotNull((await PostsAsync(id)).Single(p => p.ThumbnailHash is not null).ThumbnailHash);
        Assert.Single(Directory.GetFiles(_folder, "*", SearchOption.AllDirectories));
    }

    [Fact]
    public async Task A_missing_picture_is_tried_again_at_the_next_look_up()
    {
        var id = await ImportAsync("11");
        ServeAll("avatar");
        Assert.Equal(new KeptImages(1, 1), await KeepAsync(id));
        ServeAll("11");

        Assert.Equal(new KeptImages(1, 0), await KeepAsync(id));
    }

    [Fact]
    public async Task A_host_that_never_answers_costs_ten_seconds_and_spoils_no_other_picture()
    {
        var id = await ImportAsync("11");
        ServeAll("11");
        var asked = _host.Hang(UrlOf("avatar"));

        var keeping = KeepAsync(id);
        await asked;
        _time.Advance(CreatorMedia.Limit - TimeSpan.FromMilliseconds(1));
        Assert.False(keeping.IsCompleted);
        while (!_host.Asked.Contains(UrlOf("11")) || StoredFiles() == 0)
        {
            TestContext.Current.CancellationToken.ThrowIfCancellationRequested();
            await Task.Yield();
        }

        _time.Advance(TimeSpan.FromMilliseconds(1));

        Assert.Equal(new KeptImages(1, 1), await keeping);
        Assert.Null((await CreatorAsync(id)).AvatarHash);
    }

    [Fact]
    public async Task The_callers_cancellation_is_no_missing_picture()
    {
        var id = await ImportAsync();
        var asked = _host.Hang(UrlOf("avatar"));
        using var cancel = new CancellationTokenSource();

        var keeping = _media.KeepImagesAsync(id, cancel.Token);
        await asked;
        await cancel.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => keeping);
    }

    [Fact]
    public async Task Only_the_top_posts_of_the_newest_scrape_get_a_thumbnail()
    {
        var ids = Enumerable.Range(10, CreatorMedia.Posts + 5).Select(n => $"{n}").ToArray();
        var profile = Profile("1", "ada") with { AvatarUrl = null };
        await _test.ImportAsync(profile, Day1, [Post("gone") with { Likes = 1_000_000 }]);
        var id = await _test.ImportAsync(
            profile, Day2, [Post("hidden", daysAgo: 1) with { Likes = null, Comments = 500 }, .. ids.Select((post, rank) => Post(post, daysAgo: 40 - rank) with { Likes = 100 - rank })]);
        ServeAll(ids);

        Assert.Equal(new KeptImages(CreatorMedia.Posts, 0), await KeepAsync(id));
        Assert.Equal(ids[..CreatorMedia.Posts], (await PostsAsync(id)).Where(p => p.ThumbnailHash is not null).Select(p => p.ExternalId));
    }

    [Fact]
    public async Task A_store_that_cannot_be_written_is_a_missing_picture()
    {
        await File.WriteAllTextAsync(Path.Combine(_folder, "media"), "in the way", TestContext.Current.CancellationToken);
        var id = await ImportAsync();
        ServeAll("avatar");

        Assert.Equal(new KeptImages(0, 1), await KeepAsync(id));
    }

    [Fact]
    public void A_store_without_a_folder_is_named() =>
        Assert.Equal("Media:Path must name a folder; it is empty.", Assert.Single(new MediaOptions { Path = " " }.Problems()));

    private static string UrlOf(string picture) => $"https://scontent.cdninstagram.com/v/{picture}.jpg?oh=1";

    private void ServeAll(params string[] pictures)
    {
        foreach (var (seed, picture) in pictures.Index())
            _host.Serve(UrlOf(picture), TestImages.Jpeg(seed: seed + 1));
    }

    private int StoredFiles() => Directory.GetFiles(_folder, "*.webp", SearchOption.AllDirectories).Length;

    private Task<Guid> ImportAsync(params string[] posts) => _test.ImportAsync(Profile("1", "ada"), Day1, [.. posts.Select(p => Post(p))]);

    private Task<KeptImages> KeepAsync(Guid id) => _media.KeepImagesAsync(id, TestContext.Current.CancellationToken);

    private Task<Creator> CreatorAsync(Guid id) => _test.Database.ReadAsync(
        db => db.Set<Creator>().SingleAsync(c => c.Id == id, TestContext.Current.CancellationToken), TestContext.Current.CancellationToken);

    private Task<List<CreatorPost>> PostsAsync(Guid id) => _test.Database.ReadAsync(
        db => db.Set<CreatorPost>().Where(p => p.CreatorId == id).OrderBy(p => p.ExternalId)
            .ToListAsync(TestContext.Current.CancellationToken),
        TestContext.Current.CancellationToken);
}

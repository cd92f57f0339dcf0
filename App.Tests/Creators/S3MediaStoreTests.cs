using System.Net;
using CreatorAnalytics.Creators;
using CreatorAnalytics.Tests.Support;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using static CreatorAnalytics.Tests.Creators.Scrapes;

namespace CreatorAnalytics.Tests.Creators;

public sealed class S3MediaStoreTests : IAsyncLifetime
{
    private const string AvatarUrl = "https://scontent.cdninstagram.com/v/avatar.jpg?oh=1";
    private static readonly MediaName Name = MediaName.Of([1, 2], MediaName.ThumbnailWidth);

    private readonly TestDatabase _test = new();
    private FakeBucket _bucket = null!;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _bucket = await FakeBucket.StartAsync();

    public async ValueTask DisposeAsync()
    {
        await _bucket.DisposeAsync();
        _test.Dispose();
    }

    [Fact]
    public async Task An_image_is_an_object_of_the_bucket_that_may_be_cached_for_good()
    {
        using var store = StoreOf(_bucket.Options);
        Assert.False(await store.HasAsync(Name, Cancel));
        Assert.Null(await store.OpenAsync(Name, Cancel));

        await store.WriteAsync(Name, [7, 8, 9], Cancel);

        Assert.True(await store.HasAsync(Name, Cancel));
        Assert.Equal([7, 8, 9], await ReadAsync(store));
        var (key, stored) = Assert.Single(_bucket.Objects);
        Assert.Equal(Name.ToString(), key);
        Assert.Equal([7, 8, 9], stored.Bytes);
        Assert.Equal("image/webp", stored.Type);
        Assert.Equal("public, max-age=31536000, immutable", stored.Caching);
    }

    [Fact]
    public async Task A_bucket_that_does_not_exist_names_its_key()
    {
        var options = _bucket.Options;
        options.S3.Bucket = "elsewhere";
        using var store = StoreOf(options);

        var exception = await Assert.ThrowsAsync<IOException>(() => store.WriteAsync(Name, [1], Cancel));

        Assert.Contains("Media:S3:Bucket", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_bucket_that_refuses_costs_the_picture_and_never_the_creator()
    {
        _bucket.IsRefusing = true;
        using var store = StoreOf(_bucket.Options);
        var host = new FakeImageHost();
        host.Serve(AvatarUrl, TestImages.Jpeg());
        var id = await _test.ImportAsync(Profile("1", "ada") with { AvatarUrl = AvatarUrl }, Day1);
        using var thumbnails = new ThumbnailMaker();
        using var media = new CreatorMedia(
            _test.Database, new ImageFetcher(host, new MediaOrigins()), thumbnails, store, TimeProvider.System, NullLogger<CreatorMedia>.Instance);

        Assert.Equal(new KeptImages(0, 1), await media.KeepImagesAsync(id, Cancel));
        _bucket.IsRefusing = false;
        Assert.Equal(new KeptImages(1, 0), await media.KeepImagesAsync(id, Cancel));
        Assert.Single(_bucket.Objects);
    }

    [Fact]
    public async Task Without_a_public_address_this_site_serves_what_the_bucket_holds()
    {
        await using var app = await StartSiteAsync();
        await app.Services.GetRequiredService<IMediaStore>().WriteAsync(Name, [5], Cancel);

        using var stored = await AskAsync(app, Name);
        using var missing = await AskAsync(app, MediaName.Of([3], MediaName.ThumbnailWidth));
        _bucket.IsRefusing = true;
        using var refused = await AskAsync(app, Name);

        Assert.Equal([5], await stored.Content.ReadAsByteArrayAsync(Cancel));
        Assert.Equal("public, max-age=31536000, immutable", string.Join(", ", stored.Headers.GetValues("Cache-Control")));
        Assert.Equal(HttpStatusCode.NotFound, missing.StatusCode);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, refused.StatusCode);
        Assert.Null(refused.Headers.CacheControl);
    }

    [Fact]
    public async Task With_a_public_address_browsers_are_sent_to_the_cdn_and_only_for_names_of_images()
    {
        await using var app = await StartSiteAsync(("Media:S3:PublicUrl", "https://images.example.com/kept/"));

        using var image = await AskAsync(app, Name);
        using var other = await app.GetTestClient().GetAsync(new Uri("/media/note.txt", UriKind.Relative), Cancel);

        Assert.Equal(HttpStatusCode.Redirect, image.StatusCode);
        Assert.Equal($"https://images.example.com/kept/{Name}", image.Headers.Location?.AbsoluteUri);
        Assert.Null(image.Headers.CacheControl);
        Assert.Equal(HttpStatusCode.NotFound, other.StatusCode);
        Assert.Equal(["https://images.example.com"], app.Services.GetRequiredService<IOptions<MediaOptions>>().Value.PublicOrigins());
    }

    [Fact]
    public void Every_setting_that_cannot_work_is_named()
    {
        var options = new MediaOptions
        {
            Store = MediaStoreKind.S3,
            S3 = { Region = " ", ServiceUrl = "minio:9000", PublicUrl = "images.example.com", AccessKey = "key" },
        };

        Assert.Equal(
            ["Media:S3:Bucket", "Media:S3:Region", "Media:S3:ServiceUrl", "Media:S3:PublicUrl", "Media:S3:AccessKey"],
            options.Problems().Select(problem => problem.Split(' ')[0]));
        Assert.Empty(_bucket.Options.Problems());
    }

    private static S3MediaStore StoreOf(MediaOptions options) => new(Options.Create(options));

    private static async Task<byte[]> ReadAsync(S3MediaStore store)
    {
        await using var image = await store.OpenAsync(Name, Cancel);
        using var bytes = new MemoryStream();
        await image!.CopyToAsync(bytes, Cancel);
        return bytes.ToArray();
    }

    private static Task<HttpResponseMessage> AskAsync(WebApplication app, MediaName name) =>
        app.GetTestClient().GetAsync(new Uri(MediaUrls.Prefix + name, UriKind.Relative), Cancel);

    private async Task<WebApplication> StartSiteAsync(params (string Key, string Value)[] settings)
    {
        var builder = WebApplication.CreateBuilder();
        builder.WebHost.UseTestServer();
        (string Key, string Value)[] bucket =
        [
            ("Media:Store", "S3"), ("Media:S3:ServiceUrl", _bucket.Address), ("Media:S3:Bucket", FakeBucket.Name),
            ("Media:S3:AccessKey", "key"), ("Media:S3:SecretKey", "secret"),
        ];
        foreach (var (key, value) in bucket.Concat(settings))
            builder.WebHost.UseSetting(key, value);
        builder.Services.AddSingleton(_test.Database).AddSingleton(TimeProvider.System);
        builder.AddCreators();
        var app = builder.Build();
        MediaEndpoint.Map(app);
        await app.StartAsync(Cancel);
        return app;
    }
}

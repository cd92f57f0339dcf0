using System.Net;
using CreatorAnalytics.Creators;
using CreatorAnalytics.Tests.Support;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.DependencyInjection;

namespace CreatorAnalytics.Tests.Creators;

public sealed class MediaEndpointTests : IAsyncLifetime
{
    private readonly TestDatabase _test = new();
    private readonly string _folder = Directory.CreateTempSubdirectory("creator-media-").FullName;
    private WebApplication _app = null!;

    public async ValueTask InitializeAsync()
    {
        var builder = WebApplication.CreateBuilder();
        builder.WebHost.UseTestServer();
        builder.WebHost.UseSetting("Media:Path", _folder);
        builder.Services.AddSingleton(_test.Database).AddSingleton(TimeProvider.System);
        builder.AddCreators();
        _app = builder.Build();
        MediaEndpoint.Map(_app);
        await _app.StartAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await _app.DisposeAsync();
        _test.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public async Task A_stored_image_is_served_for_good()
    {
        var cancel = TestContext.Current.CancellationToken;
        Assert.NotNull(_app.Services.GetRequiredService<CreatorMedia>());
        var name = MediaName.Of([1, 2], MediaName.ThumbnailWidth);
        await _app.Services.GetRequiredService<IMediaStore>().WriteAsync(name, [9, 9, 9], cancel);

        using var response = await _app.GetTestClient().GetAsync(new Uri(MediaUrls.Thumbnail(name.Hash), UriKind.Relative), cancel);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal([9, 9, 9], await response.Content.ReadAsByteArrayAsync(cancel));
        Assert.Equal("image/webp", response.Content.Headers.ContentType?.MediaType);
        Assert.Equal("public, max-age=31536000, immutable", string.Join(", ", response.Headers.GetValues("Cache-Control")));
        Assert.Equal("nosniff", Assert.Single(response.Headers.GetValues("X-Content-Type-Options")));
    }

    [Theory]
    [InlineData("0000000000000000000000000000000000000000000000000000000000000000-320.webp")]
    [InlineData("0000000000000000000000000000000000000000000000000000000000000000-999.webp")]
    [InlineData("..%2F..%2Fappsettings.json")]
    [InlineData("note.txt")]
    public async Task Anything_else_is_not_found_and_not_cached(string name)
    {
        var cancel = TestContext.Current.CancellationToken;
        await File.WriteAllTextAsync(Path.Combine(_folder, "note.txt"), "no", cancel);

        using var response = await _app.GetTestClient().GetAsync(new Uri($"/media/{name}", UriKind.Relative), cancel);

        Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
        Assert.Null(response.Headers.CacheControl);
    }
}
